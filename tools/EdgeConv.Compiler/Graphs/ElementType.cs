namespace EdgeConv.Compiler.Graphs;

/// <summary>Type of a tensor's elements.</summary>
public enum ElementType
{
    /// <summary>Quantized activations and weights.</summary>
    Int8,

    /// <summary>Biases, shapes, indices.</summary>
    Int32,

    /// <summary>Indices, as ARG_MAX may give them.</summary>
    Int64,

    /// <summary>Graph inputs and outputs alone: quantized before the network, dequantized behind it.</summary>
    Float32,
}
