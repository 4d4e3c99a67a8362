namespace EdgeConv.Compiler.Graphs;

/// <summary>Type of a tensor's elements.</summary>
public enum ElementType
{
    /// <summary>8-bit integers: quantized activations and weights.</summary>
    Int8,

    /// <summary>32-bit integers: biases, shapes, indices.</summary>
    Int32,

    /// <summary>64-bit integers: indices, which are one of the outputs that ARG_MAX may have.</summary>
    Int64,

    /// <summary>32-bit floats, only at graph inputs and outputs: QUANTIZE reads the inputs, DEQUANTIZE writes the outputs.</summary>
    Float32,
}
