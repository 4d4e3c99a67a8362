using System.Collections.Immutable;
using System.Text;

namespace EdgeConv.Training.Searching;

/// <summary>A convolution with batch normalization and an activation, and perhaps a maximum pooling behind it.</summary>
/// <param name="Filters">Number of filters.</param>
/// <param name="Size">Columns of a filter, and rows too if windows are as high as wide.</param>
/// <param name="Stride">Step of the filter, 1 to 4.</param>
/// <param name="IsSame">Whether the edges are padded.</param>
/// <param name="IsDepthwise">Whether a depthwise convolution of this size is followed by a 1x1 convolution that has the filters.</param>
/// <param name="Pool">Size of the pooling's window; 1 for none.</param>
/// <param name="Rows">Rows of a filter and its step over rows, so that these rows become one, if windows are not as high as wide.</param>
public sealed record Stage(int Filters, int Size, int Stride, bool IsSame, bool IsDepthwise, int Pool, int Rows = 1);

/// <summary>A convolution of one filter, which gives a heat map at the end of a network.</summary>
/// <param name="Size">Columns of the filter, and rows too if windows are as high as wide.</param>
/// <param name="IsRow">
/// Whether the map is one row, because labels are columns alone: the filter has all rows that the stages leave. The stages' windows are
/// then not as high as wide.
/// </param>
public sealed record HeatEnd(int Size, bool IsRow);

