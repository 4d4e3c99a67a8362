namespace EdgeConv.Kernels
{
    /// <summary>
    /// Gives weights one after another, in the order a kernel packs them: so they stream from a file into the kernel's tables without a
    /// second copy.
    /// </summary>
    internal interface IWeightSource
    {
        /// <summary>
        /// Puts the next <paramref name="count"/> weights into <paramref name="weights"/> from <paramref name="first"/> on.
        /// </summary>
        void Read(sbyte[] weights, int first, int count);
    }

    /// <summary>A kernel whose weights come from an <see cref="IWeightSource"/>.</summary>
    internal interface IWeightedKernel : IKernel
    {
        /// <summary>Bytes of all arrays, without the biases.</summary>
        long Bytes { get; }

        /// <summary>Number of weights <see cref="Load"/> takes.</summary>
        long WeightCount { get; }

        /// <summary>Makes the arrays and fills them. The biases are kept, and changed.</summary>
        void Load(Requantization requantization, int[] bias, IWeightSource weights);
    }
}
