using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Passes;

/// <summary>Where each tensor that is not constant lies in the one buffer that activations live in.</summary>
public sealed class ArenaPlan
{
    private readonly Dictionary<Tensor, int> _offsets;

    internal ArenaPlan(Dictionary<Tensor, int> offsets, int bytes)
    {
        _offsets = offsets;
        Bytes = bytes;
    }

    /// <summary>Bytes of the whole arena, graph inputs and outputs included.</summary>
    public int Bytes { get; }

    /// <summary>Tensors in the arena, with the byte each begins at: a multiple of 4.</summary>
    public IReadOnlyDictionary<Tensor, int> Offsets => _offsets;

    /// <summary>
    /// The byte a tensor begins at; views begin where what they show begins, and an output may begin where an input ends its life.
    /// </summary>
    /// <exception cref="KeyNotFoundException">A constant, or a tensor of another graph.</exception>
    public int OffsetOf(Tensor tensor) => _offsets[tensor];
}
