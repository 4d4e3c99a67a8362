namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Two switches over the operators of .tflite files: how each is read, and how each is written. Operators that take more than a line have a
/// function in the class of their family: <see cref="TfliteConvolutions"/>, <see cref="TfliteArithmetic"/>, <see cref="TfliteLayouts"/>.
/// Some information stands twice in a file; for example, the shape of a RESHAPE is an input and also the output's shape. Then the shape of
/// the tensor is read.
/// </summary>
internal static class TfliteOperators
{
    /// <summary>The function that reads an operator; null if EdgeConv does not have the operator.</summary>
    /// <param name="kind">Name of the builtin operator, e.g. CONV_2D.</param>
    internal static Func<TfliteNode, Operator>? ReaderOf(string kind) => kind switch
    {
        "CONV_2D" => TfliteConvolutions.ReadConv2D,
        "DEPTHWISE_CONV_2D" => TfliteConvolutions.ReadDepthwiseConv2D,
        "TRANSPOSE_CONV" => TfliteConvolutions.ReadTransposeConv2D,
        "FULLY_CONNECTED" => TfliteConvolutions.ReadFullyConnected,
        "AVERAGE_POOL_2D" or "MAX_POOL_2D" => TfliteConvolutions.ReadPool2D,
        "ADD" or "MUL" or "SUB" or "MAXIMUM" or "MINIMUM" => TfliteArithmetic.ReadElementwise,
        "PRELU" => node => new Prelu(node.Input(0), node.Input(1), node.Output),
        "MEAN" => node => new Reduce(ReduceKind.Mean, node.Input(0), node.ConstantInts(1), node.Output),
        "SUM" => node => new Reduce(ReduceKind.Sum, node.Input(0), node.ConstantInts(1), node.Output),
        "REDUCE_MAX" => node => new Reduce(ReduceKind.Maximum, node.Input(0), node.ConstantInts(1), node.Output),
        "REDUCE_MIN" => node => new Reduce(ReduceKind.Minimum, node.Input(0), node.ConstantInts(1), node.Output),
        "SOFTMAX" => node => new Softmax(node.Input(0), node.Output, node.OptionFloat(SoftmaxOptions.Beta)),
        "ARG_MAX" => node => new ArgMax(node.Input(0), node.ConstantInt(1), node.Output),
        "LOGISTIC" or "RELU" or "RELU_N1_TO_1" or "RELU6" or "TANH" or "NEG"
            or "LEAKY_RELU" or "ABS" or "ELU" or "QUANTIZE" or "HARD_SWISH" => TfliteArithmetic.ReadUnaryTable,
        "DEQUANTIZE" => node => new Dequantize(node.Input(0), node.Output),
        "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS" => node => new Reshape(node.Kind, node.Input(0), node.Output),
        "TRANSPOSE" => node => new Transpose(node.Input(0), node.Output, [.. node.ConstantInts(1)]),
        "CONCATENATION" => TfliteLayouts.ReadConcatenation,
        "PACK" => node => new Concatenation(node.AllInputs, node.Output, node.OptionInt(PackOptions.Axis), true),
        "SPLIT" => node => new Split(node.Input(1), node.Outputs, node.ConstantInt(0)),
        "SPLIT_V" => node => new Split(node.Input(0), node.Outputs, node.ConstantInt(2)),
        "UNPACK" => TfliteLayouts.ReadUnpack,
        "STRIDED_SLICE" => TfliteLayouts.ReadStridedSlice,
        "SLICE" => TfliteLayouts.ReadSlice,
        "PAD" or "PADV2" => TfliteLayouts.ReadPad,
        "MIRROR_PAD" => TfliteLayouts.ReadMirrorPad,
        "RESIZE_NEAREST_NEIGHBOR" => node => new ResizeNearestNeighbor(node.Input(0), node.Output,
            node.OptionBool(ResizeNearestNeighborOptions.AlignCorners), node.OptionBool(ResizeNearestNeighborOptions.HalfPixelCenters)),
        "RESIZE_BILINEAR" => node => new ResizeBilinear(node.Input(0), node.Output,
            node.OptionBool(ResizeBilinearOptions.AlignCorners), node.OptionBool(ResizeBilinearOptions.HalfPixelCenters)),
        "SHAPE" => node => new ShapeOf(node.Input(0).Shape, node.Output),
        _ => null,
    };

