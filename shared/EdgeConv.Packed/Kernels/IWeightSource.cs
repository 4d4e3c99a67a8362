namespace EdgeConv.Kernels
{
    /// <summary>Gives weights one after another, in the order a kernel packs them: so they stream from a file into the kernel's tables without a second copy.</summary>
    internal interface IWeightSource
    {
        /// <summary>Puts the next <paramref name="count"/> weights into <paramref name="weights"/> from <paramref name="first"/> on.</summary>
        void Read(sbyte[] weights, int first, int count);
    }
}
