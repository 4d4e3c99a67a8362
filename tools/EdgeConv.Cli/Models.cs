namespace EdgeConv.Cli;

/// <summary>What verbs have in common that open models.</summary>
internal static class Models
{
    /// <summary>Does work on a model; an error in the model is told with its file's name.</summary>
    /// <exception cref="ModelException">The model cannot be used.</exception>
    public static T Named<T>(string file, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is ModelException or ModelFormatException)
        {
            throw new ModelException(e.Message.StartsWith(file, StringComparison.Ordinal) ? e.Message : $"{file}: {e.Message}", e);
        }
    }

    /// <summary>The graph as a board runs it: optimized, with int8 inputs and outputs.</summary>
    public static Graph ForBoard(Graph model) => Int8InputsAndOutputs.Run(Pipeline.Run(model));

    /// <summary>The inputs and outputs of an .ecm file, which has no names for them.</summary>
    public static (Tensor[] Inputs, Tensor[] Outputs) Tensors(PackedModel model) => (
        [.. Enumerable.Range(0, model.InputCount).Select(i => TensorOf($"input {i}", model.InputAt(i)))],
        [.. Enumerable.Range(0, model.OutputCount).Select(i => TensorOf($"output {i}", model.OutputAt(i)))]);

    private static Tensor TensorOf(string name, TensorInfo info) =>
        new(name, new Shape([.. Enumerable.Range(0, info.Rank).Select(info.Axis)]), ElementType.Int8,
            Quantization.PerTensor(info.Scale, info.ZeroPoint));
}
