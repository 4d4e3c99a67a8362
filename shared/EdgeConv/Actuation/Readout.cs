using System;

namespace EdgeConv.Actuation
{
    /// <summary>
    /// Reduces a model's output, activations [N, H, W, K] or scores, to one number in units of 1/256. Activations are relative to the zero
    /// point and in steps of the tensor's scale.
    /// </summary>
    public sealed class Readout
    {
        private enum Kind
        {
            Mean,
            Maximum,
            Score,
            Class,
            CentroidX,
            CentroidY,
            OffCenterX,
        }

        private readonly Kind _kind;
        private readonly int _index;
        private int _last;

        private Readout(Kind kind, int index)
        {
            _kind = kind;
            _index = index;
        }

        /// <summary>Mean of a channel over the map, in activation steps, rounded toward zero.</summary>
        /// <param name="channel">0 to K - 1.</param>
        public static Readout MeanOf(int channel) => new Readout(Kind.Mean, channel);

        /// <summary>Maximum activation of a channel, in activation steps.</summary>
        /// <param name="channel">0 to K - 1.</param>
        public static Readout MaximumOf(int channel) => new Readout(Kind.Maximum, channel);

        /// <summary>One element of the output, in activation steps, e.g. the score of a class.</summary>
        /// <param name="index">Index into the flat output, 0 to its length - 1.</param>
        public static Readout ScoreOf(int index) => new Readout(Kind.Score, index);

        /// <summary>Index of the maximum element of the output, the first of equals.</summary>
        public static Readout ArgMax() => new Readout(Kind.Class, 0);

        /// <summary>
        /// Index of the class with the maximum score, if that exceeds the score of the last class by a margin; else the last class stays,
        /// so that an input between two classes does not make the result alternate. The first inference needs no margin.
        /// </summary>
        /// <param name="margin">In activation steps, 0 to 255; for a softmax a step is a probability of 1/256.</param>
        public static Readout ClassOf(int margin) => new Readout(Kind.Class, margin);

        /// <summary>
        /// Column of the centroid of a channel's activations, in cells; 0 is the middle of the first column. If no activation is above
        /// the zero point, the last value stays; the first is the middle of the map.
        /// </summary>
        /// <param name="channel">0 to K - 1.</param>
        public static Readout CentroidX(int channel) => new Readout(Kind.CentroidX, channel);

        /// <summary>Row of the centroid of a channel's activations, in cells; otherwise like <see cref="CentroidX"/>.</summary>
        /// <param name="channel">0 to K - 1.</param>
        public static Readout CentroidY(int channel) => new Readout(Kind.CentroidY, channel);

        /// <summary>
        /// Distance of the centroid's column from the middle column of the map, in cells, 0 or above, e.g. to slow down in bends;
        /// otherwise like <see cref="CentroidX"/>.
        /// </summary>
        /// <param name="channel">0 to K - 1.</param>
        public static Readout OffCenterX(int channel) => new Readout(Kind.OffCenterX, channel);

        /// <summary>
        /// Checks that the channel or element exists and resets the state: a centroid to the middle of the map, a class to none.
        /// </summary>
        /// <param name="info">The model's output.</param>
        /// <exception cref="ArgumentException">There is no such channel or element, or no such margin.</exception>
        public void Check(TensorInfo info)
        {
            int limit = _kind == Kind.Score ? info.Length : _kind == Kind.Class ? 256 : info.Channels;
            string what = _kind == Kind.Score ? "element " : _kind == Kind.Class ? "a class by a margin of " : "channel ";
            if (_index < 0 || _index >= limit)
                throw new ArgumentException("readout of " + what + _index.ToString() + ": not in 0.." + (limit - 1).ToString());
            if (_kind >= Kind.CentroidX && info.Height * info.Width * info.Channels != info.Length)
                throw new ArgumentException("readout of a centroid: the output is not one map");
            _last = _kind == Kind.Class ? -1 : Middle(info);
        }

        /// <summary>Reads the value.</summary>
        /// <param name="output">info.Length values, row-major NHWC.</param>
        /// <param name="info">The model's output, for which <see cref="Check"/> was called.</param>
        /// <returns>The value in 1/256 of its unit.</returns>
        public int Read(sbyte[] output, TensorInfo info)
        {
            switch (_kind)
            {
                case Kind.Mean: return Mean(output, info);
                case Kind.Maximum: return (output[IndexOfMax(output, info.Length, _index, info.Channels)] - info.ZeroPoint) * 256;
                case Kind.Score: return (output[_index] - info.ZeroPoint) * 256;
                case Kind.Class: return Class(output, info.Length);
                case Kind.OffCenterX:
                    int off = Centroid(output, info) - Middle(info);
                    return off < 0 ? -off : off;
                default: return Centroid(output, info);
            }
        }

        private int Middle(TensorInfo info) => ((_kind == Kind.CentroidY ? info.Height : info.Width) - 1) * 128;

        private int Mean(sbyte[] output, TensorInfo info)
        {
            int sum = 0, cells = info.Length / info.Channels;
            for (int i = _index, length = info.Length, step = info.Channels; i < length; i += step) sum += output[i];
            return (int)((sum - (long)info.ZeroPoint * cells) * 256 / cells);
        }

        // Returns the index of the maximum of elements start, start + step, ...; the first of equals.
        private static int IndexOfMax(sbyte[] output, int length, int start, int step)
        {
            int index = start;
            for (int i = start + step; i < length; i += step)
                if (output[i] > output[index]) index = i;
            return index;
        }

        private int Class(sbyte[] output, int length)
        {
            int best = IndexOfMax(output, length, 0, 1), limit = output[best] - _index;
            for (int i = 0; i < length; i++)
                if (i != best && output[i] > limit && _last >= 0) return _last;
            return _last = best * 256;
        }

        private int Centroid(sbyte[] output, TensorInfo info)
        {
            long weights = 0, moment = 0;
            bool isX = _kind != Kind.CentroidY;
            int height = info.Height, width = info.Width, channels = info.Channels, zeroPoint = info.ZeroPoint;
            for (int y = 0, i = _index; y < height; y++)
                for (int x = 0; x < width; x++, i += channels)
                {
                    int weight = output[i] - zeroPoint;
                    if (weight <= 0) continue;
                    weights += weight;
                    moment += weight * (isX ? x : y);
                }
            if (weights != 0) _last = (int)((moment * 256 + weights / 2) / weights);
            return _last;
        }
    }
}
