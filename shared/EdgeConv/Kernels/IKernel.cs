namespace EdgeConv.Kernels
{
    /// <summary>A kernel with one input and one output: how a packed model runs any of them.</summary>
    internal interface IKernel
    {
        /// <summary>y from x, each from its first element on.</summary>
        void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset);
    }

    /// <summary>A kernel with two inputs.</summary>
    internal interface IBinaryKernel
    {
        /// <summary>y from a and b, each from its first element on.</summary>
        void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset);
    }
}
