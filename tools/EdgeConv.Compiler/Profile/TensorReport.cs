using System.Text.Json.Serialization;

namespace EdgeConv.Compiler.Profile;

/// <summary>A tensor as `--json` prints it: in the types of the model's file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">"int8", "uint8", "int32", "int64" or "float32". A uint8 tensor is int8 on a board, 128 lower.</param>
/// <param name="Shape">Extents, the outermost axis first.</param>
/// <param name="Scale">The real number of one step; null if the tensor has no scale, or one per channel.</param>
/// <param name="ZeroPoint">The value that stands for 0; null if <paramref name="Scale"/> is null.</param>
/// <param name="Values">Its values after a run; null if there was no run, or if there are too many values.</param>
/// <param name="Top">Its largest values after a run, the largest first; null without a run.</param>
public sealed record TensorReport(string Name, string Type, ImmutableArray<int> Shape, float? Scale, int? ZeroPoint,
    IReadOnlyList<double>? Values = null, IReadOnlyList<TopValue>? Top = null)
{
    /// <summary>Whether it is uint8 in the model's file.</summary>
    [JsonIgnore]
    public bool IsUnsigned => Type == "uint8";

    /// <summary>Describes a tensor.</summary>
    public static TensorReport Of(Tensor tensor)
    {
        Quantization? quantization = tensor.Quantization is { IsPerTensor: true } one ? one : null;
        return new(tensor.Name, tensor.IsUnsigned ? "uint8" : tensor.Type.ToString().ToLowerInvariant(), tensor.Shape.Axes,
            quantization?.Scale, quantization?.ZeroPoint + (tensor.IsUnsigned ? 128 : 0));
    }

    /// <summary>Describes tensors.</summary>
    public static TensorReport[] Of(IEnumerable<Tensor> tensors) => [.. tensors.Select(Of)];

    /// <summary>Its shape as text: "1x8x8x4", or "scalar".</summary>
    public string ShapeText() => ShapeText(Shape);

    /// <summary>A shape as text.</summary>
    public static string ShapeText(ImmutableArray<int> axes) => new Shape(axes.AsSpan()).ToString();
}

/// <summary>One of the largest values of an output.</summary>
/// <param name="Index">Its index in the output.</param>
/// <param name="Label">Its class's name, or null.</param>
/// <param name="Value">The value, in the type of the model's file.</param>
/// <param name="Real">The real number that it stands for.</param>
public sealed record TopValue(int Index, string? Label, double Value, double Real);
