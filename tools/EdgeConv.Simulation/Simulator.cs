using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;
using EdgeConv.Simulation.Frames;
using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Simulation;

/// <summary>Runs the device's own loop and guard over recorded frames in virtual time, and keeps all that happens.</summary>
public static class Simulator
{
    /// <summary>Runs to the end of the recording.</summary>
    /// <param name="example">Model, readout, map and output.</param>
    /// <param name="recording">Frames of the model's shape.</param>
    /// <param name="board">The chip.</param>
    /// <param name="fault">A fault to inject, or null.</param>
    /// <param name="onFrame">Called with the number of frames done, or null.</param>
    public static SimulationRun Run(Example example, Recording recording, PwmBoard board, InjectedFault? fault = null, Action<int>? onFrame = null)
    {
        var clock = new VirtualClock();
        ILayeredModel model = example.CreateModel();
        var pwm = new PwmModel(example.FrequencyHz, board, clock);
        var guard = new OutputGuard(pwm, example.SafeDuty, example.DeadlineMicroseconds, clock);
        IFrameSource source = fault == null ? recording : new FaultySource(recording, fault);
        Preprocessor preprocessor = example.Prepare(new Preprocessor(recording.Format, model.Input));
        var loop = new EdgeLoop(source, preprocessor, model, example.CreateReadout(), example.CreateMap(), guard, clock, example.PeriodMicroseconds)
        {
            // The range of a recording is what occurs in it, so a frame at its limit says nothing about the sensor.
            Check = new FrameCheck(recording.Format) { RejectSaturated = false, FrozenAfter = example.FrozenAfter },
            Hysteresis = example.CreateHysteresis(),
        };
        var recorder = new Recorder(clock, guard, model, recording, onFrame);
        loop.Observer = recorder;
        guard.Observer = recorder;
        loop.Run();
        if (loop.ObserverFaults + guard.ObserverFaults > 0) throw new InvalidOperationException("the recorder of the simulation failed");
        return new SimulationRun
        {
            Example = example,
            Recording = recording,
            Model = model,
            Board = board,
            Pwm = pwm,
            Fault = fault,
            Loop = loop,
            Events = recorder.Events,
            Frames = Settle(recorder, pwm, example.PeriodMicroseconds),
        };
    }

    // A decision reaches the signal a little after the frame, so duty and reason are taken from the end of the frame's period.
    private static FrameRecord[] Settle(Recorder recorder, PwmModel pwm, int periodMicroseconds)
    {
        FrameRecord[] frames = [.. recorder.Frames];
        int e = -1;
        for (int i = 0; i < frames.Length; i++)
        {
            long end = (i + 1L) * periodMicroseconds;
            while (e + 1 < recorder.Events.Count && recorder.Events[e + 1].Microseconds < end) e++;
            frames[i] = frames[i] with { Duty = pwm.DutyBefore(end), Reason = e < 0 ? GuardReason.Starting : recorder.Events[e].Reason };
        }
        return frames;
    }

    private sealed class Recorder(IClock clock, OutputGuard guard, ILayeredModel model, Recording recording, Action<int>? onFrame) : ILoopObserver, IGuardObserver
    {
        private int _used;

        public List<FrameRecord> Frames { get; } = [];

        public List<GuardEvent> Events { get; } = [];

        public void OnFrame(EdgeLoop loop)
        {
            sbyte[][]? layers = null;
            if (loop.Frames > _used)
            {
                layers = new sbyte[model.LayerCount][];
                for (int i = 0; i < layers.Length; i++) layers[i] = model.Layer(i).Activations.AsSpan(0, model.Layer(i).Output.Length).ToArray();
            }
            _used = loop.Frames;
            int index = Frames.Count;
            Frames.Add(new FrameRecord(index, clock.Microseconds, recording.Frames[index].Label, (short[])loop.Frame.Clone(), layers, loop.Activation256, guard.Duty, guard.Reason));
            onFrame?.Invoke(index + 1);
        }

        public void OnDuty(long microseconds, int duty, GuardReason reason)
        {
            if (Events.Count == 0 || Events[^1].Reason != reason) Events.Add(new GuardEvent(microseconds, reason));
        }
    }
}
