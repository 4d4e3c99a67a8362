namespace EdgeConv.Compiler.Onnx;

// The numbers of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. Only the fields that are read or written are listed.

/// <summary>Fields of ModelProto, the whole file.</summary>
internal static class ModelField { internal const int FormatVersion = 1, Producer = 2, Graph = 7, OperatorSet = 8; }

/// <summary>Fields of OperatorSetIdProto.</summary>
internal static class OperatorSetField { internal const int Domain = 1, Version = 2; }

/// <summary>Fields of GraphProto.</summary>
internal static class GraphField
{
    internal const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12, SparseInitializer = 15;
}

/// <summary>Fields of NodeProto.</summary>
internal static class NodeField { internal const int Input = 1, Output = 2, Name = 3, Type = 4, Attribute = 5, Domain = 7; }

/// <summary>Fields of AttributeProto.</summary>
internal static class AttributeField
{
    internal const int Name = 1, Float = 2, Int = 3, Text = 4, Tensor = 5, Floats = 7, Ints = 8, Type = 20;
}

/// <summary>Values of AttributeProto.AttributeType.</summary>
internal static class AttributeType { internal const int Float = 1, Int = 2, Ints = 7; }

/// <summary>Fields of TensorProto.</summary>
internal static class TensorField
{
    internal const int Dims = 1, DataType = 2, Segment = 3, FloatData = 4, Int32Data = 5, Int64Data = 7, Name = 8, RawData = 9,
        ExternalData = 13, DataLocation = 14;
}

/// <summary>Values of TensorProto.DataLocation.</summary>
internal static class DataLocation { internal const int External = 1; }

/// <summary>Values of TensorProto.DataType.</summary>
internal static class DataType
{
    internal const int Undefined = 0, Float = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10,
        Double = 11, BFloat16 = 16, UInt4 = 21, Int4 = 22;
}

/// <summary>Fields of ValueInfoProto.</summary>
internal static class ValueField { internal const int Name = 1, Type = 2; }

/// <summary>Fields of TypeProto.</summary>
internal static class TypeField { internal const int Tensor = 1; }

/// <summary>Fields of TypeProto.Tensor.</summary>
internal static class TensorTypeField { internal const int ElementType = 1, Shape = 2; }

/// <summary>Fields of TensorShapeProto.</summary>
internal static class ShapeField { internal const int Dimension = 1; }

/// <summary>Fields of TensorShapeProto.Dimension.</summary>
internal static class DimensionField { internal const int Value = 1; }
