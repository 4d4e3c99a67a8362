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
    /// Ties it all together at a fixed period: frame, preprocessing, model, readout, duty, guard. Survives every exception of the
    /// source, the
    /// model and the output. All buffers are made by the constructor; a step allocates nothing.
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
        private readonly int _period;
        private FrameCheck _check;
        private long _due;
        private bool _started;
        private bool _ended;

        // Set by Stop from any thread, also before the start.
        private bool _stopping;

        /// <summary>Ties a loop and checks that its parts fit.</summary>
        /// <param name="frames">Where frames come from.</param>
        /// <param name="preprocessor">Made for the source's format and the model's input.</param>
        /// <param name="model">The network.</param>
        /// <param name="readout">What is read from the network's output.</param>
        /// <param name="map">The duty for it.</param>
        /// <param name="guard">Decides what reaches the output.</param>
        /// <param name="clock">The guard's clock.</param>
        /// <param name="periodMicroseconds">Time from frame to frame, at least 1, below the guard's deadline.</param>
        /// <exception cref="ArgumentException">Parts that do not fit each other.</exception>
        public EdgeLoop(IFrameSource frames, Preprocessor preprocessor, IModel model, Readout readout, DutyMap map, OutputGuard guard,
            IClock clock, int periodMicroseconds)
        {
            if (frames == null) throw new ArgumentNullException("frames");
            if (preprocessor == null) throw new ArgumentNullException("preprocessor");
            if (model == null) throw new ArgumentNullException("model");
            if (readout == null) throw new ArgumentNullException("readout");
            if (map == null) throw new ArgumentNullException("map");
            if (guard == null) throw new ArgumentNullException("guard");
            if (clock == null) throw new ArgumentNullException("clock");
            if (periodMicroseconds < 1 || periodMicroseconds >= guard.DeadlineMicroseconds)
                throw new ArgumentException("periodMicroseconds: " + periodMicroseconds.ToString()
                    + " is not in 1 to below the guard's deadline of " + guard.DeadlineMicroseconds.ToString());
            if (!preprocessor.Format.IsShapedAs(frames.Format))
                throw new ArgumentException("preprocessor: made for frames of " + preprocessor.Format.ShapeText + ", the source's are "
                    + frames.Format.ShapeText);
            if (!preprocessor.Input.IsShapedAs(model.Input))
                throw new ArgumentException("preprocessor: made for an input of " + preprocessor.Input.ShapeText + ", the model's is "
                    + model.Input.ShapeText);
            preprocessor.Prepare();
            readout.Check(model.Output);
            _frames = frames;
            _preprocessor = preprocessor;
            _model = model;
            _outputInfo = model.Output;
            _readout = readout;
            _map = map;
            _guard = guard;
            _clock = clock;
            _period = periodMicroseconds;
            Frame = new short[frames.Format.Length];
            Input = new sbyte[model.Input.Length];
            Output = new sbyte[model.Output.Length];
            Duty = guard.SafeDuty;
            FrameNumber = -1;
        }

        /// <summary>Tells frames no living sensor gives, or null to take all.</summary>
        /// <exception cref="ArgumentException">Made for frames of another length than the source's.</exception>
        public FrameCheck Check
        {
            get { return _check; }
            set
            {
                if (value != null && value.Length != Frame.Length) throw new ArgumentException("Check: made for frames of "
                    + value.Length.ToString() + " values, the source's have " + Frame.Length.ToString());
                _check = value;
            }
        }

        /// <summary>Tells outputs no working model gives, or null, the default, to take all.</summary>
        public ModelCheck ModelCheck { get; set; }

        /// <summary>Holds small changes of the duty, or null.</summary>
        public Hysteresis Hysteresis { get; set; }

        /// <summary>Bounds how fast the duty changes, or null; after the safe duty it goes on from there.</summary>
        public SlewLimit SlewLimit { get; set; }

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
        /// Frames on which preprocessing, the model, the readout or the map threw, or whose output <see cref="ModelCheck"/> refused.
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
            FrameFault frameFault = _check == null ? FrameFault.None : _check.Check(Frame);
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
                if (ModelCheck != null) fault = ModelCheck.Check(Input, Output);
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
            if (Hysteresis != null)
            {
                if (safe) Hysteresis.Reset();
                duty = Hysteresis.Next(duty);
            }
            if (SlewLimit != null)
            {
                if (safe) SlewLimit.Reset(_guard.SafeDuty, now - _period);
                duty = SlewLimit.Next(duty, now);
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
