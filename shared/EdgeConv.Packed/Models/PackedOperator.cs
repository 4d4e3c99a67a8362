using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>One step of a packed model: a kernel, and where its tensors are in the arena.</summary>
    internal sealed class PackedOperator
    {
        private readonly IKernel _kernel;
        private readonly IBinaryKernel _binary;
        private readonly int _a, _b, _y;

        internal PackedOperator(IKernel kernel, int x, int y)
        {
            _kernel = kernel;
            _a = x;
            _y = y;
        }

        internal PackedOperator(IBinaryKernel kernel, int a, int b, int y)
        {
            _binary = kernel;
            _a = a;
            _b = b;
            _y = y;
        }

        /// <summary>Computes the output from the inputs.</summary>
        internal void Invoke(sbyte[] arena)
        {
            if (_binary == null) _kernel.Invoke(arena, _a, arena, _y);
            else _binary.Invoke(arena, _a, arena, _b, arena, _y);
        }

        /// <summary>Reads, checks and loads a record; null for one that is done once loaded.</summary>
        internal static PackedOperator Read(int code, EcmReader file)
        {
            switch ((PackedOperatorCode)code)
            {
                case PackedOperatorCode.Constant: return PackedConstant.Read(file);
                case PackedOperatorCode.Conv2D: return PackedConv2D.Read(file);
                case PackedOperatorCode.DepthwiseConv2D: return PackedDepthwiseConv2D.Read(file);
                case PackedOperatorCode.TransposeConv2D: return PackedTransposeConv2D.Read(file);
                case PackedOperatorCode.FullyConnected: return PackedFullyConnected.Read(file);
                case PackedOperatorCode.Pool2D: return PackedPool2D.Read(file);
                case PackedOperatorCode.Mean: return PackedMean.Read(file);
                case PackedOperatorCode.Add: return PackedAdd.Read(file);
                case PackedOperatorCode.Mul: return PackedMul.Read(file);
                case PackedOperatorCode.Extreme: return PackedExtreme.Read(file);
                case PackedOperatorCode.Copy: return PackedCopy.Read(file);
                case PackedOperatorCode.Fill: return PackedFill.Read(file);
                case PackedOperatorCode.ResizeNearest: return PackedResizeNearest.Read(file);
                case PackedOperatorCode.Softmax: return PackedSoftmax.Read(file);
                case PackedOperatorCode.LookupTable: return PackedLookupTable.Read(file);
                case PackedOperatorCode.Prelu: return PackedPrelu.Read(file);
                case PackedOperatorCode.ResizeBilinear: return PackedResizeBilinear.Read(file);
                case PackedOperatorCode.ReduceExtreme: return PackedReduceExtreme.Read(file);
                default: throw new ModelFormatException("operator code " + code.ToString() + " is unknown");
            }
        }
    }
}
