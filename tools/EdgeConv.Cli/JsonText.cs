using System.Text;
using System.Text.Json;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Cli;

/// <summary>What the JSON of several verbs has in common.</summary>
internal static class JsonText
{
    /// <summary>An object, indented.</summary>
    public static string Of(Action<Utf8JsonWriter> fields)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    /// <summary>Prints it: the only output of more than one line that is written at once.</summary>
    public static void Print(string json)
    {
        Console.Write(json);
        Console.WriteLine();
    }

    /// <summary>name, type, shape, and scale and zeroPoint where the tensor has one of each.</summary>
    public static void WriteTensor(Utf8JsonWriter json, Tensor tensor, Action? more = null)
    {
        json.WriteStartObject();
        json.WriteString("name", tensor.Name);
        json.WriteString("type", TypeOf(tensor));
        WriteShape(json, tensor.Shape);
        if (tensor.Quantization is { IsPerTensor: true } quantization)
        {
            json.WriteNumber("scale", quantization.Scale);
            json.WriteNumber("zeroPoint", quantization.ZeroPoint + (tensor.IsUnsigned ? 128 : 0));
        }
        more?.Invoke();
        json.WriteEndObject();
    }

    /// <summary>Type of a tensor's elements, as the model's file has it.</summary>
    public static string TypeOf(Tensor tensor) => tensor.IsUnsigned ? "uint8" : tensor.Type.ToString().ToLowerInvariant();

    /// <summary>A list of tensors.</summary>
    public static void WriteTensors(Utf8JsonWriter json, string name, IEnumerable<Tensor> tensors)
    {
        json.WriteStartArray(name);
        foreach (Tensor tensor in tensors) WriteTensor(json, tensor);
        json.WriteEndArray();
    }

    /// <summary>shape, outermost axis first.</summary>
    public static void WriteShape(Utf8JsonWriter json, Shape shape)
    {
        json.WriteStartArray("shape");
        foreach (int axis in shape.Axes) json.WriteNumberValue(axis);
        json.WriteEndArray();
    }
}
