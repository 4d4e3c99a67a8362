using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Gives weights one after another, in the order in which a <see cref="WeightTable"/> packs them, so that no second copy is needed.
    /// </summary>
    internal interface IWeightSource
    {
        /// <summary>Reads the next <paramref name="count"/> weights into an array, from index <paramref name="first"/> on.</summary>
        void Read(sbyte[] weights, int first, int count);
    }

    /// <summary>
    /// The weights and biases of a convolution or fully connected layer, in the layout of its inner loop. They are packed block by block,
    /// from an array in TensorFlow Lite's order or from a model file.
    /// </summary>
    public abstract class WeightTable
    {
        internal readonly int Outputs;                  // output channels
        internal readonly int Taps;                     // weights per output channel
        internal readonly int InputZeroPoint;
        internal readonly Workspace Workspace;
        internal Requantization Requantization;
        internal int[] Bias;                            // per output channel; includes the part that does not depend on the input

        internal WeightTable(int outputs, int taps, int inputZeroPoint, Workspace workspace)
        {
            Outputs = Argument.AtLeast(1, outputs, "outputs");
            Taps = taps;
            InputZeroPoint = Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
            Workspace = workspace;
        }

        /// <summary>The size of all arrays without the biases, in bytes.</summary>
        internal abstract long Bytes { get; }

        /// <summary>The number of weights in a model file, including the zeros that fill up blocks.</summary>
        internal abstract long WeightCount { get; }

        /// <summary>Replaces all weights and biases. May be called between two frames of a running loop; allocates nothing.</summary>
        /// <param name="weights">All weights, in the order the constructor takes.</param>
        /// <param name="bias">One value per output channel, or null.</param>
        /// <exception cref="ArgumentException">The number of weights or biases is not that of the constructor.</exception>
        public void SetWeights(sbyte[] weights, int[] bias)
        {
            if (weights == null || weights.Length != Taps * Outputs)
                throw new ArgumentException("weights: " + (Taps * Outputs).ToString() + " values, " + Taps.ToString()
                    + " per output channel");
            if (bias != null && bias.Length != Outputs) throw new ArgumentException("bias: " + Outputs.ToString() + " values, or null");
            for (int k = 0; k < Outputs; k++) Bias[k] = bias == null ? 0 : bias[k];
            Pack(null, weights);
        }

        /// <summary>Allocates all arrays and packs the weights; for a kernel that has its own workspace.</summary>
        internal void Create(Requantization requantization, sbyte[] weights, int[] bias)
        {
            requantization.CheckChannels(Outputs);
            Requantization = requantization;
            Bias = new int[Outputs];
            Workspace.Allocate();
            Allocate();
            SetWeights(weights, bias);
        }

        /// <summary>
        /// Allocates the arrays and loads the weights of a model file. The array of biases is kept, not copied, and changed.
        /// </summary>
        internal void Load(Requantization requantization, int[] bias, IWeightSource source)
        {
            Requantization = requantization;
            Bias = bias;
            Allocate();
            Pack(source, null);
        }

        /// <summary>The number of weights in a block; 0 after the last block of a part and after the last part.</summary>
        internal abstract int CountOf(int part, int block);

        /// <summary>Collects the weights of a block from an array in the order of <see cref="SetWeights"/>.</summary>
        internal abstract void Gather(sbyte[] weights, int part, int block, sbyte[] taps);

        /// <summary>Allocates the arrays, except the biases.</summary>
        internal abstract void Allocate();

        /// <summary>Prepares the biases; nothing is packed yet.</summary>
        internal abstract void StartPacking();

        /// <summary>Packs the block that is in <see cref="Kernels.Workspace.Taps"/>.</summary>
        internal abstract void Pack(int part, int block);

        /// <summary>Called after the last block of a part.</summary>
        internal virtual void EndPart(int part)
        {
        }

        private void Pack(IWeightSource source, sbyte[] weights)
        {
            StartPacking();
            for (int part = 0; CountOf(part, 0) > 0; part++)
            {
                for (int block = 0, count; (count = CountOf(part, block)) > 0; block++)
                {
                    if (source == null) Gather(weights, part, block, Workspace.Taps);
                    else source.Read(Workspace.Taps, 0, count);
                    Pack(part, block);
                }
                EndPart(part);
            }
        }
    }

    /// <summary>Filters that compute rows of a convolution's output.</summary>
    internal abstract class RowFilters : WeightTable
    {
        internal RowFilters(int outputs, int taps, int inputZeroPoint, Workspace workspace)
            : base(outputs, taps, inputZeroPoint, workspace)
        {
        }

        /// <summary>
        /// Computes all positions of one or two output rows: int32 sums if <paramref name="y32"/> is not null, else int8 values.
        /// </summary>
        /// <param name="x">Holds the input rows.</param>
        /// <param name="p">Offset of the first tap of the first position.</param>
        /// <param name="y32">Receives sums with their bias, or null.</param>
        /// <param name="y8">Receives requantized values where there is no <paramref name="y32"/>.</param>
        /// <param name="o">Offset of the first output; positions follow each other, all output channels together.</param>
        internal abstract void SweepRow(sbyte[] x, int p, int[] y32, sbyte[] y8, int o);
    }
}
