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

        private readonly IFrameSource _frames;
        private readonly Preprocessor _preprocessor;
        private readonly IModel _model;
        private readonly TensorInfo _outputInfo;
        private readonly Readout _readout;
        private readonly DutyMap _map;
        private readonly OutputGuard _guard;
        private readonly IClock _clock;
        private readonly FrameCheck _frameCheck;
        private readonly ModelCheck _modelCheck;
        private readonly Hysteresis _hysteresis;
        private readonly SlewLimit _slewLimit;
        private readonly int _period;
        private long _due;
        private bool _started, _ended;

        // Set by Stop from any thread, also before the start.
        private bool _stopping;

        /// <summary>Takes the parts of a loop and checks that they fit each other.</summary>
        /// <exception cref="ArgumentException">A part is missing, or parts do not fit each other; the message names the part.</exception>
        public EdgeLoop(LoopDescription parts)
        {
            _frames = parts.Frames ?? throw new ArgumentNullException("Frames");
            _model = parts.Model ?? throw new ArgumentNullException("Model");
            _readout = parts.Readout ?? throw new ArgumentNullException("Readout");
            _map = parts.Map ?? throw new ArgumentNullException("Map");
            _guard = parts.Guard ?? throw new ArgumentNullException("Guard");
            _clock = _guard.Clock;
            _preprocessor = parts.Preprocessor ?? new Preprocessor(_frames.Format, _model.Input);
            _frameCheck = parts.FrameCheck;
            _modelCheck = parts.ModelCheck;
            _hysteresis = parts.Hysteresis;
            _slewLimit = parts.SlewLimit;
            _period = parts.PeriodMicroseconds;
            if (_period < 1 || _period >= _guard.DeadlineMicroseconds)
                throw new ArgumentException("PeriodMicroseconds: " + _period.ToString()
                    + " is not in 1 to below the guard's deadline of " + _guard.DeadlineMicroseconds.ToString());
            FrameFormat format = _preprocessor.Format;
            if (!format.IsShapedAs(_frames.Format))
                throw new ArgumentException("Preprocessor: made for frames of " + format.ShapeText + ", the source's are "
                    + _frames.Format.ShapeText);
            if (!_preprocessor.Input.IsShapedAs(_model.Input))
                throw new ArgumentException("Preprocessor: made for an input of " + _preprocessor.Input.ShapeText + ", the model's is "
                    + _model.Input.ShapeText);
            if (_frameCheck != null && _frameCheck.Length != format.Length)
                throw new ArgumentException("FrameCheck: made for frames of " + _frameCheck.Length.ToString()
                    + " values, the source's have " + format.Length.ToString());
            _preprocessor.Prepare();
            _outputInfo = _model.Output;
            _readout.Check(_outputInfo);
            Frame = new short[format.Length];
            Input = new sbyte[_model.Input.Length];
            Output = new sbyte[_outputInfo.Length];
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
            FrameStatus status = ReadFrame();
            LastStatus = status;
            if (status == FrameStatus.Ended)
            {
                End();
                return false;
            }
            FrameNumber++;
            bool late = status == FrameStatus.NotReady;
            if (status == FrameStatus.Ready) late = Process(_clock.Microseconds) == FrameEnd.Late;
            else if (late) _guard.Reject(GuardReason.FrameLate);
            // Not a fault, but no proposal either: the deadline goes on.
            else if (status == FrameStatus.Filling) _guard.CheckDeadline();
            else
            {
                FailedFrames++;
                _guard.Reject(GuardReason.FrameFailed);
            }
            // From begin to begin, so that nothing adds up; a period that is over already begins the next at once.
            _due += _period;
            long now = _clock.Microseconds;
            if (now > _due)
            {
                _due = now;
                late = true;
            }
            if (late) LateFrames++;
            if (Observer != null) Observe();
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

        private FrameStatus ReadFrame()
        {
            try
            {
                return _frames.Read(Frame);
            }
            catch (Exception)
            {
                return FrameStatus.Failed;
            }
        }

        /// <summary>Judges the frame and proposes a duty.</summary>
        private FrameEnd Process(long readAt)
        {
            FrameFault frameFault = _frameCheck == null ? FrameFault.None : _frameCheck.Check(Frame);
            if (frameFault == FrameFault.Frozen)
            {
                FrozenFrames++;
                _guard.Reject(GuardReason.FrameFrozen);
                return FrameEnd.Refused;
            }
            if (frameFault == FrameFault.Implausible)
            {
                ImplausibleFrames++;
                _guard.Reject(GuardReason.FrameImplausible);
                return FrameEnd.Refused;
            }
            int duty;
            GuardReason fault = GuardReason.None;
            try
            {
                _preprocessor.Run(Frame, Input);
                _model.Invoke(Input, Output);
                if (_modelCheck != null) fault = _modelCheck.Check(Input, Output);
                Activation256 = _readout.Read(Output, _outputInfo);
                duty = _map.Map(Activation256);
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
                _guard.Reject(fault);
                return FrameEnd.Refused;
            }
            long now = _clock.Microseconds;
            if (now - readAt >= _guard.DeadlineMicroseconds)
            {
                _guard.Reject(GuardReason.FrameLate);
                return FrameEnd.Late;
            }
            bool safe = _guard.IsSafe;
            if (_hysteresis != null)
            {
                if (safe) _hysteresis.Reset();
                duty = _hysteresis.Next(duty);
            }
            if (_slewLimit != null)
            {
                if (safe) _slewLimit.Reset(_guard.SafeDuty, now - _period);
                duty = _slewLimit.Next(duty, now);
            }
            Duty = duty;
            Frames++;
            _guard.Propose(duty);
            return FrameEnd.Proposed;
        }

        private void Observe()
        {
            try
            {
                Observer.OnFrame(this);
            }
            catch (Exception)
            {
                ObserverFaults++;
            }
        }
    }
}
