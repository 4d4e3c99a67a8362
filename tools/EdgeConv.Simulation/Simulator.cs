using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Simulation;

/// <summary>
/// Runs the device's own loop and guard over recorded frames in virtual time and records every step. An inference takes the time that the
/// board needs for its IL instructions; reading the sensor and the loop itself take no time.
/// </summary>
public static class Simulator
{
    /// <summary>Runs to the end of the recording.</summary>
    /// <param name="example">The device: network, readout, map and output.</param>
    /// <param name="recording">Frames of the network's input shape, one per period.</param>
    /// <param name="board">The board to simulate.</param>
    /// <param name="fault">A fault to inject, or null.</param>
    /// <param name="onFrame">Called with the number of finished frames, or null.</param>
    public static SimulationRun Run(
        Example example, Recording recording, SimulatedBoard board, InjectedFault? fault = null, Action<int>? onFrame = null)
    {
        ILayeredModel model = example.CreateModel();
        return Run(example, recording, board, (source, output, clock) => new LoopDescription
        {
            Frames = source,
            Preprocessor = example.Prepare(new Preprocessor(recording.Format, model.Input)),
            Model = model,
            Readout = example.CreateReadout(),
            Map = example.CreateMap(),
            Guard = new OutputGuard(output, example.SafeDuty, example.DeadlineMicroseconds, clock),
            PeriodMicroseconds = example.PeriodMicroseconds,
            // The range of a recording is taken from its values, so a frame at the limit of the range does not mean that the sensor is
            // saturated.
            FrameCheck = new FrameCheck(recording.Format) { RejectSaturated = false, FrozenAfter = example.FrozenAfter },
            Hysteresis = example.CreateHysteresis(),
        }, fault, onFrame);
    }

    /// <summary>Runs a loop that its owner describes to the end of the recording.</summary>
    /// <param name="example">Title, output and times, which fit the loop; the loop has its own model, readout and map.</param>
    /// <param name="recording">Frames of the loop's sensor, one per period.</param>
    /// <param name="board">The board to simulate.</param>
    /// <param name="describe">Describes the loop for the source of the frames, the output and the clock.</param>
    /// <param name="fault">A fault to inject, or null.</param>
    /// <param name="onFrame">Called with the number of finished frames, or null.</param>
    internal static SimulationRun Run(Example example, Recording recording, SimulatedBoard board,
        Func<IFrameSource, IPwmOutput, IClock, LoopDescription> describe, InjectedFault? fault, Action<int>? onFrame = null)
    {
        var clock = new VirtualClock();
        var pwm = new PwmModel(example.FrequencyHz, board.CounterBits, clock);
        var source = new LiveFrames(recording, clock, example.PeriodMicroseconds, fault);
        LoopDescription parts = describe(source, pwm, clock);
        ILayeredModel model = parts.Model as ILayeredModel ?? new OutputLayer(parts.Model);
        OutputGuard guard = parts.Guard;
        long min = long.MaxValue, max = 0;
        parts.Model = new TimedModel(model, clock, input =>
        {
            if (example.Count is null) return 0;
            long instructions = example.Count.Of(input);
            (min, max) = (Math.Min(min, instructions), Math.Max(max, instructions));
            return board.Microseconds(instructions);
        });
        var loop = new EdgeLoop(parts);
        var recorder = new Recorder(clock, model, source, recording, onFrame);
        loop.Observer = recorder;
        guard.Observer = recorder;
        loop.Run();
        if (loop.ObserverFaults + guard.ObserverFaults > 0) throw new InvalidOperationException("the recorder of the simulation failed");
        // The last inference may take hours on a slow board, but the output never changes later than the guard's deadline after the last
        // frame.
        long stop = clock.Microseconds, recorded = (long)recording.Frames.Count * example.PeriodMicroseconds;
        long end = Math.Min(stop, recorded + example.DeadlineMicroseconds);
        return new SimulationRun(
            example, recording, model, board, pwm, fault, loop, [.. recorder.Events.Where(e => e.Microseconds <= end)],
            Settle(recorder, pwm, stop), max == 0 ? null : (min, max), end);
    }

    // A decision reaches the signal shortly after the frame, so duty and reason are taken from just before the next frame's decision.
    private static FrameRecord[] Settle(Recorder recorder, PwmModel pwm, long stop)
    {
        FrameRecord[] frames = [.. recorder.Frames];
        int e = -1;
        for (int i = 0; i < frames.Length; i++)
        {
            long end = i + 1 < frames.Length ? recorder.Ends[i + 1] : stop;
            while (e + 1 < recorder.Events.Count && recorder.Events[e + 1].Microseconds < end) e++;
            GuardReason reason = e < 0 ? GuardReason.Starting : recorder.Events[e].Reason;
            frames[i] = frames[i] with { Duty = pwm.DutyBefore(end), HighTicks = pwm.HighBefore(end), Reason = reason };
        }
        return frames;
    }

    private sealed class Recorder(
        IClock clock, ILayeredModel model, LiveFrames source, Recording recording, Action<int>? onFrame) : ILoopObserver, IGuardObserver
    {
        private int _used, _late;

        public List<FrameRecord> Frames { get; } = [];

        /// <summary>Time in microseconds at which each frame was finished.</summary>
        public List<long> Ends { get; } = [];

        public List<GuardEvent> Events { get; } = [];

        public void OnFrame(EdgeLoop loop)
        {
            sbyte[][]? layers = null;
            if (loop.Frames > _used)
            {
                layers = new sbyte[model.LayerCount][];
                for (int i = 0; i < layers.Length; i++)
                    layers[i] = model.Layer(i).Activations.AsSpan(0, model.Layer(i).Output.Length).ToArray();
            }
            // Settle fills in duty, high time and reason later.
            Frames.Add(new FrameRecord(
                source.Index, source.ReadAt, recording.Frames[source.Index].Label, (short[])loop.Frame.Clone(), layers, loop.Activation256,
                Duty: 0, HighTicks: 0, GuardReason.Starting, clock.Microseconds - source.ReadAt, loop.LateFrames > _late));
            Ends.Add(clock.Microseconds);
            (_used, _late) = (loop.Frames, loop.LateFrames);
            onFrame?.Invoke(source.Index + 1);
        }

        public void OnDuty(long microseconds, int duty, GuardReason reason)
        {
            if (Events.Count == 0 || Events[^1].Reason != reason) Events.Add(new GuardEvent(microseconds, reason));
        }
    }
}
