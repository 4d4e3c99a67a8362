using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv
{
    /// <summary>Watches a loop: the firmware's status line, the simulator's recorder.</summary>
    public interface ILoopObserver
    {
        /// <summary>
        /// Called at the end of every period, good or bad, on the loop's thread; what the loop holds is valid until it returns.
        /// </summary>
        void OnFrame(EdgeLoop loop);
    }

    /// <summary>
    /// Ties it all together at a fixed period: frame, preprocessing, model, readout, duty, guard. Survives every exception of the source,
    /// the model and the output. All buffers are made by the constructor; a step allocates nothing.
    /// </summary>
    public sealed class EdgeLoop
    {
        /// <summary>How a frame that was read ended.</summary>
        private enum FrameEnd
        {
            /// <summary>Its duty went to the guard.</summary>
            Proposed,

            /// <summary>Frame, model or output is not to be trusted.</summary>
            Refused,

            /// <summary>It took so long that the frame says nothing about now.</summary>
            Late,
        }

        private LoopDescription _parts;
        private readonly OutputGuard _guard;
        private readonly IClock _clock;
        private long _due;
        private bool _started, _ended;

        // Set by Stop from any thread, also before the start.
        private bool _stopping;

        /// <summary>Copies the description and checks that its parts fit each other.</summary>
        /// <exception cref="ArgumentException">A part is missing, or parts do not fit each other; the message names the part.</exception>
        public EdgeLoop(LoopDescription parts)
        {
            _parts = parts.Checked();
            _guard = _parts.Guard;
            _clock = _guard.Clock;
            Frame = new short[_parts.Frames.Format.Length];
            Input = new sbyte[_parts.Model.Input.Length];
            Output = new sbyte[_parts.Model.Output.Length];
            Duty = _guard.SafeDuty;
            FrameNumber = -1;
        }

        /// <summary>Who watches, or null.</summary>
        public ILoopObserver Observer { get; set; }

        /// <summary>The frame read last, in the sensor's units, row-major HWC.</summary>
        public short[] Frame { get; }

        /// <summary>The input of the last inference, row-major NHWC.</summary>
        public sbyte[] Input { get; }

        /// <summary>The output of the last inference, row-major NHWC.</summary>
        public sbyte[] Output { get; }

        /// <summary>What the readout made of it, in 1/256 of its unit.</summary>
        public int Activation256 { get; private set; }

        /// <summary>The duty proposed last, 0..10000; what the output has, the guard knows.</summary>
        public int Duty { get; private set; }

        /// <summary>Number of the period's frame, from 0, good or bad; -1 before the first.</summary>
        public long FrameNumber { get; private set; }

        /// <summary>How reading the last frame went.</summary>
        public FrameStatus LastStatus { get; private set; }

        /// <summary>Good frames: those whose duty was proposed.</summary>
        public int Frames { get; private set; }

        /// <summary>Frames that did not come, or were not through, by the end of their period.</summary>
        public int LateFrames { get; private set; }

        /// <summary>Frames whose source failed or threw.</summary>
        public int FailedFrames { get; private set; }

        /// <summary>Frames that were the same for too long.</summary>
        public int FrozenFrames { get; private set; }

        /// <summary>Frames with values the sensor cannot give.</summary>
        public int ImplausibleFrames { get; private set; }

        /// <summary>
        /// Frames on which preprocessing, the model, the readout or the map threw, or whose output the <see cref="ModelCheck"/> refused.
        /// </summary>
        public int ModelFaults { get; private set; }

        /// <summary>Exceptions of the observer, which are dropped.</summary>
        public int ObserverFaults { get; private set; }

        /// <summary>When the next period begins, by the guard's clock.</summary>
        public long DueMicroseconds => _due;

        /// <summary>Goes on with other parts from the next step on. Called between two steps, on the loop's thread.</summary>
        /// <param name="parts">Other parts for the same frames, model and guard, whose buffers stay.</param>
        /// <exception cref="ArgumentException">Other frames, model or guard, or parts that do not fit them; then nothing has
        /// changed.</exception>
        public void Change(LoopDescription parts)
        {
            if (parts.Frames != _parts.Frames || parts.Model != _parts.Model || parts.Guard != _guard)
                throw new ArgumentException("parts: the frames, the model and the guard of a loop stay");
            _parts = parts.Checked();
        }

        /// <summary>
        /// Starts the output at the safe duty and the first period now, whatever was stopped before. <see cref="Run"/> and the first <see
        /// cref="Step"/> do so themselves.
        /// </summary>
        public void Start()
        {
            _stopping = false;
            Begin();
        }

        /// <summary>
        /// Runs until <see cref="Stop"/> or the end of the source, and leaves the output at the safe duty. After a <see cref="Stop"/> that
        /// came before, it ends at once.
        /// </summary>
        public void Run()
        {
            Begin();
            try
            {
                while (Step())
                {
                }
            }
            finally
            {
                End();
                _stopping = false;
            }
        }

        /// <summary>
        /// Moves the output to the safe duty at once, and ends the loop after the frame under way; before <see cref="Run"/>, that run. From
        /// any thread.
        /// </summary>
        public void Stop()
        {
            _stopping = true;
            _guard.Stop();
        }

        /// <summary>Waits for the period to begin and does all it holds.</summary>
        /// <returns>Whether there is more to come: not after <see cref="Stop"/>, nor at the end of the source.</returns>
        public bool Step()
        {
            if (_ended || !_started && _stopping) return false;
            if (!_started) Begin();
            if (!_stopping) _clock.SleepUntil(_due);
            if (_stopping) return false;
            LastStatus = FrameStatus.Failed;
            try
            {
                LastStatus = _parts.Frames.Read(Frame);
            }
            catch (Exception)
            {
                // A source that throws has failed.
            }
            if (LastStatus == FrameStatus.Ended)
            {
                End();
                return false;
            }
            FrameNumber++;
            bool late = LastStatus == FrameStatus.NotReady;
            if (LastStatus == FrameStatus.Ready) late = Process(_clock.Microseconds) == FrameEnd.Late;
            else if (late) _guard.Reject(GuardReason.FrameLate);
            // Not a fault, but no proposal either: the deadline goes on.
            else if (LastStatus == FrameStatus.Filling) _guard.CheckDeadline();
            else
            {
                FailedFrames++;
                _guard.Reject(GuardReason.FrameFailed);
            }
            // From begin to begin, so that nothing adds up; a period that is over already begins the next at once.
            _due += _parts.PeriodMicroseconds;
            long now = _clock.Microseconds;
            if (now > _due)
            {
                _due = now;
                late = true;
            }
            if (late) LateFrames++;
            try
            {
                if (Observer != null) Observer.OnFrame(this);
            }
            catch (Exception)
            {
                ObserverFaults++;
            }
            return !_stopping;
        }

        private void Begin()
        {
            _started = true;
            _ended = false;
            _due = _clock.Microseconds;
            _guard.Start();
        }

        private void End()
        {
            _started = false;
            _ended = true;
            _guard.Stop();
        }

        /// <summary>Judges the frame and proposes a duty.</summary>
        private FrameEnd Process(long readAt)
        {
            FrameFault frameFault = _parts.FrameCheck == null ? FrameFault.None : _parts.FrameCheck.Check(Frame);
            if (frameFault == FrameFault.Frozen) FrozenFrames++;
            else if (frameFault == FrameFault.Implausible) ImplausibleFrames++;
            if (frameFault != FrameFault.None)
                return Reject(FrameEnd.Refused, frameFault == FrameFault.Frozen ? GuardReason.FrameFrozen : GuardReason.FrameImplausible);
            int duty;
            GuardReason fault = GuardReason.None;
            try
            {
                _parts.Preprocessor.Run(Frame, Input);
                _parts.Model.Invoke(Input, Output);
                if (_parts.ModelCheck != null) fault = _parts.ModelCheck.Check(Input, Output);
                Activation256 = _parts.Readout.Read(Output, _parts.Model.Output);
                duty = _parts.Map.Map(Activation256);
            }
            catch (Exception)
            {
                ModelFaults++;
                _guard.Fail(GuardReason.ModelFault);
                return FrameEnd.Refused;
            }
            if (fault != GuardReason.None)
            {
                ModelFaults++;
                return Reject(FrameEnd.Refused, fault);
            }
            long now = _clock.Microseconds;
            if (now - readAt >= _guard.DeadlineMicroseconds) return Reject(FrameEnd.Late, GuardReason.FrameLate);
            Duty = Smooth(duty, now);
            Frames++;
            _guard.Propose(Duty);
            return FrameEnd.Proposed;
        }

        private FrameEnd Reject(FrameEnd end, GuardReason reason)
        {
            _guard.Reject(reason);
            return end;
        }

        private int Smooth(int duty, long now)
        {
            if (_guard.IsSafe)
            {
                _parts.Hysteresis?.Reset();
                _parts.SlewLimit?.Reset(_guard.SafeDuty, now - _parts.PeriodMicroseconds);
            }
            if (_parts.Hysteresis != null) duty = _parts.Hysteresis.Next(duty);
            return _parts.SlewLimit == null ? duty : _parts.SlewLimit.Next(duty, now);
        }
    }
}
