using System.Text;
using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.SelfTests;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Asks for a network as a file.</summary>
/// <param name="Model">The network.</param>
/// <param name="Format">Format of the file: json, cs or ecm.</param>
/// <param name="Class">Name of the C# class, and of its file.</param>
/// <param name="Namespace">Namespace of the C# class.</param>
internal sealed record ExportRequest(UploadedModel Model, string Format, string Class, string Namespace = "EdgeConv.Firmware");

/// <summary>Makes the file that `edgeconv compile` or `edgeconv pack` writes, byte for byte, or returns the .json network.</summary>
internal static class ExportEndpoint
{
    public static object Answer(ExportRequest request, CancellationToken cancellation)
    {
        Graph graph = request.Model.ReadGraph();
        return request.Format switch
        {
            "json" when request.Model.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) =>
                File(request.Model.Name, request.Model.Data),
            "ecm" => File(request.Model.Stem + ".ecm", request.Model.Named(() => Packed(Pipeline.ForBoard(graph)))),
            "cs" => File(request.Class + ".cs", request.Model.Named(() => Source(request, graph))),
            _ => throw new ModelException("format must be json, cs or ecm for a .json network, and cs or ecm for any other model"),
        };
    }

    private static byte[] Packed(Graph graph) => TestedFile.Of(graph, EcmFile.Write(graph)).File.Bytes;

    private static byte[] Source(ExportRequest request, Graph graph)
    {
        (string name, string space) = (request.Class, request.Namespace);
        if (!CSharpCompiler.IsName(name)) throw new ModelException("class must be a C# name");
        if (!CSharpCompiler.IsNamespace(space)) throw new ModelException("namespace must be C# names with dots between them");
        string command = $"edgeconv compile {request.Model.Name} --out {name}.cs --namespace {space} --class {name}";
        CompiledSource source = CSharpCompiler.Compile(Pipeline.Run(graph), space, name, command, splits: false,
            CSharpCompiler.MaxBytecode, ModelProfile.CostOf);
        return Encoding.UTF8.GetBytes(source.Files[0].Text);
    }

    private static object File(string name, byte[] data) => new { name, data };
}
