namespace EdgeConv.Models
{
    /// <summary>One step of a packed model: a kernel, and where its tensors are in the arena. Its constructor reads, checks and loads its record.</summary>
    internal abstract class PackedOperator
    {
        /// <summary>Computes the output from the inputs.</summary>
        internal abstract void Invoke(sbyte[] arena);

        /// <summary>Reads a record.</summary>
        internal static PackedOperator Read(int code, EcmReader file)
        {
            switch ((PackedOperatorCode)code)
            {
                case PackedOperatorCode.Constant: return new PackedConstant(file);
                case PackedOperatorCode.Conv2D: return new PackedConv2D(file);
                case PackedOperatorCode.DepthwiseConv2D: return new PackedDepthwiseConv2D(file);
                case PackedOperatorCode.TransposeConv2D: return new PackedTransposeConv2D(file);
                case PackedOperatorCode.FullyConnected: return new PackedFullyConnected(file);
                case PackedOperatorCode.Pool2D: return new PackedPool2D(file);
                case PackedOperatorCode.Mean: return new PackedMean(file);
                case PackedOperatorCode.Add: return new PackedAdd(file);
                case PackedOperatorCode.Mul: return new PackedMul(file);
                case PackedOperatorCode.Extreme: return new PackedExtreme(file);
                case PackedOperatorCode.Copy: return new PackedCopy(file);
                case PackedOperatorCode.Fill: return new PackedFill(file);
                case PackedOperatorCode.ResizeNearest: return new PackedResizeNearest(file);
                case PackedOperatorCode.Softmax: return new PackedSoftmax(file);
                case PackedOperatorCode.LookupTable: return new PackedLookupTable(file);
                default: throw new ModelFormatException("operator code " + code.ToString() + " is unknown");
            }
        }
    }
}
