using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeConv.Tests.Models;

/// <summary>
/// No name, path or option adds code to a generated file, and nothing but the generated class is run. The ordinary run tries 1,000 names;
/// EDGECONV_FUZZ_CASES=10000 in the environment takes that many, EDGECONV_FUZZ_SEED another start.
/// </summary>
[TestClass]
public sealed class GeneratedSourceTests
{
    // Ends the comment where C# ends lines, and runs when its assembly is loaded.
    private const string Initializer =
        "static class Z { [System.Runtime.CompilerServices.ModuleInitializer] internal static void I() { System.GC.Collect(); } }";

    private static readonly string[] s_pieces =
    [
        "\n", "\r", "\r\n", "\f", "\v", "\0", "\u0085", "\u2028", "\u2029", "\u202e",
        "\u2066", "\u200b", "\ufeff", "\ud800", "\udc00", "\ufffe", "\ud83d\ude00", "\ue000", "\u001b[31m", "\u009b", "\u00ad",
        "#if A", "#else", "#endif", "#pragma x", "#line 1", "#error",
        "*/", "/*", "//", "///", "\"", "'", "\\", "\\u2028", "\\u000a", "{", "}", "@", "$\"", "\"\"\"", "</summary>", "<", "&", "]]>",
        "<!--", ";", Initializer, " ", "a", "Layer", "3: ", "é", "層",
    ];

    private static readonly int s_cases = LongRun.Number("EDGECONV_FUZZ_CASES", 1000), s_seed = LongRun.Number("EDGECONV_FUZZ_SEED", 1);

    private static readonly Graph s_graph = JsonImporter.Read("model", """
        { "edgeconv": 1, "input": { "shape": [2, 2, 1] }, "layers": [{ "type": "convolution", "filters": [[[1, 2], [3, 4]]] }] }
        """u8.ToArray());

    [TestMethod]
    public void NoNameAddsSyntax()
    {
        SyntaxNode expected = Parse(CSharpCompiler.Compile(s_graph, "Models", "Model", "edgeconv compile"), "plain");
        for (int i = 0; i < s_cases; i++)
        {
            Random dice = new(unchecked(s_seed * 1_000_003 + i));
            Graph named = Named(s_graph, () => Name(dice));
            string source = CSharpCompiler.Compile(named, "Models", "Model", $"edgeconv compile {Name(dice)} --out {Name(dice)}");
            string what = $"case {i} of seed {s_seed}: {source}";
            Assert.IsTrue(SyntaxFactory.AreEquivalent(expected, Parse(source, what), topLevel: false), what);
        }
    }

    [TestMethod]
    public void NoNameAddsSyntaxToFilesOfSeveralAssemblies()
    {
        const string Name = "a\u2028" + Initializer + "\u2028//";
        CompiledSource Compile(Graph graph, string command, int maxBytes) =>
            CSharpCompiler.Compile(graph, "Models", "Model", command, splits: true, maxBytes, ModelProfile.CostOf);
        int bytes = Compile(s_graph, "test", CompiledModel.BytecodeLimit).Files[0].Bytes;
        CompiledSource plain = Compile(s_graph, "test", bytes - 1),
            hostile = Compile(Named(s_graph, () => Name), $"test {Name}", bytes - 1);
        Assert.HasCount(2, hostile.Files);
        for (int i = 0; i < hostile.Files.Length; i++)
        {
            SyntaxNode expected = Parse(plain.Files[i].Text, "plain"), written = Parse(hostile.Files[i].Text, Name);
            Assert.IsTrue(SyntaxFactory.AreEquivalent(expected, written, topLevel: false), hostile.Files[i].Text);
        }
    }

    [TestMethod, DataRow("A\u2028B"), DataRow("1A"), DataRow("A;B"), DataRow("record"), DataRow("class"), DataRow("")]
    public void NamesOfClassesAreIdentifiers(string name)
    {
        Assert.ThrowsExactly<ArgumentException>(() => CSharpCompiler.Compile(s_graph, "Models", name, "test"));
        Assert.ThrowsExactly<ArgumentException>(() => CSharpCompiler.Compile(s_graph, "A." + name, "Model", "test"));
    }

