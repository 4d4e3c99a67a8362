namespace EdgeConv.Compiler.Tflite;

/// <summary>Which operators a .tflite file may hold: who reads each of them, and who writes it.</summary>
internal static class TfliteOperators
{
    /// <summary>The function that makes an operator of a node; null for builtin operators that EdgeConv lacks.</summary>
    /// <param name="kind">The builtin's name, e.g. CONV_2D.</param>
    internal static Func<TfliteNode, Operator>? ReaderOf(string kind) => kind switch
    {
        "CONV_2D" => TfliteConvolutions.ReadConv2D,
        "DEPTHWISE_CONV_2D" => TfliteConvolutions.ReadDepthwiseConv2D,
        "TRANSPOSE_CONV" => TfliteConvolutions.ReadTransposeConv2D,
        "FULLY_CONNECTED" => TfliteConvolutions.ReadFullyConnected,
        "AVERAGE_POOL_2D" or "MAX_POOL_2D" => TfliteConvolutions.ReadPool2D,
        "ADD" or "MUL" or "SUB" or "MAXIMUM" or "MINIMUM" => TfliteArithmetic.ReadElementwise,
        "PRELU" => TfliteArithmetic.ReadPrelu,
        "MEAN" or "SUM" or "REDUCE_MAX" or "REDUCE_MIN" => TfliteArithmetic.ReadReduce,
        "SOFTMAX" => TfliteArithmetic.ReadSoftmax,
        "ARG_MAX" => TfliteArithmetic.ReadArgMax,
        "LOGISTIC" or "RELU" or "RELU_N1_TO_1" or "RELU6" or "TANH" or "NEG"
            or "LEAKY_RELU" or "ABS" or "ELU" or "QUANTIZE" or "HARD_SWISH" => TfliteArithmetic.ReadUnaryTable,
        "DEQUANTIZE" => TfliteArithmetic.ReadDequantize,
        "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS" => TfliteLayouts.ReadReshape,
        "TRANSPOSE" => TfliteLayouts.ReadTranspose,
        "CONCATENATION" => TfliteLayouts.ReadConcatenation,
        "PACK" => TfliteLayouts.ReadPack,
        "SPLIT" => TfliteLayouts.ReadSplit,
        "SPLIT_V" => TfliteLayouts.ReadSplitSizes,
        "UNPACK" => TfliteLayouts.ReadUnpack,
        "STRIDED_SLICE" => TfliteLayouts.ReadStridedSlice,
        "SLICE" => TfliteLayouts.ReadSlice,
        "PAD" or "PADV2" => TfliteLayouts.ReadPad,
        "MIRROR_PAD" => TfliteLayouts.ReadMirrorPad,
        "RESIZE_NEAREST_NEIGHBOR" => TfliteLayouts.ReadResizeNearestNeighbor,
        "RESIZE_BILINEAR" => TfliteLayouts.ReadResizeBilinear,
        "SHAPE" => TfliteLayouts.ReadShapeOf,
        _ => null,
    };

    /// <summary>Writes an operator.</summary>
    /// <exception cref="ModelException">A .tflite file cannot hold it with the same bytes.</exception>
    internal static void Write(TfliteWriter file, Operator op)
    {
        switch (op)
        {
            case Conv2D it: TfliteConvolutions.Write(file, it); break;
            case DepthwiseConv2D it: TfliteConvolutions.Write(file, it); break;
            case TransposeConv2D it: TfliteConvolutions.Write(file, it); break;
            case FullyConnected it: TfliteConvolutions.Write(file, it); break;
            case Pool2D it: TfliteConvolutions.Write(file, it); break;
            case Elementwise it: TfliteArithmetic.Write(file, it); break;
            case Prelu it: TfliteArithmetic.Write(file, it); break;
            case Reduce it: TfliteArithmetic.Write(file, it); break;
            case Softmax it: TfliteArithmetic.Write(file, it); break;
            case ArgMax it: TfliteArithmetic.Write(file, it); break;
            case UnaryTable it: TfliteArithmetic.Write(file, it); break;
            case QuantizeFloat it: TfliteArithmetic.Write(file, it); break;
            case Dequantize it: TfliteArithmetic.Write(file, it); break;
            case Reshape it: TfliteLayouts.Write(file, it); break;
            case Transpose it: TfliteLayouts.Write(file, it); break;
            case Concatenation it: TfliteLayouts.Write(file, it); break;
            case Split it: TfliteLayouts.Write(file, it); break;
            case StridedSlice it: TfliteLayouts.Write(file, it); break;
            case Pad it: TfliteLayouts.Write(file, it); break;
            case MirrorPad it: TfliteLayouts.Write(file, it); break;
            case ResizeNearestNeighbor it: TfliteLayouts.Write(file, it); break;
            case ResizeBilinear it: TfliteLayouts.Write(file, it); break;
            // Folded away before a file is written.
            case ShapeOf: throw new ModelException($"{op.Kind} cannot be written to .tflite; write .ecm");
            default: throw new NotSupportedException(op.GetType().Name);
        }
    }
}
