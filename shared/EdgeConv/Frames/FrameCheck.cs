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

    /// <summary>Tells frames that no living sensor gives. One pass over the frame, nothing kept of it but a hash.</summary>
    public sealed class FrameCheck
    {
        private readonly short _minimum;
        private readonly short _maximum;
        private int _hash;
        private int _same;

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

        /// <summary>Identical frames in a row from which on they are frozen, at least 2; 0 to allow any number (a recording of stills). Real sensors have noise in their last bit.</summary>
        public int FrozenAfter { get; set; } = 10;

        /// <summary>Least difference between the greatest and the least value of a plausible frame, in the sensor's units; 0 to allow even frames.</summary>
        public int MinimumSpread { get; set; }

        /// <summary>Whether a frame whose values all sit at one limit of the sensor's range is implausible. Default: true.</summary>
        public bool RejectSaturated { get; set; } = true;

        /// <summary>Judges the next frame.</summary>
        /// <param name="frame">Values in the sensor's units, row-major HWC.</param>
        public FrameFault Check(short[] frame)
        {
            int length = Length, hash = 0, least = short.MaxValue, greatest = short.MinValue;
            for (int i = 0; i < length; i++)
            {
                int value = frame[i];
                // The FNV prime: values that change a little never cancel out in the sum.
                hash = hash * 16777619 + value;
                if (value < least) least = value;
                if (value > greatest) greatest = value;
            }
            if (_same == 0 || hash != _hash) _same = 0;
            if (_same < int.MaxValue) _same++;
            _hash = hash;
            if (least < _minimum || greatest > _maximum || greatest - least < MinimumSpread) return FrameFault.Implausible;
            if (RejectSaturated && (greatest == _minimum || least == _maximum)) return FrameFault.Implausible;
            return FrozenAfter > 0 && _same >= FrozenAfter ? FrameFault.Frozen : FrameFault.None;
        }
    }
}
