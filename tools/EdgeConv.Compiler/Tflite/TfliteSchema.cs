namespace EdgeConv.Compiler.Tflite;

// Field numbers of https://github.com/tensorflow/tensorflow/blob/master/tensorflow/lite/schema/schema.fbs; only those that are read or
// written.

/// <summary>Fields of Model, the root table.</summary>
internal static class ModelField
{
    internal const int Version = 0, OperatorCodes = 1, Subgraphs = 2, Description = 3, Buffers = 4;
}

/// <summary>Fields of SubGraph.</summary>
internal static class SubgraphField
{
    internal const int Tensors = 0, Inputs = 1, Outputs = 2, Operators = 3, Name = 4;
}

/// <summary>Fields of OperatorCode.</summary>
internal static class OperatorCodeField
{
    internal const int OldBuiltinCode = 0, CustomCode = 1, Version = 2, BuiltinCode = 3;
}

/// <summary>Fields of Operator.</summary>
internal static class OperatorField
{
    internal const int CodeIndex = 0, Inputs = 1, Outputs = 2, OptionsType = 3, Options = 4;
}

/// <summary>Fields of Tensor.</summary>
internal static class TensorField
{
    internal const int Shape = 0, Type = 1, Buffer = 2, Name = 3, Quantization = 4, Sparsity = 6;
}

/// <summary>Fields of QuantizationParameters.</summary>
internal static class QuantizationField
{
    internal const int Scale = 2, ZeroPoint = 3, Axis = 6;
}

/// <summary>Fields of Buffer.</summary>
internal static class BufferField
{
    internal const int Data = 0, Offset = 1;
}
