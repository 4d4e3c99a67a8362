using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// Owns the only write to an output: the loop proposes, the guard decides.
    /// <para>Without a good proposal the output is at the safe duty once the deadline is over. The guard's own alarm moves it there, on the
    /// clock's thread, so that a model or a source that takes too long does not hold it back. The guard writes at most once per PWM period.
    /// It follows proposals again after some good ones in a row.</para>
    /// <para>An output that throws again and again is switched off; if it refuses that too, it has to release its pin, for good.</para>
    /// <para>What the guard cannot help: a native call that blocks all managed threads (an I2C transfer on nanoFramework) also holds back
    /// the alarm until it returns, and a chip that hangs keeps its last duty.</para>
    /// <para>Thread-safe, and may be called from inside the output's and the observer's own calls; allocates nothing after
    /// construction.</para>
    /// </summary>
    public sealed class OutputGuard
    {
        /// <summary>
        /// Exceptions of the output in a row after which it is switched off: the guard writes its off duty once, then calls
        /// <see cref="IPwmOutput.Release"/> until that succeeds.
        /// </summary>
        public const int MaxRefusals = 8;

        private readonly object _lock = new object();
        private readonly IPwmOutput _output;
        private readonly IAlarm _alarm;
        private readonly long _period;
        private readonly int _offDuty;
        private bool _running, _outputStarted, _pending;
        private bool _writing;      // the output is being called: a call of the guard from inside that call must not call it again
        private int _decisions;     // decisions so far, so that a call notices when its observer decided something newer
        private int _wanted, _written = -1;
        private int _refusals;      // exceptions in a row: at MaxRefusals the off duty is wanted, above it the release of the pin
        private long _lastWrite, _deadline;
        private int _good, _recoveryFrames = 3;
        private GuardReason _rejected;

        /// <summary>Guards an output; nothing is written before <see cref="Start"/>.</summary>
        /// <param name="output">The output, written to by nobody else.</param>
        /// <param name="safeDuty">The duty that can do no harm, 0..10000.</param>
        /// <param name="deadlineMicroseconds">Maximum time an output may follow a proposal, at least two PWM periods: then the safe
        /// duty is never held back by a write just before.</param>
        /// <param name="clock">Time and the alarm.</param>
        /// <exception cref="ArgumentException">A duty, deadline or frequency outside its range.</exception>
        public OutputGuard(IPwmOutput output, int safeDuty, int deadlineMicroseconds, IClock clock)
        {
            _output = output ?? throw new ArgumentNullException("output");
            Clock = clock ?? throw new ArgumentNullException("clock");
            int frequency = Argument.AtLeast(1, output.FrequencyHz, "output: frequency in Hz");
            _offDuty = output.OffDuty;
            if (_offDuty != 0 && _offDuty != 10000)
                throw new ArgumentException("output: an off duty of " + _offDuty.ToString() + ", neither 0 nor 10000");
            _period = (1000000 + frequency - 1) / frequency;
            Duty = safeDuty;
            Limit(safeDuty, deadlineMicroseconds);
            _lastWrite = clock.Microseconds - _period;
            _alarm = clock.CreateAlarm(CheckDeadline);
        }

        /// <summary>The duty that can do no harm.</summary>
        public int SafeDuty { get; private set; }

        /// <summary>Time, as the constructor took it.</summary>
        internal IClock Clock { get; }

        /// <summary>Maximum time the output may follow a proposal, in microseconds.</summary>
        public long DeadlineMicroseconds { get; private set; }

        /// <summary>The duty written last.</summary>
        public int Duty { get; private set; }

        /// <summary>Whether the output is kept at the safe duty (or about to be written so, within a PWM period).</summary>
        public bool IsSafe { get; private set; } = true;

        /// <summary>Why the output is at the safe duty.</summary>
        public GuardReason Reason { get; private set; } = GuardReason.Stopped;

        /// <summary>Times the output was moved to the safe duty.</summary>
        public int SafeEntries { get; private set; }

        /// <summary>
        /// Exceptions of the output. After each the safe duty is written a PWM period later, until <see cref="MaxRefusals"/> in a row.
        /// </summary>
        public int OutputFaults { get; private set; }

        /// <summary>Exceptions of the observer, which are dropped.</summary>
        public int ObserverFaults { get; private set; }

        /// <summary>Who watches, or null.</summary>
        public IGuardObserver Observer { get; set; }

        /// <summary>
        /// Good proposals in a row, each within the deadline of the one before, that end the safe state after a fault; at least 1. Just
        /// after the start one is enough.
        /// </summary>
        public int RecoveryFrames
        {
            get => _recoveryFrames;
            set => _recoveryFrames = Argument.InRange("RecoveryFrames", value, 1, int.MaxValue);
        }

        /// <summary>
        /// Writes the safe duty, starts the output and waits for proposals. An output that was switched off is tried again; one that
        /// released its pin stays released.
        /// </summary>
        public void Start()
        {
            lock (_lock)
            {
                if (_refusals <= MaxRefusals)
                {
                    _decisions++;
                    _running = true;
                    _rejected = GuardReason.None;
                    _written = -1;
                    _refusals = 0;
                    EnterSafe(Clock.Microseconds, GuardReason.Starting);
                }
                Flush();
            }
        }

        /// <summary>
        /// Goes on with another safe duty and another deadline, from any thread. An output that is safe gets the new one.
        /// </summary>
        /// <param name="safeDuty">As the constructor takes it.</param>
        /// <param name="deadlineMicroseconds">As the constructor takes it; it counts from the next proposal on.</param>
        /// <exception cref="ArgumentException">A duty or deadline outside its range; then nothing has changed.</exception>
        public void Change(int safeDuty, int deadlineMicroseconds)
        {
            lock (_lock)
            {
                Limit(safeDuty, deadlineMicroseconds);
                if (IsSafe && _outputStarted && _refusals < MaxRefusals) Want(safeDuty);
                Flush();
            }
        }

        /// <summary>
        /// Takes the duty made of a good frame: refreshes the deadline and writes it now or, within the PWM period of the last write,
        /// when that is over; the newest wins.
        /// </summary>
        /// <param name="duty">0..10000, clamped.</param>
        public void Propose(int duty)
        {
            lock (_lock)
            {
                if (_running) Take(duty < 0 ? 0 : duty > 10000 ? 10000 : duty);
                Flush();
            }
        }

        /// <summary>
        /// Notes a frame that gave nothing: the output follows the last proposal until its deadline, then is safe for this reason.
        /// </summary>
        public void Reject(GuardReason reason)
        {
            lock (_lock)
            {
                if (_running)
                {
                    _decisions++;
                    _rejected = reason;
                    _good = 0;
                    long now = Clock.Microseconds;
                    if (IsSafe || now >= _deadline) EnterSafe(now, reason);
                }
                Flush();
            }
        }

        /// <summary>Moves the output to the safe duty at once, within one PWM period.</summary>
        public void Fail(GuardReason reason) => MoveToSafe(reason, true);

        /// <summary>
        /// Moves the output to the safe duty at once and keeps it there, whatever is proposed, until <see cref="Start"/>.
        /// </summary>
        public void Stop() => MoveToSafe(GuardReason.Stopped, false);

        /// <summary>
        /// Moves the output to the safe duty if the deadline is over, and writes what is due. The alarm does this; the loop also does, in
        /// case the alarm fails.
        /// </summary>
        public void CheckDeadline()
        {
            lock (_lock)
            {
                EndIfLate(Clock.Microseconds);
                Flush();
            }
        }

        private void Limit(int safeDuty, int deadlineMicroseconds)
        {
            int deadline = Argument.AtLeast((int)(2 * _period), deadlineMicroseconds, "deadlineMicroseconds (two PWM periods)");
            SafeDuty = Argument.InRange("safeDuty", safeDuty, 0, 10000);
            DeadlineMicroseconds = deadline;
        }

        private void MoveToSafe(GuardReason reason, bool goesOn)
        {
            lock (_lock)
            {
                if (_running)
                {
                    _decisions++;
                    _running = goesOn;
                    EnterSafe(Clock.Microseconds, reason);
                }
                Flush();
            }
        }

        private void Take(int duty)
        {
            int decision = ++_decisions;
            long now = Clock.Microseconds;
            // The alarm may be due but not yet called; recovery counts from here, and only proposals that come in time.
            if (now >= _deadline)
            {
                _good = 0;
                EndIfLate(now);
                // The observer was told, and decided something newer than this proposal. (The same below.)
                if (decision != _decisions) return;
            }
            _deadline = now + DeadlineMicroseconds;
            _rejected = GuardReason.None;
            _good++;
            if (IsSafe && !_pending && _good >= (Reason == GuardReason.Starting ? 1 : _recoveryFrames))
            {
                IsSafe = false;
                Reason = GuardReason.None;
                Notify(now);
                if (decision != _decisions) return;
            }
            if (!IsSafe) Want(duty);
        }

        private void EndIfLate(long now)
        {
            if (!IsSafe && now >= _deadline) EnterSafe(now, _rejected == GuardReason.None ? GuardReason.FrameLate : _rejected);
        }

        private void EnterSafe(long now, GuardReason reason)
        {
            bool changed = Reason != reason;
            if (!IsSafe) SafeEntries++;
            IsSafe = true;
            Reason = reason;
            _good = 0;
            Want(_refusals < MaxRefusals ? SafeDuty : _offDuty);
            if (changed) Notify(now);
        }

        private void Want(int duty)
        {
            _wanted = duty;
            _pending = duty != _written;
        }

        // Writes what is pending if a PWM period has passed since the last write, and sets the alarm for what comes next.
        private void Flush()
        {
            // Called from inside the output's own call: the Flush that made that call goes on with what is wanted now.
            if (_writing) return;
            _writing = true;
            // Two writes if the first took a PWM period or longer and something else is wanted by then.
            long now = Clock.Microseconds;
            for (int writes = 0; writes < 2 && _pending && now - _lastWrite >= _period; writes++)
            {
                Write(now);
                now = Clock.Microseconds;
                EndIfLate(now);
            }
            _writing = false;
            long due = _pending ? _lastWrite + _period : long.MaxValue;
            if (!IsSafe && _deadline < due) due = _deadline;
            if (due == long.MaxValue) _alarm.Cancel();
            else _alarm.Set(due);
        }

        private void Write(long now)
        {
            int duty = _wanted;
            _lastWrite = now;
            // Unknown until the call is over, so that a duty wanted from inside the call is pending.
            _written = -1;
            try
            {
                if (_refusals > MaxRefusals) _output.Release();
                else
                {
                    _output.SetDuty(duty);
                    if (!_outputStarted) _output.Start();
                    _outputStarted = true;
                }
            }
            catch (Exception)
            {
                OutputFaults++;
                if (_refusals <= MaxRefusals) _refusals++;
                // The off duty is the safe duty, which was refused often enough.
                if (_refusals == MaxRefusals && _offDuty == SafeDuty) _refusals++;
                // What the output does now is unknown: the safe duty is written until it is taken.
                EnterSafe(now, _running || _refusals >= MaxRefusals ? GuardReason.OutputFault : GuardReason.Stopped);
                if (_refusals >= MaxRefusals) _running = false;
                return;
            }
            _written = duty;
            _pending = _wanted != duty;
            Duty = duty;
            if (_refusals < MaxRefusals) _refusals = 0;
            else Reason = _refusals == MaxRefusals ? GuardReason.OutputOff : GuardReason.OutputReleased;
            Notify(now);
        }

        private void Notify(long now)
        {
            try
            {
                if (Observer != null) Observer.OnDuty(now, Duty, Reason);
            }
            catch (Exception)
            {
                ObserverFaults++;
            }
        }
    }
}
