using System.Collections.Immutable;
using System.Text;

namespace EdgeConv.Training.Searching;

/// <summary>A convolution with batch normalization and ReLU, and perhaps a maximum pooling behind it.</summary>
/// <param name="Filters">Number of filters.</param>
/// <param name="Size">Columns of a filter, and rows too if the frames have more than one.</param>
/// <param name="Stride">Step of the filter, 1 to 3.</param>
/// <param name="IsSame">Whether the edges are padded.</param>
/// <param name="IsDepthwise">Whether a depthwise convolution of this size is followed by a 1x1 convolution that has the filters.</param>
/// <param name="Pool">Size of the pooling's window; 1 for none.</param>
public sealed record Stage(int Filters, int Size, int Stride, bool IsSame, bool IsDepthwise, int Pool);

/// <summary>A network of the search: stages, and a fully connected layer that gives the scores. It has no softmax.</summary>
/// <param name="Stages">The stages from the first to the last; may be empty.</param>
/// <param name="HasMean">Whether each channel is averaged before the fully connected layer.</param>
/// <param name="IsLine">Whether the frames have one row, so that windows have one too.</param>
public sealed record NetworkForm(ImmutableArray<Stage> Stages, bool HasMean, bool IsLine)
{
    /// <summary>Short text: "conv 12 of 3x3, pool 2; conv 30 of 3x3".</summary>
    public string Text
    {
        get
        {
            string stages = string.Join("; ", Stages.Select(stage =>
                $"{(stage.IsDepthwise ? "depthwise" : "conv")} {stage.Filters} of {(IsLine ? 1 : stage.Size)}x{stage.Size}" +
                (stage.Stride > 1 ? $", stride {stage.Stride}" : "") + (stage.IsSame ? ", same" : "") +
                (stage.Pool > 1 ? $", pool {stage.Pool}" : "")));
            return stages.Length == 0 ? "fully connected alone" : stages + (HasMean ? "; mean" : "");
        }
    }

    /// <summary>Returns the network's .json file, as `--network` takes it (docs/json-models.md).</summary>
    public byte[] File()
    {
        List<string> layers = [];
        foreach ((int i, Stage stage) in Stages.Index())
        {
            string window = $"\"size\": {Pair(stage.Size)}, \"stride\": {Pair(stage.Stride)}, " +
                $"\"padding\": \"{(stage.IsSame ? "same" : "valid")}\"";
            if (stage.IsDepthwise)
            {
                Add($"\"type\": \"depthwise\", \"name\": \"depthwise{i + 1}\", {window}");
                Add($"\"type\": \"convolution\", \"name\": \"mixed{i + 1}\", \"filters\": {stage.Filters}, \"size\": 1");
            }
            else Add($"\"type\": \"convolution\", \"name\": \"filters{i + 1}\", \"filters\": {stage.Filters}, {window}");
            if (stage.Pool > 1) layers.Add($"\"type\": \"maxPool\", \"name\": \"pooled{i + 1}\", \"window\": {Pair(stage.Pool)}");
        }
        if (HasMean) layers.Add("\"type\": \"averagePool\", \"name\": \"mean\", \"window\": \"global\"");
        layers.Add("\"type\": \"fullyConnected\", \"name\": \"scores\", \"outputs\": \"classes\"");
        return Encoding.UTF8.GetBytes($"{{\n  \"edgeconv\": 1,\n  \"description\": \"{Text}\",\n  \"layers\": [\n" +
            string.Join(",\n", layers.Select(layer => $"    {{ {layer} }}")) + "\n  ]\n}\n");

        void Add(string weights)
        {
            layers.Add(weights);
            layers.Add("\"type\": \"batchNorm\"");
            layers.Add("\"type\": \"activation\", \"function\": \"relu\"");
        }
    }

    /// <inheritdoc/>
    public bool Equals(NetworkForm? other) =>
        other is not null && HasMean == other.HasMean && IsLine == other.IsLine && Stages.SequenceEqual(other.Stages);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private string Pair(int columns) => IsLine ? $"[1, {columns}]" : $"{columns}";
}
