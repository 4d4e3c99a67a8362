using System;

namespace EdgeConv.Frames
{
    /// <summary>What is wrong with a frame that was read without an error.</summary>
    public enum FrameFault
    {
        /// <summary>Nothing.</summary>
        None,
        /// <summary>The same frame over and over: the sensor or its driver hangs.</summary>
        Frozen,
        /// <summary>Values the sensor cannot give, or a picture of nothing: it is covered, saturated or broken.</summary>
        Implausible,
    }

    /// <summary>Finds frames that no working sensor gives. Takes one pass over a frame and keeps only a hash of it.</summary>
    public sealed class FrameCheck
    {
        /// <summary>Maximum of <see cref="MaxCycle"/>.</summary>
        public const int CycleLimit = 8;

        private readonly short _minimum, _maximum;

        // Hashes of the last frames, by frame number modulo CycleLimit; and for each cycle length how many frames in a row were equal to
        // the one that many frames before.
        private readonly int[] _hashes = new int[CycleLimit];
        private readonly int[] _repeats = new int[CycleLimit + 1];
        private int _frames, _frozenAfter = 10, _maxCycle = 1;

        /// <summary>Checks frames of a format.</summary>
        public FrameCheck(FrameFormat format)
        {
            if (format == null) throw new ArgumentNullException("format");
            Length = format.Length;
            _minimum = format.Minimum;
            _maximum = format.Maximum;
        }

        /// <summary>Values of a frame.</summary>
        public int Length { get; }

        /// <summary>
        /// Identical frames in a row from which on they are frozen, at least 2; 0 to allow any number (a recording of stills). Real
        /// sensors have noise in their last bit.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">1 or below 0.</exception>
        public int FrozenAfter
        {
            get => _frozenAfter;
            set => _frozenAfter = value == 0 ? 0 : Argument.InRange("FrozenAfter", value, 2, int.MaxValue);
        }

        /// <summary>
        /// Longest cycle of frames that counts as frozen: 2 also finds A, B, A, B, as from a driver that hands out old buffers. A cycle
        /// counts once <see cref="FrozenAfter"/> frames belong to it and each of them came at least twice. 1 to <see cref="CycleLimit"/>;
        /// 1, the default, finds identical frames only.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">Outside 1 to <see cref="CycleLimit"/>.</exception>
        public int MaxCycle
        {
            get => _maxCycle;
            set => _maxCycle = Argument.InRange("MaxCycle", value, 1, CycleLimit);
        }

        /// <summary>
        /// Smallest difference between the maximum and the minimum of a plausible frame, in the sensor's units; 0, the default, allows
        /// frames of one value.
        /// </summary>
        public int MinimumSpread { get; set; }

        /// <summary>Whether a frame whose values all sit at one limit of the sensor's range is implausible. Default: true.</summary>
        public bool RejectSaturated { get; set; } = true;

        /// <summary>Judges the next frame.</summary>
        /// <param name="frame">Values in the sensor's units, row-major HWC.</param>
        public FrameFault Check(short[] frame)
        {
            int length = Length, hash = 0, min = short.MaxValue, max = short.MinValue;
            for (int i = 0; i < length; i++)
            {
                int value = frame[i];
                // The FNV prime: values that change a little never cancel out in the sum.
                hash = hash * 16777619 + value;
                if (value < min) min = value;
                if (value > max) max = value;
            }
            bool isFrozen = Repeats(hash);
            bool isImplausible = min < _minimum || max > _maximum || max - min < MinimumSpread;
            if (isImplausible || RejectSaturated && (max == _minimum || min == _maximum)) return FrameFault.Implausible;
            return isFrozen ? FrameFault.Frozen : FrameFault.None;
        }

        private bool Repeats(int hash)
        {
            bool isFrozen = false;
            for (int cycle = 1; cycle <= _maxCycle; cycle++)
            {
                bool isSame = _frames >= cycle && hash == _hashes[(_frames - cycle) % CycleLimit];
                int repeats = isSame ? _repeats[cycle] + 1 : 0;
                if (repeats < int.MaxValue) _repeats[cycle] = repeats;
                isFrozen |= _frozenAfter > 0 && repeats >= cycle && repeats + cycle >= _frozenAfter;
            }
            _hashes[_frames % CycleLimit] = hash;
            // From CycleLimit on all hashes are there: the count goes round.
            _frames = _frames == 2 * CycleLimit - 1 ? CycleLimit : _frames + 1;
            return isFrozen;
        }
    }
}