/// <summary>
/// A network of the search: stages, and a fully connected layer that gives the scores, or a convolution that gives a heat map. It has no
/// softmax.
/// </summary>
/// <param name="Shape">Shape of the frames, HWC. If they have one row, so have all windows.</param>
/// <param name="Stages">The stages from the first to the last; may be empty.</param>
/// <param name="HasMean">Whether each channel is averaged before the fully connected layer.</param>
/// <param name="Heat">The convolution at the end, if labels are positions; null if they are classes.</param>
/// <param name="IsHalved">
/// Whether the first layer is an average of 2x2 pixels, which makes a large frame cheaper for all layers after it.
/// </param>
/// <param name="IsClipped">Whether the activation of all stages is ReLU6, not ReLU.</param>
public sealed record NetworkForm(FrameShape Shape, ImmutableArray<Stage> Stages, bool HasMean, HeatEnd? Heat = null, bool IsHalved = false,
    bool IsClipped = false)
{
    private const int Half = 2, MaxStride = 4;

    /// <summary>Short text: "average 2; conv 12 of 3x3, pool 2; conv 30 of 3x3", or "conv 6 of 4x3, stride 4x2; heat 4x5".</summary>
    public string Text
    {
        get
        {
            List<string> parts = [.. IsHalved ? (string[])[$"average {Half}"] : [], .. Stages.Select(stage =>
                $"{(stage.IsDepthwise ? "depthwise" : "conv")} {stage.Filters} of {RowsOf(stage)}x{stage.Size}" +
                (Shape.Height > 1 && RowsOf(stage, stage.Stride) != stage.Stride ? $", stride {stage.Rows}x{stage.Stride}"
                    : stage.Stride > 1 ? $", stride {stage.Stride}" : "") +
                (stage.IsSame && Heat is null ? ", same" : "") + (stage.Pool > 1 ? $", pool {stage.Pool}" : ""))];
            if (Heat is not null) parts.Add($"heat {HeatRows}x{Heat.Size}");
            else if (HasMean) parts.Add("mean");
            else if (Stages.IsEmpty) parts.Add("fully connected alone");
            if (IsClipped) parts.Add("ReLU6");
            return string.Join("; ", parts);
        }
    }

    /// <summary>
    /// Whether each cell of the heat map covers an equal part of the frame, and the map has two or more columns, and rows if labels have
    /// rows. True for classes.
    /// </summary>
    public bool IsEven
    {
        get
        {
            if (Heat is null) return true;
            if (IsHalved && (Shape.Height % Half != 0 || Shape.Width % Half != 0)) return false;
            (int height, int width) = (Height, Shape.Width / (IsHalved ? Half : 1));
            foreach (Stage stage in Stages)
            {
                int down = RowsOf(stage, stage.Stride) * (IsSquare ? stage.Pool : 1), right = stage.Stride * stage.Pool;
                if (height % down != 0 || width % right != 0) return false;
                (height, width) = (height / down, width / right);
            }
            return width >= 2 && (height >= 2 || !IsSquare);
        }
    }

    /// <summary>
    /// Returns a network like this one that takes frames of any size, even of one pixel: the edges are padded, strides of at most 4 take
    /// the place of pooling, the frame is not halved first, and a mean comes before the fully connected layer.
    /// </summary>
    /// <exception cref="InvalidOperationException">The network gives a heat map, which must cover its frames evenly.</exception>
    public NetworkForm ForAnySize() => Heat is not null
        ? throw new InvalidOperationException("a network that gives a heat map does not take frames of any size")
        : this with { Stages = [.. Stages.Select(stage => WithoutPool(stage) with { IsSame = true })], HasMean = true, IsHalved = false };

    // Whether windows are as high as wide.
    private bool IsSquare => Shape.Height > 1 && Heat is not { IsRow: true };

    // Rows of the map that the first stage reads.
    private int Height => Shape.Height / (IsHalved ? Half : 1);

    private int HeatRows => IsSquare ? Heat!.Size : Height / Stages.Aggregate(1, (rows, stage) => rows * stage.Rows);

    /// <summary>Returns the network's .json file, as `--network` takes it (docs/json-models.md).</summary>
    public byte[] File()
    {
        List<string> layers = IsHalved ? [$"\"type\": \"averagePool\", \"name\": \"halved\", \"window\": {Half}"] : [];
        foreach ((int i, Stage stage) in Stages.Index())
        {
            string window = $"\"size\": {Pair(RowsOf(stage), stage.Size)}, " +
                $"\"stride\": {Pair(RowsOf(stage, stage.Stride), stage.Stride)}, \"padding\": \"{(stage.IsSame ? "same" : "valid")}\"";
            if (stage.IsDepthwise)
            {
                Add($"\"type\": \"depthwise\", \"name\": \"depthwise{i + 1}\", {window}");
                Add($"\"type\": \"convolution\", \"name\": \"mixed{i + 1}\", \"filters\": {stage.Filters}, \"size\": 1");
            }
            else Add($"\"type\": \"convolution\", \"name\": \"filters{i + 1}\", \"filters\": {stage.Filters}, {window}");
            if (stage.Pool > 1) layers.Add($"\"type\": \"maxPool\", \"name\": \"pooled{i + 1}\", " +
                $"\"window\": {Pair(IsSquare ? stage.Pool : 1, stage.Pool)}");
        }
        if (HasMean) layers.Add("\"type\": \"averagePool\", \"name\": \"mean\", \"window\": \"global\"");
        layers.Add(Heat is null ? "\"type\": \"fullyConnected\", \"name\": \"scores\", \"outputs\": \"classes\""
            : $"\"type\": \"convolution\", \"name\": \"heat\", \"filters\": 1, \"size\": {Pair(HeatRows, Heat.Size)}, " +
                $"\"stride\": {Pair(IsSquare ? 1 : HeatRows, 1)}, \"padding\": \"same\"");
        return Encoding.UTF8.GetBytes($"{{\n  \"edgeconv\": 1,\n  \"description\": \"{Text}\",\n  \"layers\": [\n" +
            string.Join(",\n", layers.Select(layer => $"    {{ {layer} }}")) + "\n  ]\n}\n");

        void Add(string weights)
        {
            layers.Add(weights);
            layers.Add("\"type\": \"batchNorm\"");
            layers.Add($"\"type\": \"activation\", \"function\": \"{(IsClipped ? "relu6" : "relu")}\"");
        }
    }

    /// <inheritdoc/>
    public bool Equals(NetworkForm? other) => other is not null && Shape == other.Shape && HasMean == other.HasMean && Heat == other.Heat
        && IsHalved == other.IsHalved && IsClipped == other.IsClipped && Stages.SequenceEqual(other.Stages);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static Stage WithoutPool(Stage stage)
    {
        int stride = Math.Min(MaxStride, stage.Stride * stage.Pool);
        return stage with { Stride = stride, Size = Math.Max(stage.Size, stride), Pool = 1 };
    }

    // Rows of a stage's windows or, given the stride, their step over rows.
    private int RowsOf(Stage stage, int? stride = null) => IsSquare ? stride ?? stage.Size : stage.Rows;

    private static string Pair(int rows, int columns) => rows == columns ? $"{columns}" : $"[{rows}, {columns}]";
}
