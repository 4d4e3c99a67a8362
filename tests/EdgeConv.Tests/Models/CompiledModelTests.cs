using System.Collections.Concurrent;
using System.Reflection;
using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Tflite;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests;

/// <summary>Every case of ../shared/data/models.json and ops.json on the compiled engine: the C# source, compiled as a .nfproj compiles it, gives TensorFlow Lite Micro's bytes.</summary>
[TestClass]
public class CompiledModelTests
{
    private static readonly ConcurrentDictionary<string, (Graph Graph, Action<sbyte[], sbyte[]> Invoke)> s_models = new();
    private static readonly Lazy<byte[]> s_library = new(() => DesktopBuild.Compile(ProjectFile.Load(Repository.PathOf("firmware", "EdgeConv", "EdgeConv.nfproj"))));

    public static IEnumerable<object?[]> Cases => ModelOracleTests.Cases;

    public static string DisplayName(MethodInfo method, object?[] data) => $"compiled: {data[0]} {data[1]}";

    [TestMethod]
    [DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void EqualsTensorFlowLiteMicro(string model, string input, string output)
    {
        if (model == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        (Graph graph, Action<sbyte[], sbyte[]> invoke) = s_models.GetOrAdd(model, Compile);
        byte[] wanted = ModelOracleTests.Wanted(output);
        sbyte[] actual = new sbyte[wanted.Length];
        invoke([.. ModelOracleTests.Inputs(graph, input).SelectMany(each => (sbyte[])each)], actual);
        byte[] bytes = [.. (byte[])(Array)actual];
        CollectionAssert.AreEqual(wanted, bytes);
    }

    [TestMethod]
    public void SourceIsTheSameEachTime()
    {
        if (OutsideData.PathOf("models", "emlearn_mnist_cnn_int8.tflite") is not { } path) { Assert.Inconclusive(OutsideData.Missing); return; }
        string Source() => CSharpCompiler.Compile(Pipeline.Run(TfliteImporter.Read("mnist", File.ReadAllBytes(path))), "Models", "Mnist", "edgeconv compile");
        Assert.AreEqual(Source(), Source());
    }

    private static (Graph, Action<sbyte[], sbyte[]>) Compile(string model)
    {
        Graph graph = Pipeline.Run(TfliteImporter.Read(model, ModelOracleTests.Bytes(model)));
        string source = CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile");
        var context = new System.Runtime.Loader.AssemblyLoadContext(model);
        context.LoadFromStream(new MemoryStream(s_library.Value));
        Assembly assembly = context.LoadFromStream(new MemoryStream(DesktopBuild.Compile("Model", [("Model.cs", source)], s_library.Value)));
        object instance = Activator.CreateInstance(assembly.GetType("Models.Model")!)!;
        return (graph, instance.GetType().GetMethod("Invoke")!.CreateDelegate<Action<sbyte[], sbyte[]>>(instance));
    }
}
