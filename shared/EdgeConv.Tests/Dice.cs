namespace EdgeConv.Tests
{
    /// <summary>Seeded random numbers (xorshift32), the same on the desktop and on nanoCLR.</summary>
    public sealed class Dice
    {
        /// <summary>Random cases of a kernel's test: what an interpreter does in seconds, and more where there is a compiler.</summary>
#if NANOFRAMEWORK_1_0
        public const int Cases = 500;
#else
        public const int Cases = 3000;
#endif

        private uint _state;

        /// <summary>Starts the sequence; the seed is not 0.</summary>
        public Dice(uint seed) => _state = seed;

        /// <summary>The next 32 random bits.</summary>
        public uint Next()
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return _state;
        }

        /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
        public int Between(int low, int high) => low + (int)((Next() >> 8) % (uint)(high - low + 1));

        /// <summary>One of the given numbers.</summary>
        public int OneOf(params int[] choices) => choices[Between(0, choices.Length - 1)];

        /// <summary>Fills an array with values from <paramref name="low"/> to <paramref name="high"/>.</summary>
        public sbyte[] Fill(sbyte[] values, int low, int high)
        {
            for (int i = 0; i < values.Length; i++) values[i] = (sbyte)Between(low, high);
            return values;
        }
    }
}
