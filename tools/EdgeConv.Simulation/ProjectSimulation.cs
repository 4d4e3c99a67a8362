using EdgeConv.Simulation.Pwm;
using EdgeConv.Simulation.Report;

namespace EdgeConv.Simulation;

/// <summary>The program that simulates a user's own project: prints a table and writes report.html, pwm.csv and pwm.vcd.</summary>
public static class ProjectSimulation
{
    /// <summary>Maximum number of frames of a run, and the number of frames from a source that does not end.</summary>
    internal const int MaxFrames = 1000, DefaultFrames = 100;

    private const int MaxRows = 20;

    /// <summary>Runs the program. An error is one line on standard error.</summary>
    /// <param name="args">Optional: frames as in <see cref="ProjectDevice.Recorded"/>, and a fault such as fail@20-29.</param>
    /// <param name="device">The device to simulate.</param>
    /// <param name="folder">The folder to write to.</param>
    /// <returns>The exit code: 0 for success, 1 for a failure.</returns>
    public static int Run(string[] args, ProjectDevice device, string folder = "out")
    {
        try
        {
            InjectedFault? fault = args.Select(InjectedFault.Parse).FirstOrDefault(parsed => parsed is not null);
            string? frames = args.FirstOrDefault(word => InjectedFault.Parse(word) is null);
            IFrameSource source = frames is null ? device.Frames() : ProjectDevice.Recorded(frames, device.Format);
            SimulationRun run = Simulate(device, source, fault);
            Print(run);
            using var output = new OutputFolder("out", folder);
            output.WriteText("pwm.csv", text => PwmCsv.Write(text, run));
            output.WriteText("pwm.vcd", text => PwmVcd.Write(text, run.Pwm, run.EndMicroseconds));
            output.WriteText("report.html", text => HtmlReport.Write(text, run));
            output.Complete();
            Console.WriteLine($"written  {Path.Combine(folder, "report.html")}, pwm.csv, pwm.vcd");
            return 0;
        }
        catch (UserException failure)
        {
            Console.Error.WriteLine("error: " + Printable.Text(failure.Message, 2000));
            return 1;
        }
    }

    /// <summary>Runs the device's loop over the frames of a source, in virtual time.</summary>
    /// <param name="device">The device to simulate.</param>
    /// <param name="source">The frames; the run ends with the source, or after some seconds.</param>
    /// <param name="fault">A fault to inject, or null.</param>
    /// <exception cref="UserException">There is no frame, or no such board.</exception>
    public static SimulationRun Simulate(ProjectDevice device, IFrameSource source, InjectedFault? fault = null)
    {
        SimulatedBoard board = SimulatedBoard.All.FirstOrDefault(known => known.Name == device.Board)
            ?? throw new UserException($"{device.Board}: there is no such board; give one of " +
                string.Join(", ", SimulatedBoard.All.Select(known => known.Name)));
        // The loop is described once to learn its parts, and once for the run.
        LoopDescription parts = device.Describe(source, new PwmModel(device.FrequencyHz, board.CounterBits, new VirtualClock()),
            new VirtualClock());
        var example = new Example
        {
            Name = device.Title,
            Title = device.Title,
            Frames = "",
            Drives = device.Drives,
            FrequencyHz = device.FrequencyHz,
            SafeDuty = parts.Guard.SafeDuty,
            PeriodMicroseconds = parts.PeriodMicroseconds,
            DeadlineMicroseconds = (int)parts.Guard.DeadlineMicroseconds,
            CreateReadout = () => parts.Readout,
            ReadoutName = "readout",
            CreateMap = () => parts.Map,
            Count = device.Instructions > 0 ? InferenceCount.Max(device.Instructions) : null,
        };
        return Simulator.Run(example, Record(source), board, device.Describe, fault);
    }

    private static Recording Record(IFrameSource source)
    {
        List<RecordedFrame> frames = [];
        short[] frame = new short[source.Format.Length];
        while (frames.Count < (source is RecordedSource ? MaxFrames : DefaultFrames) && source.Read(frame) == FrameStatus.Ready)
            frames.Add(new RecordedFrame([.. frame], $"{frames.Count}"));
        return new Recording(source is RecordedSource recorded ? recorded.Name : source.GetType().Name, source.Format, frames);
    }

    private static void Print(SimulationRun run)
    {
        Console.WriteLine(run.Example.Title);
        Console.WriteLine($"{"time",8}  {"readout",8}  {"duty",8}  output");
        int step = (run.Frames.Count + MaxRows - 1) / MaxRows;
        foreach (FrameRecord frame in run.Frames.Where((_, i) => i % step == 0))
            Console.WriteLine($"{frame.Microseconds / 1e6,6:0.0} s  {frame.Activation256 / 256.0,8:0.0}  {frame.Duty / 100.0,6:0.00} %  " +
                RunText.State(frame.Reason));
        Console.WriteLine($"frames   {run.Frames.Count} of {run.Recording.Name}: {RunText.Late(run)}, {run.LostFrames} not used");
        Console.WriteLine($"time     {RunText.Time(run)}");
        Console.WriteLine($"guard    " +
            string.Join(" -> ", run.Events.Select(e => $"{e.Microseconds / 1e6:0.0##} s {RunText.State(e.Reason)}")));
    }
}
