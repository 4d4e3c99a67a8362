using System;
using EdgeConv.Actuation;

namespace EdgeConv.Tests
{
    /// <summary>An output that logs what is written to it and when, fails when told to, and calls back from inside its own calls.</summary>
    public sealed class FakeOutput : IPwmOutput
    {
        private readonly IClock _clock;
        private readonly long[] _times = new long[1000];
        private readonly int[] _duties = new int[1000];

        public FakeOutput(IClock clock, int frequencyHz)
        {
            _clock = clock;
            FrequencyHz = frequencyHz;
        }

        public int FrequencyHz { get; }

        public int Writes { get; private set; }

        public int Starts { get; private set; }

        /// <summary>Writes closer together than a PWM period: an exception here would be taken for a fault of the output.</summary>
        public int TooEarly { get; private set; }

        /// <summary>Writes that are to throw.</summary>
        public int FailNext { get; set; }

        /// <summary>A duty it never takes, or -1.</summary>
        public int Refused { get; set; } = -1;

        /// <summary>Another one.</summary>
        public int AlsoRefused { get; set; } = -1;

        /// <summary>Calls that threw.</summary>
        public int Throws { get; private set; }

        /// <summary>Calls of <see cref="Release"/> that are to throw.</summary>
        public int FailReleases { get; set; }

        public int Releases { get; private set; }

        /// <summary>Called once, from inside the next write, and from inside the start if <see cref="InStart"/>.</summary>
        public Action Inside { get; set; }

        public bool InStart { get; set; }

        public int OffDuty { get; set; }

        /// <summary>What the pin has: that of the last write, off once it was released; -1 at first.</summary>
        public int Duty => Releases > 0 ? OffDuty : Writes == 0 ? -1 : _duties[(Writes - 1) % 1000];

        public long LastTime => Writes == 0 ? -1000000000 : _times[(Writes - 1) % 1000];

        public long Time(int write) => _times[write];

        public int DutyOf(int write) => _duties[write];

        public void Start()
        {
            if (Writes == 0) TooEarly++;
            Starts++;
            if (InStart) CallBack();
        }

        public void Release()
        {
            if (FailReleases > 0)
            {
                FailReleases--;
                Throw();
            }
            Releases++;
        }

        public void SetDuty(int duty)
        {
            if (FailNext > 0)
            {
                FailNext--;
                Throw();
            }
            if (duty == Refused || duty == AlsoRefused) Throw();
            long now = _clock.Microseconds;
            if ((now - LastTime) * FrequencyHz < 1000000) TooEarly++;
            _times[Writes % 1000] = now;
            _duties[Writes % 1000] = duty;
            Writes++;
            if (!InStart) CallBack();
        }

        private void CallBack()
        {
            Action inside = Inside;
            Inside = null;
            if (inside != null) inside();
        }

        private void Throw()
        {
            Throws++;
            throw new InvalidOperationException("the output fails");
        }
    }
}
