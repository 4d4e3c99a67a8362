using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// Writes the duty of an output, and is the only code that does: the loop proposes a duty, the guard decides whether it is written.
    /// <para>If no good proposal comes within the deadline, the guard writes the safe duty. Its own alarm does this on the clock's thread,
    /// so that a model or a source that takes too long cannot delay it. The guard writes at most once per PWM period. It follows proposals
    /// again after <see cref="RecoveryFrames"/> good ones in a row.</para>
    /// <para>An output that throws again and again is set to its off duty; if it throws on that too, the guard makes it release its pin for
    /// good.</para>
    /// <para>Limits: a native call that blocks all managed threads (e.g. an I2C transfer on nanoFramework) also delays the alarm until it
    /// returns, and a chip that hangs keeps its last duty.</para>
    /// <para>The guard is thread-safe and may be called from within calls of the output and of the observer. It allocates nothing after
    /// construction.</para>
    /// </summary>
    public sealed class OutputGuard
    {
        /// <summary>
        /// Number of exceptions of the output in a row after which it is switched off: the guard writes its off duty once, then calls
        /// <see cref="IPwmOutput.Release"/> until that succeeds.
        /// </summary>
        public const int MaxRefusals = 8;

        private object _lock = new object();
        private OutputGuard _leader, _follower;
        private readonly IPwmOutput _output;
        private readonly IAlarm _alarm;
        private readonly long _period;
        private readonly int _offDuty;
        private bool _running, _outputStarted, _pending;
        private bool _writing;      // the output is being called, and must not be called again from within that call
        private int _decisions;     // number of decisions so far; shows whether the observer made a newer one meanwhile
        private int _wanted, _written = -1;
        private int _refusals;      // exceptions in a row; at MaxRefusals write the off duty, above release the pin
        private long _lastWrite, _deadline;
        private int _good, _recoveryFrames = 3;
        private GuardReason _rejected;

        /// <summary>Creates the guard of an output. It writes nothing before <see cref="Start"/>.</summary>
        /// <param name="output">The output; no other code may write to it.</param>
        /// <param name="safeDuty">The duty at which the device can do no harm, 0..10000.</param>
        /// <param name="deadlineMicroseconds">Maximum time the output may follow a proposal, at least two PWM periods, so that a write
        /// just before never delays the safe duty.</param>
        /// <param name="clock">The clock that the deadline and the alarm go by.</param>
        /// <exception cref="ArgumentException">A duty, the deadline or the frequency is outside its range.</exception>
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

        /// <summary>The duty at which the device can do no harm, 0..10000.</summary>
        public int SafeDuty { get; private set; }

        /// <summary>The clock given to the constructor.</summary>
        internal IClock Clock { get; }

        /// <summary>Maximum time the output may follow a proposal, in microseconds.</summary>
        public long DeadlineMicroseconds { get; private set; }

        /// <summary>The duty written last, 0..10000.</summary>
        public int Duty { get; private set; }

        /// <summary>True if the output is at the safe duty, or will be within one PWM period.</summary>
        public bool IsSafe { get; private set; } = true;

        /// <summary>The reason why the output is at the safe duty; None if it is not.</summary>
        public GuardReason Reason { get; private set; } = GuardReason.Stopped;

        /// <summary>How often the output was moved to the safe duty.</summary>
        public int SafeEntries { get; private set; }

        /// <summary>
        /// Number of exceptions of the output. One PWM period after each the guard writes the safe duty, until there are
        /// <see cref="MaxRefusals"/> exceptions in a row.
        /// </summary>
        public int OutputFaults { get; private set; }

        /// <summary>Number of exceptions of the observer; the guard ignores them.</summary>
        public int ObserverFaults { get; private set; }

        /// <summary>Is told of every write and every change of the reason; may be null.</summary>
        public IGuardObserver Observer { get; set; }

        /// <summary>
        /// Number of good proposals in a row, each within the deadline of the one before, that end the safe state after a fault; at least
        /// 1. After the start one is enough.
        /// </summary>
        public int RecoveryFrames
        {
            get => _recoveryFrames;
            set => _recoveryFrames = Argument.InRange("RecoveryFrames", value, 1, int.MaxValue);
        }

        /// <summary>
        /// Makes another guard follow this one; call this before the start. Whichever goes to its safe duty, for whatever reason, the
        /// other goes with it. The follower starts and stops with this guard, counts the same rejected frames, and leaves the safe duty
        /// only after this guard. An output releases its pin only after the other has its safe duty, or gave up too. Each has its own
        /// proposals: give this guard's first.
        /// </summary>
        /// <exception cref="ArgumentException">The other guard has another clock, or one of them follows or leads a third.</exception>
        public void Lead(OutputGuard follower)
        {
            if (follower == this || follower.Clock != Clock || _leader != null || follower._follower != null
                || follower._leader != null && follower._leader != this || _follower != null && _follower != follower)
                throw new ArgumentException("follower: it must go by the same clock, and neither guard may be one of another pair");
            _follower = follower;
            follower._leader = this;
            follower._lock = _lock;
        }

        /// <summary>
        /// Writes the safe duty, starts the output and waits for proposals. An output that was switched off is tried again; an output that
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
                _follower?.Start();
            }
        }

        /// <summary>
        /// Changes the safe duty and the deadline; may be called on any thread. If the output is at the safe duty, the new one is written.
        /// </summary>
        /// <param name="safeDuty">The new safe duty, 0..10000.</param>
        /// <param name="deadlineMicroseconds">The new deadline, at least two PWM periods; it applies from the next proposal on.</param>
        /// <exception cref="ArgumentException">The duty or the deadline is outside its range; then nothing changes.</exception>
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
        /// Proposes the duty of a good frame. The deadline starts anew. The duty is written now or, if the last write was less than one PWM
        /// period ago, at the end of that period; of several proposals until then only the last is written.
        /// </summary>
        /// <param name="duty">The duty; values outside 0..10000 are clamped.</param>
        public void Propose(int duty)
        {
            lock (_lock)
            {
                if (_running) Take(duty < 0 ? 0 : duty > 10000 ? 10000 : duty);
                Flush();
            }
        }

        /// <summary>
        /// Records a frame that gave no duty. The output keeps the last proposal until its deadline, then moves to the safe duty for this
        /// reason.
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
                _follower?.Reject(reason);
            }
        }

        /// <summary>Moves the output to the safe duty within one PWM period.</summary>
        public void Fail(GuardReason reason) => MoveToSafe(reason, true);

        /// <summary>
        /// Moves the output to the safe duty within one PWM period. It ignores all proposals until <see cref="Start"/>.
        /// </summary>
        public void Stop() => MoveToSafe(GuardReason.Stopped, false);

        /// <summary>
        /// Moves the output to the safe duty if the deadline is over, and writes a pending duty. The alarm calls this; the loop calls it
        /// too, in case the alarm fails.
        /// </summary>
        public void CheckDeadline()
        {
            lock (_lock)
            {
                EndIfLate(Clock.Microseconds);
                Flush();
                _follower?.CheckDeadline();
            }
        }

        private OutputGuard Partner => _leader ?? _follower;

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
                    // If the clock throws, nothing has changed: a guard that does not run must be safe.
                    long now = Clock.Microseconds;
                    _decisions++;
                    _running = goesOn;
                    EnterSafe(now, reason);
                }
                Flush();
                _follower?.MoveToSafe(reason, goesOn);
            }
        }

        private void Take(int duty)
        {
            int decision = ++_decisions;
            long now = Clock.Microseconds;
            // The alarm may be due but not called yet. Only proposals within the deadline count for the recovery.
            if (now >= _deadline)
            {
                _good = 0;
                EndIfLate(now);
                // The observer was called and made a newer decision than this proposal, which is then void. (The same below.)
                if (decision != _decisions) return;
            }
            _deadline = now + DeadlineMicroseconds;
            _rejected = GuardReason.None;
            _good++;
            bool mayDrive = _leader == null ? _follower == null || _follower._running && !_follower._pending : !_leader.IsSafe;
            bool starts = Reason == GuardReason.Starting && (_follower == null || _follower.Reason == GuardReason.Starting);
            if (IsSafe && !_pending && mayDrive && _good >= (starts ? 1 : _recoveryFrames))
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
            if (Partner != null && !Partner.IsSafe) Partner.Fail(reason);
        }

        private void Want(int duty)
        {
            _wanted = duty;
            _pending = duty != _written;
        }

        // Writes a pending duty if one PWM period has passed since the last write, and sets the alarm for the next event.
        private void Flush()
        {
            // This call comes from within a call of the output. The Flush that made that call will write the duty wanted now.
            if (_writing) return;
            long now = Clock.Microseconds;
            _writing = true;
            // The loop runs twice if the first write took a PWM period or longer and another duty is wanted by then.
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
            // The written duty is unknown until the call returns, so that a duty wanted from within the call counts as pending.
            _written = -1;
            try
            {
                if (_refusals > MaxRefusals)
                {
                    // One flag stops all channels of the chip, so the other output must be safe first; the write stays pending.
                    if (Partner != null && Partner._pending && Partner._refusals <= MaxRefusals) return;
                    _output.Release();
                }
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
                // If the off duty equals the safe duty, the output has already refused it: the pin is released next.
                if (_refusals == MaxRefusals && _offDuty == SafeDuty) _refusals++;
                // The state of the output is now unknown: the safe duty is written until a write does not throw.
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
