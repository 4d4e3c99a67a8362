using System.Text.Json;

namespace EdgeConv.Compiler.Json;

/// <summary>
/// Reads .json models, which are written by hand (docs/json-models.md): an input, then layers with named filters or weights, and with
/// scales or divisors. The graph has the same operators as the graph of any other importer.
/// </summary>
public static class JsonImporter
{
    /// <summary>The version of the format; there is only this one.</summary>
    public const int Version = 1;

    private const int MaxBytes = 16 << 20;
    private const int MaxLayers = 1000;

    /// <summary>Reads a model.</summary>
    /// <param name="name">Name for the model if the file gives none.</param>
    /// <param name="file">All bytes of the file, UTF-8, at most 16 MB.</param>
    /// <exception cref="ModelException">The file is not JSON, or a field is unknown, missing or wrong; the message names the path of the
    /// first such field.</exception>
    public static Graph Read(string name, byte[] file) => Open(file, model => Read(name, model));

    /// <summary>Parses a file as JSON and calls a function with its contents.</summary>
    /// <exception cref="ModelException">The file is not JSON, or the function refuses it.</exception>
    internal static T Open<T>(byte[] file, Func<JsonField, T> read)
    {
        if (file.Length > MaxBytes)
            throw new ModelException($"the file has {Amount.Of(file.Length, "byte")}; at most {Amount.Of(MaxBytes)} are read");
        try
        {
            ReadOnlySpan<byte> byteOrderMark = "\uFEFF"u8;
            ReadOnlyMemory<byte> text = file.AsSpan().StartsWith(byteOrderMark) ? file.AsMemory(byteOrderMark.Length) : file;
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
                MaxDepth = 16,
            });
            return read(new JsonField(document.RootElement, ""));
        }
        catch (JsonException e)
        {
            throw new ModelException($"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: this is no valid JSON; a comma, quote "
                + "or bracket is missing there or before, or a field comes twice", e);
        }
        catch (InvalidOperationException e)
        {
            throw new ModelException("a text in the file is no valid Unicode; save the file as UTF-8", e);
        }
    }

    private static Graph Read(string name, JsonField model)
    {
        model.AllowOnly("edgeconv", "name", "description", "input", "layers");
        model.Required("edgeconv", $"write \"edgeconv\": {Version}, the version of the format").Int(Version, Version);
        model.Optional("description")?.Text();
        if (model.Optional("name")?.Text() is { Length: > 0 } given) name = given;

        JsonField field = model.Required("input",
            "give the input's shape, scale and zeroPoint; a network that is still to be trained goes to edgeconv train --network");
        field.AllowOnly("name", "shape", "scale", "zeroPoint");
        string input = field.Optional("name")?.Text() ?? "input";
        Shape shape = InputShape(field.Required("shape", "give for example [8, 8, 1] for height, width, channels"));
        Quantization quantization =
            Quantization.PerTensor(field.Optional("scale")?.Scale() ?? 1, field.Optional("zeroPoint")?.Int(-128, 127) ?? 0);
        JsonNetwork network = new(new Tensor(input, shape, ElementType.Int8, quantization));
        foreach (JsonField layer in model.Required("layers", "list the layers from the first to the last").Items(1, MaxLayers))
            network.Add(layer);
        return network.ToGraph(name);
    }

    private static Shape InputShape(JsonField field)
    {
        int[] axes = [.. field.Items(1, 4).Select(axis => axis.Int(1, Shape.MaxElements))];
        if (axes.Length == 2) throw field.Refuse("must be [height, width, channels], [depth, height, width, channels], or "
            + "[channels] for a vector");
        return field.Check(() => new Shape([1, .. axes]));
    }
}
