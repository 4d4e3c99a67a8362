namespace EdgeConv.Tests.Models;

/// <summary>
/// Every case of ../shared/data/models.json and ops.json on the compiled engine: the C# source, compiled as a .nfproj compiles it, gives
/// TensorFlow Lite Micro's bytes.
/// </summary>
[TestClass]
public class CompiledModelTests
{
    private static readonly ConcurrentDictionary<string, (Graph Graph, Action<sbyte[], sbyte[]> Invoke)> s_models = new();

    public static IEnumerable<object?[]> Cases => ModelOracleTests.Cases;

    public static string DisplayName(MethodInfo method, object?[] data) => $"compiled: {data[0]} {data[1]}";

    [TestMethod, DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void EqualsTensorFlowLiteMicro(string model, string input, string output)
    {
        if (model == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        (Graph graph, Action<sbyte[], sbyte[]> invoke) = s_models.GetOrAdd(model, Compile);
        byte[] wanted = ModelOracleTests.Wanted(output);
        sbyte[] actual = new sbyte[wanted.Length];
        invoke([.. ModelOracleTests.Inputs(graph, input).SelectMany(each => (sbyte[])each)], actual);
        CollectionAssert.AreEqual(wanted, Array.ConvertAll(actual, value => (byte)value));
    }

    [TestMethod, DataRow("emlearn_mnist_cnn_int8"), DataRow("tm_mnist_dw_q")]
    public void FitsOneAssemblyWithoutTables(string model)
    {
        CompiledSource source = Compile(GraphOf(model), splits: false);
        Assert.HasCount(1, source.Files);
        Assert.IsEmpty(source.Tables);
    }

    [TestMethod]
    public void SourceIsTheSameEachTime()
    {
        string Source() => CSharpCompiler.Compile(GraphOf("emlearn_mnist_cnn_int8"), "Models", "Mnist", "edgeconv compile");
        Assert.AreEqual(Source(), Source());
    }

    internal static CompiledSource Compile(Graph graph, bool splits, int maxBytes = 60000) =>
        CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile", splits, maxBytes, ModelProfile.CostOf);

    private static Graph GraphOf(string model) => Pipeline.Run(ModelFile.Open(OutsideData.Model(model)));

    private static (Graph, Action<sbyte[], sbyte[]>) Compile(string model)
    {
        Graph graph = Pipeline.Run(TfliteImporter.Read(model, ModelOracleTests.Bytes(model)));
        // net_lenet is larger than an assembly: one of its layers becomes a table.
        string source = model.Contains("net_lenet") ? Compile(graph, splits: false).Files[0].Text
            : CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile");
        var context = new System.Runtime.Loader.AssemblyLoadContext(model);
        foreach (byte[] library in DeviceLibraries.Images) context.LoadFromStream(new MemoryStream(library));
        byte[] image = DesktopBuild.Compile("Model", [("Model.cs", source)], DeviceLibraries.Images);
        // The whole of person_detect is for several assemblies, which CompileTests reads.
        if (!model.Contains("person_detect")) CompiledLimits.Check(image);
        Assembly assembly = context.LoadFromStream(new MemoryStream(image));
        object instance = Activator.CreateInstance(assembly.GetType("Models.Model")!)!;
        return (graph, instance.GetType().GetMethod("Invoke")!.CreateDelegate<Action<sbyte[], sbyte[]>>(instance));
    }
}
