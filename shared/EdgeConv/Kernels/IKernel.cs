namespace EdgeConv.Kernels
{
    /// <summary>A kernel with one input and one output, as a packed model runs it.</summary>
    internal interface IKernel
    {
        /// <summary>Computes y from x. The offsets are the index of the first element of each.</summary>
        void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset);
    }

    /// <summary>A kernel with two inputs and one output.</summary>
    internal interface IBinaryKernel
    {
        /// <summary>Computes y from a and b. The offsets are the index of the first element of each.</summary>
        void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset);
    }
}
