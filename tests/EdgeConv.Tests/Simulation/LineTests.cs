using EdgeConv.Frames.Line;
using EdgeConv.Simulation.Line;
using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Tests.Simulation;

/// <summary>
/// `simulate --example line`: a car that follows a line in a closed loop, and the frames that its network was trained on.
/// </summary>
[TestClass]
public sealed class LineTests : CommandTests
{
    private static readonly string s_model = Repository.PathOf("examples", "line.json");
    private static readonly Graph s_graph = Pipeline.Run(ModelFile.Open(s_model));
    private static readonly SimulatedBoard s_slowest = SimulatedBoard.All[0] with { Pace = BoardPace.Pessimistic };

    private static LineTrack Named(string name) => LineTrack.Tests.Single(track => track.Name == name);

    [TestMethod]
    [DataRow("oval", 24.0, 6.5)]
    [DataRow("bean", 22.5, 8.5)]
    [DataRow("clover", 23.0, 8.0)]
    public void TheCarDrivesThreeLapsAndStopsWhenTheCameraIsPulled(string name, double lapSeconds, double maxCentimeters)
    {
        LineRun run = LineSimulation.Run(Named(name), new GraphModel(s_graph), s_slowest, LineSimulation.Instructions,
            LineTrack.Tests.ToList().IndexOf(Named(name)) + 1);
        Assert.HasCount(LineSimulation.Laps, run.LapSeconds);
        foreach (double lap in run.LapSeconds) Assert.AreEqual(lapSeconds, lap, 1.5);
        Assert.IsLessThan(maxCentimeters, 100 * run.MaxAside);
        Assert.IsGreaterThan(0.2, run.MeanSpeed);
        // The outputs are safe by the deadline after the last proposal, and the car stands soon after.
        Assert.IsLessThan(1_500_000, run.StoppedMicroseconds!.Value - run.PulledMicroseconds!.Value);
        Assert.IsLessThan(0.25, run.StopMeters);
        LineMoment last = run.Moments[^1];
        Assert.AreEqual((750, 0, GuardReason.FrameFailed), (last.ServoDuty, last.MotorDuty, last.Reason));
        // It is slower in bends: the further the line is from the middle, the lower is the motor's duty.
        LineMoment[] driven = [.. run.Driving.Where(moment => moment.Reason == GuardReason.None)];
        double Mean(Func<LineMoment, bool> which) => driven.Where(which).Average(moment => moment.MotorDuty);
        Assert.IsGreaterThan(Mean(moment => Math.Abs(moment.ServoDuty - 750) > 100) + 500,
            Mean(moment => Math.Abs(moment.ServoDuty - 750) < 30));
    }

    // Strong glare on the line can hide it. Then the car must not drive on.
    [TestMethod]
    public void OtherFloorsAndLightsAreDrivenTooOrTheCarStops()
    {
        int seeds = LongRun.Cases(3, 60), complete = 0;
        foreach (LineTrack track in LineTrack.Tests)
            for (int seed = 11; seed < 11 + seeds; seed++)
            {
                LineRun run = LineSimulation.Run(track, new GraphModel(s_graph), s_slowest, LineSimulation.Instructions, seed);
                if (run.IsComplete) complete++;
                else Assert.AreEqual(GuardReason.NothingFound, run.Moments[^1].Reason, $"{track.Name}, seed {seed}");
            }
        Console.WriteLine($"{complete} of {seeds * LineTrack.Tests.Count} complete");
        Assert.IsGreaterThan(0.85 * seeds * LineTrack.Tests.Count, complete);
    }

    [TestMethod]
    public void ACarWithoutALineStops()
    {
        LineTrack track = Named("oval");
        LineRun run = LineSimulation.Run(track, new Blind(new GraphModel(s_graph), from: 40), s_slowest, LineSimulation.Instructions, 1);
        Assert.IsEmpty(run.LapSeconds);
        LineMoment[] blind = [.. run.Moments.Skip(43)];
        Assert.IsTrue(blind.All(moment => moment is { MotorDuty: 0, ServoDuty: 750, Reason: GuardReason.NothingFound }));
        Assert.AreEqual(0, blind[^1].Speed);
        Assert.IsGreaterThan(0.2, run.Moments[39].Speed);
        (LinePose end, LinePose start) = (blind[^1].Front, run.Moments[40].Front);
        Assert.IsLessThan(0.3, Math.Sqrt(Math.Pow(end.X - start.X, 2) + Math.Pow(end.Y - start.Y, 2)));
    }