    /// <exception cref="ModelException">No operators of a .tflite file compute the same bytes.</exception>
    internal static void Write(TfliteWriter file, Operator op)
    {
        switch (op)
        {
            case Conv2D it: TfliteConvolutions.Write(file, it); break;
            case DepthwiseConv2D it: TfliteConvolutions.Write(file, it); break;
            case TransposeConv2D it: TfliteConvolutions.Write(file, it); break;
            case FullyConnected it: TfliteConvolutions.Write(file, it); break;
            case Pool2D it: TfliteConvolutions.Write(file, it); break;
            case Elementwise it:
                file.Add(it.Kind, 2, it.Inputs, it.Outputs, (ArithmeticOptions.Activation, (byte)it.Activation));
                break;
            case Prelu: file.Add("PRELU", 1, op.Inputs, op.Outputs); break;
            case Reduce it:
                file.Add(it.Kind, 2, [it.Input, TfliteWriter.Ints(it.Output.Name + "/axes", it.Axes.AsSpan())], it.Outputs,
                    (ReducerOptions.KeepDims, it.Output.Shape == it.KeptShape));
                break;
            case Softmax it: file.Add("SOFTMAX", 2, it.Inputs, it.Outputs, (SoftmaxOptions.Beta, it.Beta)); break;
            case ArgMax it: TfliteArithmetic.Write(file, it); break;
            case UnaryTable it: TfliteArithmetic.Write(file, it); break;
            case QuantizeFloat: file.Add("QUANTIZE", 1, op.Inputs, op.Outputs); break;
            case Dequantize: file.Add("DEQUANTIZE", 2, op.Inputs, op.Outputs); break;
            case Reshape: file.Reshape(op.Input, op.Output); break;
            case Transpose it:
                file.Add("TRANSPOSE", 2, [it.Input, TfliteWriter.Ints(it.Output.Name + "/order", it.Permutation.AsSpan())], it.Outputs);
                break;
            case Concatenation it:
                file.Add(it.Kind, 2, it.Inputs, it.Outputs, it.DropsAxis
                    ? [(PackOptions.Count, it.Inputs.Length), (PackOptions.Axis, it.Axis)] : [(ConcatenationOptions.Axis, it.Axis)]);
                break;
            case Split it: TfliteLayouts.Write(file, it); break;
            case StridedSlice it: TfliteLayouts.Write(file, it); break;
            case Pad it: file.Pad(it.Input, it.Output, it.Before, it.After, it.Value); break;
            case MirrorPad it:
                file.Add("MIRROR_PAD", 2, [it.Input, TfliteWriter.Paddings(it.Output, it.Before, it.After)], it.Outputs,
                    (MirrorPadOptions.Mode, it.RepeatsEdge ? MirrorPadOptions.Symmetric : MirrorPadOptions.Reflect));
                break;
            case ResizeNearestNeighbor it:
                TfliteLayouts.Write(file, it, ResizeNearestNeighborOptions.AlignCorners, ResizeNearestNeighborOptions.HalfPixelCenters);
                break;
            case ResizeBilinear it:
                TfliteLayouts.Write(file, it, ResizeBilinearOptions.AlignCorners, ResizeBilinearOptions.HalfPixelCenters);
                break;
            case ShapeOf: throw new ModelException("a SHAPE that could not be folded cannot be written to .tflite; export a smaller model");
            default: throw new NotSupportedException(op.GetType().Name);
        }
    }
}
