using System;

namespace EdgeConv.Frames
{
    /// <summary>What is wrong with a frame that was read without an error.</summary>
    public enum FrameFault
    {
        /// <summary>The frame is plausible.</summary>
        None,
        /// <summary>The same frame came too often in a row: the sensor or its driver hangs.</summary>
        Frozen,
        /// <summary>
        /// The frame has values that the sensor cannot give, or hardly any contrast: the sensor is covered, saturated or defective.
        /// </summary>
        Implausible,
    }

    /// <summary>Detects frames that no working sensor gives. It reads each frame once and keeps only a hash of it.</summary>
    public sealed class FrameCheck
    {
        /// <summary>Upper limit of <see cref="MaxCycle"/>, in frames.</summary>
        public const int CycleLimit = 8;

        private readonly short _minimum, _maximum;

        // _hashes holds the hashes of the last frames, at index frame number modulo CycleLimit. The other array counts, for each cycle
        // length n, how many frames in a row were equal to the frame n frames before.
        private readonly int[] _hashes = new int[CycleLimit];
        private readonly int[] _repeats = new int[CycleLimit + 1];
        private int _frames, _frozenAfter = 10, _maxCycle = 1;

        /// <summary>Creates a check for frames of a format.</summary>
        public FrameCheck(FrameFormat format)
        {
            if (format == null) throw new ArgumentNullException("format");
            Length = format.Length;
            _minimum = format.Minimum;
            _maximum = format.Maximum;
        }

        /// <summary>The number of values of a frame.</summary>
        public int Length { get; }

        /// <summary>
        /// Number of identical frames in a row from which on a frame counts as frozen, at least 2; 0 allows any number, e.g. for a
        /// recording of still pictures. A real sensor hardly ever gives the same frame twice, because its last bit is noisy.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is 1 or below 0.</exception>
        public int FrozenAfter
        {
            get => _frozenAfter;
            set => _frozenAfter = value == 0 ? 0 : Argument.InRange("FrozenAfter", value, 2, int.MaxValue);
        }

        /// <summary>
        /// Maximum length of a cycle of frames that counts as frozen, 1 to <see cref="CycleLimit"/>. 1, the default, detects identical
        /// frames only; 2 also detects A, B, A, B, e.g. from a driver that returns old buffers. A cycle counts once
        /// <see cref="FrozenAfter"/> frames
        /// belong to it and each of them came at least twice.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">The value is outside 1 to <see cref="CycleLimit"/>.</exception>
        public int MaxCycle
        {
            get => _maxCycle;
            set => _maxCycle = Argument.InRange("MaxCycle", value, 1, CycleLimit);
        }

        /// <summary>
        /// Minimum difference between the maximum and the minimum of a plausible frame, in the sensor's units. 0, the default, allows
        /// frames whose values are all equal.
        /// </summary>
        public int MinimumSpread { get; set; }

        /// <summary>True, the default, if a frame whose values are all at one limit of the sensor's range is implausible.</summary>
        public bool RejectSaturated { get; set; } = true;

        /// <summary>Checks one frame. Call this once per frame, in order.</summary>
        /// <param name="frame">Values in the sensor's units, row-major HWC.</param>
        public FrameFault Check(short[] frame)
        {
            int length = Length, hash = 0, min = short.MaxValue, max = short.MinValue;
            for (int i = 0; i < length; i++)
            {
                int value = frame[i];
                // This is the FNV prime, with which small changes of several values do not cancel out in the hash.
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
            // From CycleLimit frames on all hashes are known; the count then cycles between CycleLimit and its double.
            _frames = _frames == 2 * CycleLimit - 1 ? CycleLimit : _frames + 1;
            return isFrozen;
        }
    }
}