    [TestMethod]
    public void TheNetworksInstructionsAreThoseOfTheSimulation()
    {
        InferenceCounter counter = InferenceCounter.Of(s_graph);
        Assert.AreEqual("compiled", counter.Engine);
        long max = LineFrames.Make(seed: 3, count: 50)
            .Max(frame => counter.Count(Array.ConvertAll(frame.Values, value => (sbyte)(value - 128))));
        Assert.AreEqual(LineSimulation.Instructions, max);
        Assert.Contains($"| {LineSimulation.ReadInstructions:#,0} |", Repository.Text("docs", "performance.md"));
        // Reading and inference fit the period on the slowest board.
        foreach (SimulatedBoard board in SimulatedBoard.All)
            Assert.IsLessThan(LineSimulation.PeriodMicroseconds, 18_400 + (board with { Pace = BoardPace.Pessimistic })
                .Microseconds(LineSimulation.ReadInstructions + LineSimulation.Instructions), board.Name);
    }

    [TestMethod]
    public void TheReportShowsTracksWaysAndFrames()
    {
        Command.Simulate("--example", "line").AssertDone("3 laps of 3 tracks", "oval", "bean", "clover", "the maximum of");
        string page = Command.Text("out/report.html");
        foreach (LineTrack track in LineTrack.Tests) Assert.Contains($"Track: {track.Name}", page);
        Assert.IsGreaterThan(40, Regex.Count(page, "data:image/png;base64,"));
        Assert.AreEqual(6, Regex.Count(page, "<polyline points=\"[0-9., ]+\" fill=\"none\" stroke=\"#(1e88e5|e53935)\""));
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org/2000/svg", ""));
        string[] rows = Command.Text("out/line.csv").TrimEnd().Split('\n');
        Assert.AreEqual("track,time_us,x,y,heading,speed,aside,readout,servo,motor,state", rows[0]);
        Assert.IsTrue(rows.Skip(1).All(row => row.Split(',').Length == 11));
        Assert.IsGreaterThan(900, rows.Length);
    }

    [TestMethod]
    public void OptionsAndModelsThatDoNotFit()
    {
        foreach (string[] options in (string[][])[["--frames", "synthetic:bar"], ["--count", "5"], ["--fault", "fail@1-2"]])
            new SimulatedCommand().Simulate(["--example", "line", .. options]).AssertFailed(2, $"{options[0]}: leave it out");
        Command.Simulate("--example", "line", "--model", Repository.PathOf("examples", "digits.json")).AssertFailed(1, "frames of 8x8x1");
        Command.Run(["train", "--data", "synthetic:hand", "--out", "m.json"]).AssertFailed(1, "give synthetic:line");
        Command.Run(["train", "--data", "synthetic:line:0", "--out", "m.json"]).AssertFailed(1, "give synthetic:line");
    }

    [TestMethod]
    public void TheNetworkFindsTheLineInFramesItWasNotTrainedOn()
    {
        JsonNode json = Command.Run(["evaluate", s_model, "--data", "synthetic:line:2", "--json"]).AssertDone().Json;
        Assert.AreEqual(LineFrames.Count, (int)json["frames"]!);
        Assert.IsLessThan(1.1, (double)json["meanPixels"]!);
        Assert.IsLessThan(4, (double)json["percentile95Pixels"]!);
        Assert.IsLessThan(0.04 * LineFrames.Count, (int)json["missed"]! + (int)json["invented"]!);
        byte[] input = [.. LineFrames.Make(seed: 5, count: 1)[0].Values.Select(value => (byte)(value - 128))];
        Command.Put("frame.bin", input);
        Command.AssertEnginesAgree(s_model, "frame.bin");
    }

