using System;
using EdgeConv.Actuation;
using EdgeConv.Firmware;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv.Tests
{
    /// <summary>
    /// A loop in virtual time (period 100 ms, deadline 250 ms, PWM 50 Hz, safe duty 750, duties from 1000 on) played from a script of one
    /// letter a frame: g good, e the same as the one before, f failed, x the source throws, n not ready, i a value out of range, m the
    /// model throws, o the output throws once, S a source of 300 ms, M a model of 300 ms, L a model of 120 ms, w the watcher throws, q
    /// stop while the model works, l the source is filling its window, A and B two frames that are always the same, k the model gives the
    /// same output whatever it gets, t one that is all 127, r the model throws and the output refuses its safe duty from then on, z the
    /// clock throws before the next frame. The source ends after it. The trace has d for each frame that left the output driven, s for
    /// safe.
    /// </summary>
    public sealed class FakeLoop : IFrameSource, IModel, ILoopObserver
    {
        private readonly LoopClock _clock;
        private EdgeLoop _loop;
        private int _next;

        public FakeLoop(string script) : this(script, LoopClock.Span)
        {
        }

        /// <param name="script">A letter a frame.</param>
        /// <param name="wrapsAt">When the counter beneath the loop's clock starts again from 0, in microseconds.</param>
        public FakeLoop(string script, long wrapsAt)
        {
            Script = script;
            Clock = new VirtualClock();
            _clock = new LoopClock(Clock, wrapsAt);
            Output = new FakeOutput(Clock, 50);
            Guard = new OutputGuard(Output, 750, 250000, _clock);
            Parts = new LoopDescription
            {
                Frames = this,
                Model = this,
                Readout = Readout.MaximumOf(0),
                Map = new LinearMap(0, 255, 1000, 3000),
                Guard = Guard,
                FrameCheck = new FrameCheck(Format) { FrozenAfter = 3 },
            };
        }

        public string Script { get; }

        public VirtualClock Clock { get; }

        /// <summary>The clock of the guard: that beneath it, read from a counter that wraps.</summary>
        public IClock GuardClock => _clock;

        /// <summary>Whether the clock's alarms fire.</summary>
        public bool AlarmWorks
        {
            get { return !_clock.IsSilent; }
            set { _clock.IsSilent = !value; }
        }

        public FakeOutput Output { get; }

        public OutputGuard Guard { get; }

        /// <summary>What the loop is made of when it is first used.</summary>
        public LoopDescription Parts { get; }

        public EdgeLoop Loop => _loop ?? (_loop = new EdgeLoop(Parts) { Observer = this });

        public string Trace { get; private set; } = "";

        /// <summary>Frames of which the model made something too late.</summary>
        public int StaleFrames { get; private set; }

        /// <summary>The guard's reason after the last frame.</summary>
        public GuardReason Reason { get; private set; }

        public FrameFormat Format { get; } = new FrameFormat(2, 2, 1, 0, 255);

        public TensorInfo Input { get; } = new TensorInfo(new[] { 1, 2, 2, 1 }, 1, -128);

        TensorInfo IModel.Output => Input;

        private char Letter => Script[_next - 1];

        public FrameStatus Read(short[] frame)
        {
            if (_next == Script.Length) return FrameStatus.Ended;
            _next++;
            char letter = Letter;
            if (letter == 'x') throw new Exception("the source fails");
            if (letter == 'f') return FrameStatus.Failed;
            if (letter == 'n') return FrameStatus.NotReady;
            if (letter == 'l') return FrameStatus.Filling;
            if (letter == 'S') Clock.Advance(300000);
            if (letter == 'e') return FrameStatus.Ready;
            if (letter == 'z') _clock.Throws = true;
            frame[0] = letter == 'A' || letter == 'B' ? (short)letter : (short)(100 + _next);
            frame[1] = (short)(letter == 'i' ? 300 : 50);
            if (letter == 'o') Output.FailNext = 1;
            return FrameStatus.Ready;
        }

        public void Invoke(sbyte[] input, sbyte[] output)
        {
            if (Letter == 'r') Output.Refused = 750;
            if (Letter == 'm' || Letter == 'r') throw new Exception("the model fails");
            if (Letter == 'M')
            {
                Clock.Advance(300000);
                StaleFrames++;
            }
            if (Letter == 'L') Clock.Advance(120000);
            if (Letter == 'q') Loop.Stop();
            Array.Copy(input, 0, output, 0, 4);
            for (int i = 0; i < 4 && (Letter == 'k' || Letter == 't'); i++) output[i] = (sbyte)(Letter == 'k' ? i : 127);
        }

        public void OnFrame(EdgeLoop loop)
        {
            Trace += Guard.IsSafe ? "s" : "d";
            Reason = Guard.Reason;
            if (Letter == 'w') throw new Exception("the watcher fails");
        }

        /// <summary>Virtual time, read from a counter that wraps; with alarms that can fail, and sleeps that can throw.</summary>
        internal sealed class LoopClock : IClock, ITickSource
        {
            public const long Span = 1L << 40;

            private readonly VirtualClock _clock;
            private readonly WrappingTicks _ticks;
            private readonly long _offset;

            public LoopClock(VirtualClock clock, long wrapsAt)
            {
                _clock = clock;
                _offset = Span - wrapsAt;
                _ticks = new WrappingTicks(this, Span);
            }

            public bool IsSilent { get; set; }

            public bool Throws { get; set; }

            long ITickSource.Microseconds => (_clock.Microseconds + _offset) % Span;

            long IClock.Microseconds => _ticks.Microseconds;

            public void SleepUntil(long microseconds)
            {
                if (Throws) throw new InvalidOperationException("the clock fails");
                _clock.SleepUntil(microseconds - _offset);
            }

            public IAlarm CreateAlarm(AlarmCallback callback) => new Alarm(this, _clock.CreateAlarm(callback));

            private sealed class Alarm : IAlarm
            {
                private readonly LoopClock _clock;
                private readonly IAlarm _alarm;

                public Alarm(LoopClock clock, IAlarm alarm)
                {
                    _clock = clock;
                    _alarm = alarm;
                }

                public void Set(long dueMicroseconds)
                {
                    if (!_clock.IsSilent) _alarm.Set(dueMicroseconds - _clock._offset);
                }

                public void Cancel() => _alarm.Cancel();
            }
        }
    }
}
