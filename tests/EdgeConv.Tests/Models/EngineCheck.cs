namespace EdgeConv.Tests.Models;

/// <summary>Runs a graph on every engine.</summary>
internal static class EngineCheck
{
    /// <summary>The reference engine's bytes of the graph as given; the other engines give the same after all passes.</summary>
    public static sbyte[] Agree(Graph graph, params sbyte[][] inputs)
    {
        TensorValues values = ReferenceEngine.Run(graph, inputs);
        sbyte[] x = [.. inputs.SelectMany(input => input)], expected = [.. graph.Outputs.SelectMany(values.Int8)];
        Graph passed = Pipeline.Run(graph);
        TensorValues passedValues = ReferenceEngine.Run(passed, inputs);
        CollectionAssert.AreEqual(expected, passed.Outputs.SelectMany(passedValues.Int8).ToArray(), "after all passes");
        CompiledModel compiled = new(CSharpCompiler.Compile(passed, "Checked", "Model", "a test"), "Checked.Model");
        foreach (IModel engine in (IModel[])[PackedModel.Load(EcmFile.Write(passed).Bytes), compiled.Create()])
        {
            sbyte[] y = new sbyte[expected.Length];
            engine.Invoke(x, y);
            CollectionAssert.AreEqual(expected, y, engine.GetType().Name);
        }
        return expected;
    }
}