    [TestMethod]
    public void FramesRepeatForASeedAndOneInTenIsEmpty()
    {
        IReadOnlyList<LineFrame> first = LineFrames.Make(seed: 7, count: 60), second = LineFrames.Make(seed: 7, count: 60);
        for (int i = 0; i < 60; i++)
        {
            CollectionAssert.AreEqual(first[i].Values, second[i].Values);
            Assert.AreEqual(first[i].Column, second[i].Column);
            Assert.AreEqual(i % 10 == 9, first[i].Column is null);
            Assert.IsTrue(first[i].Column is null or (>= -0.5 and <= LineCamera.Width - 0.5));
        }
        CollectionAssert.AreNotEqual(first[0].Values, LineFrames.Make(seed: 8, count: 1)[0].Values);
    }

    [TestMethod]
    public void TheLabelIsWhereTheLineIsDarkest()
    {
        LineLight plain = new(1, 0, 0, [], []);
        Random random = new(9);
        short[] frame = new short[LineCamera.Height * LineCamera.Width];
        int judged = 0, right = 0;
        foreach (LineTrack track in LineTrack.Tests)
        {
            LineFloor floor = new(track, new Random(4));
            for (int i = 0; i < track.Points.Count; i += 40)
            {
                (double x, double y) = track.At(i);
                LinePose pose = new(x, y, track.HeadingAt(i));
                if (LineCamera.ColumnOf(track, pose, i) is not (> 1 and < LineCamera.Width - 2 and var column)) continue;
                LineCamera.Take(floor, plain, pose, random, frame);
                // The row in which the camera sees the floor 0.3 m ahead.
                int row = (int)Math.Round(LineCamera.See(new(0, 0, 0), LineCamera.Ahead, 0)!.Value.Row);
                short[] values = frame[(row * LineCamera.Width)..((row + 1) * LineCamera.Width)];
                judged++;
                if (Math.Abs(Array.IndexOf(values, values.Min()) - column) < 1.5) right++;
            }
        }
        Assert.IsGreaterThan(60, judged);
        Assert.IsGreaterThan(0.85 * judged, right, "all but the gaps of the line");
    }

    [TestMethod]
    public void WhatTheCameraSeesIsWhereItLooks()
    {
        // A place straight ahead is in the middle column; the further away, the higher; to the right is to the right.
        LinePose pose = new(1, 1, Math.PI / 2);
        (double column, double row) = LineCamera.See(pose, 1, 1.3)!.Value;
        Assert.AreEqual(15.5, column, 1e-9);
        Assert.IsLessThan(row, LineCamera.See(pose, 1, 1.4)!.Value.Row);
        Assert.IsGreaterThan(column, LineCamera.See(pose, 0.9, 1.3)!.Value.Column);
        Assert.IsNull(LineCamera.See(pose, 1, 0.7));
    }

    [TestMethod]
    public void TwoFrequenciesOnOneTimerAreRefused()
    {
        PwmTimers timers = new(20, new VirtualClock());
        Assert.AreEqual(50, timers.Add(1, 50).FrequencyHz);
        ArgumentException refused = Assert.ThrowsExactly<ArgumentException>(() => timers.Add(2, 1000));
        Assert.Contains("shares a timer with PWM1, which has 50 Hz", refused.Message);
        Assert.Contains("in use", Assert.ThrowsExactly<ArgumentException>(() => timers.Add(1, 50)).Message);
        Assert.AreEqual(50, timers.Add(2, 50).FrequencyHz);
        Assert.AreEqual(1000, timers.Add(3, 1000).FrequencyHz);
    }

    /// <summary>A model that finds nothing from its n-th inference on.</summary>
    private sealed class Blind(IModel model, int from) : IModel
    {
        private int _count;

        public TensorInfo Input => model.Input;

        public TensorInfo Output => model.Output;

        public void Invoke(sbyte[] input, sbyte[] output)
        {
            model.Invoke(input, output);
            if (_count++ >= from) Array.Fill(output, (sbyte)-128);
        }
    }
}
