using System.Collections.Frozen;

namespace EdgeConv.Compiler.Tflite;

// The numbers of https://github.com/tensorflow/tensorflow/blob/master/tensorflow/lite/schema/schema.fbs, under the schema's names. Only the
// fields that are read or written are listed. A class is named after its table, e.g. ModelField after Model.

/// <summary>Fields of Model, the root table.</summary>
internal static class ModelField { internal const int Version = 0, OperatorCodes = 1, Subgraphs = 2, Description = 3, Buffers = 4; }

/// <summary>Fields of SubGraph.</summary>
internal static class SubgraphField { internal const int Tensors = 0, Inputs = 1, Outputs = 2, Operators = 3, Name = 4; }

/// <summary>Fields of OperatorCode.</summary>
internal static class OperatorCodeField { internal const int OldBuiltinCode = 0, CustomCode = 1, Version = 2, BuiltinCode = 3; }

/// <summary>Fields of Operator.</summary>
internal static class OperatorField
{
    internal const int CodeIndex = 0, Inputs = 1, Outputs = 2, OptionsType = 3, Options = 4;

    /// <summary>The index that Inputs has for an optional input that is left out.</summary>
    internal const int NoTensor = -1;
}

/// <summary>Fields of Tensor.</summary>
internal static class TensorField { internal const int Shape = 0, Type = 1, Buffer = 2, Name = 3, Quantization = 4, Sparsity = 6; }

/// <summary>Values of TensorType.</summary>
internal static class TensorType
{
    internal const byte Float32 = 0, Float16 = 1, Int32 = 2, UInt8 = 3, Int64 = 4, Int16 = 7, Int8 = 9, Int4 = 17;
}

/// <summary>Fields of QuantizationParameters.</summary>
internal static class QuantizationField { internal const int Scale = 2, ZeroPoint = 3, Axis = 6; }

/// <summary>Fields of Buffer.</summary>
internal static class BufferField { internal const int Data = 0, Offset = 1; }

/// <summary>The union BuiltinOptions, which says the table of options that an operator has.</summary>
internal static class BuiltinOptions
{
    private static readonly FrozenDictionary<string, byte> s_types = new Dictionary<string, byte>
    {
        ["CONV_2D"] = 1, ["DEPTHWISE_CONV_2D"] = 2, ["AVERAGE_POOL_2D"] = 5, ["MAX_POOL_2D"] = 5, ["FULLY_CONNECTED"] = 8,
        ["SOFTMAX"] = 9, ["CONCATENATION"] = 10, ["ADD"] = 11, ["RESIZE_BILINEAR"] = 15, ["RESHAPE"] = 17, ["MUL"] = 21, ["PAD"] = 22,
        ["TRANSPOSE"] = 26, ["MEAN"] = 27, ["SUM"] = 27, ["REDUCE_MAX"] = 27, ["REDUCE_MIN"] = 27, ["SUB"] = 28, ["STRIDED_SLICE"] = 32,
        ["SPLIT"] = 35, ["DEQUANTIZE"] = 38, ["MAXIMUM"] = 39, ["MINIMUM"] = 39, ["ARG_MAX"] = 40, ["PADV2"] = 43,
        ["TRANSPOSE_CONV"] = 49, ["PACK"] = 59, ["UNPACK"] = 64, ["RESIZE_NEAREST_NEIGHBOR"] = 74, ["LEAKY_RELU"] = 75,
        ["MIRROR_PAD"] = 77, ["ABS"] = 78, ["SPLIT_V"] = 79, ["QUANTIZE"] = 89, ["HARD_SWISH"] = 91,
    }.ToFrozenDictionary();

    /// <summary>The number of an operator's table of options in the union; 0 for an operator without options.</summary>
    internal static byte TypeOf(string kind) => s_types.GetValueOrDefault(kind);
}

/// <summary>The fields that Conv2DOptions, DepthwiseConv2DOptions, TransposeConvOptions and Pool2DOptions begin with.</summary>
internal static class WindowOptions
{
    internal const int Padding = 0, StrideW = 1, StrideH = 2;
    internal const byte Same = 0, Valid = 1;
}

internal static class MirrorPadOptions
{
    internal const int Mode = 0;
    internal const byte Reflect = 0, Symmetric = 1;
}

internal static class StridedSliceOptions
{
    internal const int BeginMask = 0, EndMask = 1, EllipsisMask = 2, NewAxisMask = 3, ShrinkAxisMask = 4, Offset = 5;
}

internal static class Conv2DOptions { internal const int Activation = 3, DilationW = 4, DilationH = 5; }
internal static class DepthwiseConv2DOptions { internal const int DepthMultiplier = 3, Activation = 4, DilationW = 5, DilationH = 6; }
internal static class TransposeConvOptions { internal const int Activation = 3; }
internal static class Pool2DOptions { internal const int FilterWidth = 3, FilterHeight = 4, Activation = 5; }
internal static class FullyConnectedOptions
{
    internal const int Activation = 0, WeightsFormat = 1, KeepNumDims = 2;
    internal const byte DefaultFormat = 0;
}

internal static class ReducerOptions { internal const int KeepDims = 0; }
internal static class SoftmaxOptions { internal const int Beta = 0; }
internal static class ArgMaxOptions { internal const int OutputType = 0; }
internal static class LeakyReluOptions { internal const int Alpha = 0; }
internal static class ReshapeOptions { internal const int NewShape = 0; }
internal static class ConcatenationOptions { internal const int Axis = 0, Activation = 1; }
internal static class ResizeNearestNeighborOptions { internal const int AlignCorners = 0, HalfPixelCenters = 1; }
internal static class ResizeBilinearOptions { internal const int AlignCorners = 2, HalfPixelCenters = 3; }

/// <summary>Fields of AddOptions, SubOptions and MulOptions.</summary>
internal static class ArithmeticOptions { internal const int Activation = 0; }

/// <summary>Fields of PackOptions and UnpackOptions.</summary>
internal static class PackOptions { internal const int Count = 0, Axis = 1; }

/// <summary>Fields of SplitOptions and SplitVOptions.</summary>
internal static class SplitOptions { internal const int NumSplits = 0; }
