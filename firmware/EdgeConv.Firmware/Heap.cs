namespace EdgeConv.Firmware
{
    /// <summary>
    /// The managed heap, which must stay compact. A call needs a stack frame in one piece, over a kilobyte for a layer of a compiled
    /// model. Where no free piece is that long, the interpreter compacts the heap and goes on behind the call: it leaves the call out,
    /// and the heap is damaged. So the firmware compacts the heap before it is in pieces.
    /// </summary>
    internal static class Heap
    {
        /// <summary>Collects the garbage, moves what is left together, and returns the free bytes.</summary>
        public static int Compact() => (int)nanoFramework.Runtime.Native.GC.Run(true);
    }
}
