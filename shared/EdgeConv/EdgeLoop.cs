using System;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;

namespace EdgeConv
{
    /// <summary>Watches a loop, e.g. for the firmware's status line or the simulator's recorder.</summary>
    public interface ILoopObserver
    {
        /// <summary>
        /// The loop calls this on its thread at the end of every period, whether the frame was good or not. The loop's properties keep
        /// their values until the call returns.
        /// </summary>
        void OnFrame(EdgeLoop loop);
    }

    /// <summary>
    /// Runs the whole chain at a fixed period: frame, preprocessing, model, readout, duty, guard. No exception of the source, the model or
    /// the output ends the loop. The constructor makes all buffers; a step allocates nothing.
    /// </summary>
    public sealed class EdgeLoop
    {
        /// <summary>The result of processing a frame.</summary>
        private enum FrameEnd
        {
            /// <summary>The frame's duty was proposed to the guard.</summary>
            Proposed,

            /// <summary>The frame or the model's output is implausible, or an exception was thrown.</summary>
            Refused,

            /// <summary>Processing took so long that the frame is out of date.</summary>
            Late,
        }

        private LoopDescription _parts;
        private readonly OutputGuard _guard;
        private readonly IClock _clock;
        private long _due;
        private bool _started, _ended;

        // Stop sets this, on any thread and also before the start.
        private bool _stopping;

        /// <summary>Copies the description and checks that its parts fit each other.</summary>
        /// <exception cref="ArgumentException">A part is missing, or parts do not fit each other; the message names the part.</exception>
        public EdgeLoop(LoopDescription parts)
        {
            _parts = parts.Checked();
            _guard = _parts.Guard;
            if (_parts.Second != null) _guard.Lead(_parts.Second.Guard);
            _clock = _guard.Clock;
            Frame = new short[_parts.Frames.Format.Length];
            Input = new sbyte[_parts.Model.Input.Length];
            Output = new sbyte[_parts.Model.Output.Length];
            Duty = _guard.SafeDuty;
            FrameNumber = -1;
        }

        /// <summary>Is called at the end of every period; may be null.</summary>
        public ILoopObserver Observer { get; set; }

        /// <summary>The frame read last, in the sensor's units, row-major HWC.</summary>
        public short[] Frame { get; }

        /// <summary>The input of the last inference, row-major NHWC.</summary>
        public sbyte[] Input { get; }

        /// <summary>The output of the last inference, row-major NHWC.</summary>
        public sbyte[] Output { get; }

        /// <summary>The readout of the last output, in 1/256 of its unit.</summary>
        public int Activation256 { get; private set; }

        /// <summary>The duty proposed last, 0..10000. <see cref="OutputGuard.Duty"/> is the duty of the output.</summary>
        public int Duty { get; private set; }

        /// <summary>Number of the frame of this period, from 0, whether it was good or not; -1 before the first.</summary>
        public long FrameNumber { get; private set; }

        /// <summary>The result of reading the last frame.</summary>
        public FrameStatus LastStatus { get; private set; }

        /// <summary>Number of good frames, i.e. of those whose duty was proposed.</summary>
        public int Frames { get; private set; }

        /// <summary>Number of frames that did not come, or were not processed, by the end of their period.</summary>
        public int LateFrames { get; private set; }

        /// <summary>Number of frames for which the source failed or threw.</summary>
        public int FailedFrames { get; private set; }

        /// <summary>Number of frames that the <see cref="FrameCheck"/> refused as frozen.</summary>
        public int FrozenFrames { get; private set; }

        /// <summary>Number of frames that the <see cref="FrameCheck"/> refused as implausible.</summary>
        public int ImplausibleFrames { get; private set; }

        /// <summary>
        /// Number of frames for which preprocessing, the model, the readout or the map threw, or whose output the <see cref="ModelCheck"/>
        /// refused.
        /// </summary>
        public int ModelFaults { get; private set; }

        /// <summary>Number of exceptions of the observer; the loop ignores them.</summary>
        public int ObserverFaults { get; private set; }

        /// <summary>Time at which the next period begins, by the guard's clock.</summary>
        public long DueMicroseconds => _due;

        /// <summary>Replaces the parts from the next step on. Call this between two steps, on the loop's thread.</summary>
        /// <param name="parts">The new parts. Frames, model and guards must be those of the loop.</param>
        /// <exception cref="ArgumentException">Frames, model or a guard are others, or the parts do not fit them; then nothing
        /// changes.</exception>
        public void Change(LoopDescription parts)
        {
            if (parts.Frames != _parts.Frames || parts.Model != _parts.Model || parts.Guard != _guard
                || parts.Second?.Guard != _parts.Second?.Guard)
                throw new ArgumentException("parts: the frames, the model and the guards of a loop stay");
            _parts = parts.Checked();
        }

        /// <summary>
        /// Starts the output at the safe duty, and the first period now, also after a <see cref="Stop"/>. <see cref="Run"/> and the first
        /// <see cref="Step"/> do this themselves.
        /// </summary>
        public void Start()
        {
            _stopping = false;
            Begin();
        }

        /// <summary>
        /// Runs until <see cref="Stop"/> or the end of the source, and leaves the output at the safe duty. It returns at once if
        /// <see cref="Stop"/> was called before.
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
        /// Moves the output to the safe duty at once and ends the loop after the present frame. If it is called before <see cref="Run"/>,
        /// that call returns at once. May be called on any thread.
        /// </summary>
        public void Stop()
        {
            _stopping = true;
            _guard.Stop();
        }

        /// <summary>Waits for the begin of the period and processes its frame.</summary>
        /// <returns>True if another step may follow: false after <see cref="Stop"/> and at the end of the source.</returns>
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
                // An exception of the source counts as a failed frame.
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
            // This is no fault, but there is no proposal either: the deadline is not extended.
            else if (LastStatus == FrameStatus.Filling) _guard.CheckDeadline();
            else
            {
                FailedFrames++;
                _guard.Reject(GuardReason.FrameFailed);
            }
            // The period is added to the last begin, so that delays do not add up. If that time is past, the next period begins at once.
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

        /// <summary>Checks the frame, runs the model and proposes a duty.</summary>
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
                _parts.Second?.Read(Output, _parts.Model.Output);
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
            _parts.Second?.Guard.Propose(_parts.Second.Duty);
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
