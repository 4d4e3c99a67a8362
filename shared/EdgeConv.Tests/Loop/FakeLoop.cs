using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Tests
{
    /// <summary>
    /// A loop in virtual time (period 100 ms, deadline 250 ms, PWM 50 Hz, safe duty 750, duties from 1000 on) played from a script of one
    /// letter a frame: g good, e the same as the one before, f failed, x the source throws, n not ready, i a value out of range, m the model throws,
    /// o the output throws once, S a source of 300 ms, M a model of 300 ms, L a model of 120 ms, w the watcher throws, q stop while the model
    /// works. The source ends after it. The trace has d for each frame that left the output driven, s for safe.
    /// </summary>
    public sealed class FakeLoop : IFrameSource, IModel, ILoopObserver
    {
        private readonly string _script;
        private int _next;

        public FakeLoop(string script)
        {
            _script = script;
            Clock = new VirtualClock();
            Output = new FakeOutput(Clock, 50);
            Guard = new OutputGuard(Output, 750, 250000, Clock);
            Loop = new EdgeLoop(this, new Preprocessor(Format, Input), this, Readout.MaximumOf(0), DutyMap.Linear(0, 255, 1000, 3000), Guard, Clock, 100000);
            Loop.Check = new FrameCheck(Format) { FrozenAfter = 3 };
            Loop.Observer = this;
        }

        public VirtualClock Clock { get; }

        public FakeOutput Output { get; }

        public OutputGuard Guard { get; }

        public EdgeLoop Loop { get; }

        public string Trace { get; private set; } = "";

        /// <summary>Frames of which the model made something too late.</summary>
        public int StaleFrames { get; private set; }

        /// <summary>The guard's reason after the last frame.</summary>
        public GuardReason Reason { get; private set; }

        public FrameFormat Format { get; } = new FrameFormat(2, 2, 1, 0, 255);

        public TensorInfo Input { get; } = new TensorInfo(new[] { 1, 2, 2, 1 }, 1, -128);

        TensorInfo IModel.Output { get { return Input; } }

        private char Letter { get { return _script[_next - 1]; } }

        public FrameStatus Read(short[] frame)
        {
            if (_next == _script.Length) return FrameStatus.Ended;
            _next++;
            char letter = Letter;
            if (letter == 'x') throw new Exception("the source fails");
            if (letter == 'f') return FrameStatus.Failed;
            if (letter == 'n') return FrameStatus.NotReady;
            if (letter == 'S') Clock.Advance(300000);
            if (letter == 'e') return FrameStatus.Ready;
            frame[0] = (short)(100 + _next);
            frame[1] = (short)(letter == 'i' ? 300 : 50);
            if (letter == 'o') Output.FailNext = 1;
            return FrameStatus.Ready;
        }

        public void Invoke(sbyte[] input, sbyte[] output)
        {
            if (Letter == 'm') throw new Exception("the model fails");
            if (Letter == 'M')
            {
                Clock.Advance(300000);
                StaleFrames++;
            }
            if (Letter == 'L') Clock.Advance(120000);
            if (Letter == 'q') Loop.Stop();
            Array.Copy(input, 0, output, 0, 4);
        }

        public void OnFrame(EdgeLoop loop)
        {
            Trace += Guard.IsSafe ? "s" : "d";
            Reason = Guard.Reason;
            if (Letter == 'w') throw new Exception("the watcher fails");
        }
    }
}
