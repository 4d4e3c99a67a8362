namespace EdgeConv.Tests.Operators;

/// <summary>Runs models of one operator.</summary>
internal static class OperatorRun
{
    /// <summary>The first output of a model, as doubles, for inputs of int8; the model written and read again gives the same.</summary>
    public static double[] Values(Graph graph, params Array[] inputs)
    {
        Array values = ReferenceEngine.Run(graph, inputs).Of(graph.Outputs[0]);
        Graph again = WrittenAndRead(graph);
        CollectionAssert.AreEqual(values, ReferenceEngine.Run(again, inputs).Of(again.Outputs[0]));
        return [.. values.Cast<object>().Select(Convert.ToDouble)];
    }

    /// <summary>The model through a .tflite file.</summary>
    public static Graph WrittenAndRead(Graph graph) => TfliteImporter.Read(graph.Name, TfliteWriter.Write(graph));

    /// <summary>The model gives these values.</summary>
    public static void Gives(Graph graph, Array input, params double[] expected) =>
        CollectionAssert.AreEqual(expected, Values(graph, input));

    /// <summary>The model is refused in one line that holds a text.</summary>
    public static void IsRefused(TfliteBuilder model, int[] inputs, int[] outputs, string text)
    {
        string message = Assert.ThrowsExactly<ModelException>(() => model.Read(inputs, outputs)).Message;
        StringAssert.Contains(message, text);
        Assert.DoesNotContain("\n", message);
    }

    /// <summary>A graph of one operator, whose first input is the graph's.</summary>
    public static Graph Layer(Operator op) => new("layer", [op.Inputs[0]], op.Outputs, [op]);

    /// <summary>Coordinates of a cell of a shape from its index in memory.</summary>
    public static int[] At(int[] shape, int index)
    {
        int[] at = new int[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--) (index, at[axis]) = Math.DivRem(index, shape[axis]);
        return at;
    }

    /// <summary>Values of a seeded generator.</summary>
    public static sbyte[] Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-128, 128))];
}
