using System;
using EdgeConv.Actuation;

namespace EdgeConv.Tests
{
    /// <summary>An output that logs what is written to it and when, and fails when told to.</summary>
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

        public int Duty { get { return Writes == 0 ? -1 : _duties[(Writes - 1) % 1000]; } }

        public long LastTime { get { return Writes == 0 ? -1000000000 : _times[(Writes - 1) % 1000]; } }

        public long Time(int write)
        {
            return _times[write];
        }

        public int DutyOf(int write)
        {
            return _duties[write];
        }

        public void Start()
        {
            if (Writes == 0) TooEarly++;
            Starts++;
        }

        public void SetDuty(int duty)
        {
            if (FailNext > 0)
            {
                FailNext--;
                throw new InvalidOperationException("the output fails");
            }
            long now = _clock.Microseconds;
            if ((now - LastTime) * FrequencyHz < 1000000) TooEarly++;
            _times[Writes % 1000] = now;
            _duties[Writes % 1000] = duty;
            Writes++;
        }
    }
}