    [TestMethod]
    [DataRow("class C { } " + Initializer, "the type Z")]
    [DataRow("class C { } class D { }", "the type D")]
    [DataRow("class C { class D { } }", "the type C.D")]
    [DataRow("class C { } class CPartOfMine { }", "the type CPartOfMine")]
    [DataRow("class C { static C() { } }", "a static initializer of C")]
    [DataRow("class C { static int[] s = new int[4]; }", "a static initializer of C")]
    [DataRow("class C { void M() { System.IO.File.Delete(\"x\"); } }", "a call of System.IO.File.Delete")]
    [DataRow("class C { object M() { return System.Activator.CreateInstance(typeof(C)); } }", "a call of System.Activator.CreateInstance")]
    [DataRow("class C { object M() { return EdgeConv.Models.PackedModel.Load(null); } }", "a call of EdgeConv.Models.PackedModel.Load")]
    [DataRow("class C { T M<T>() { return M<T>(); } }", "a generic call")]
    [DataRow("class C { [System.Runtime.InteropServices.DllImport(\"c\")] static extern int getpid(); }", "a native library")]
    public void AnAssemblyThatHoldsMoreIsNotRun(string source, string stray)
    {
        string message = Assert.ThrowsExactly<ModelException>(() => new CompiledModel(source, "C")).Message;
        Assert.Contains(stray, message);
        Assert.DoesNotContain("\n", message);
    }

    [TestMethod]
    public void NamesOfGraphsAndTensorsAreOneShortLine()
    {
        Tensor Of(string name) => new(name, new Shape(1), ElementType.Int8, null);
        Assert.AreEqual("a?b?c?d?e?", Of("a\u2028b\u2029c\u0085d\u202ee\n").Name);
        Assert.AreEqual("?\ud83d\ude00?", Of("\ud83d\ud83d\ude00\ude00").Name);
        Assert.AreEqual("層é", Of("層é").Name);
        Assert.AreEqual(new string('a', 60) + "..." + new string('b', 37), Of(new string('a', 99) + new string('b', 99)).Name);
        Assert.AreEqual("a?b", new Graph("a\u2028b", s_graph.Inputs, s_graph.Outputs, s_graph.Operators).Name);
    }

    // The parts of Unicode that C#, XML or a terminal treat specially, and any others.
    private static string Name(Random dice)
    {
        StringBuilder name = new();
        for (int left = dice.Next(dice.Next(20) == 0 ? 100 : 8); left >= 0; left--)
            name.Append(dice.Next(4) == 0 ? ((char)dice.Next(65536)).ToString() : s_pieces[dice.Next(s_pieces.Length)]);
        return name.ToString();
    }

    private static Graph Named(Graph graph, Func<string> name)
    {
        Dictionary<Tensor, Tensor> named = new(ReferenceEqualityComparer.Instance);
        Tensor Of(Tensor tensor)
        {
            if (named.TryGetValue(tensor, out Tensor? made)) return made;
            made = new Tensor(name(), tensor.Shape, tensor.Type, tensor.Quantization, tensor.Constant);
            named.Add(tensor, made);
            return made;
        }
        Operator With(Operator op) => op.With([.. op.Inputs.Select(Of)], [.. op.Outputs.Select(Of)]);
        return new Graph(name(), [.. graph.Inputs.Select(Of)], [.. graph.Outputs.Select(Of)], [.. graph.Operators.Select(With)]);
    }

    // Comments of documentation are parsed too.
    private static SyntaxNode Parse(string source, string what)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp9, DocumentationMode.Diagnose));
        Assert.IsEmpty(tree.GetDiagnostics(), what);
        SyntaxNode root = tree.GetRoot();
        Assert.IsFalse(root.ContainsDirectives || root.ContainsSkippedText, what);
        return root;
    }
}
