using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A compiled model's source, built in memory with the switches of a Release build of a nanoFramework project, and run on the desktop.
/// </summary>
public sealed class CompiledModel
{
    /// <summary>Bytecode one nanoFramework assembly holds.</summary>
    public const int BytecodeLimit = 64 * 1024;

    // Read once: each reading holds megabytes until it is collected.
    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is "System.Runtime" or "System.Private.CoreLib")
            .Append(typeof(IModel).Assembly.Location).Append(typeof(PackedModel).Assembly.Location).Select(path =>
                MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Builds source text of a class that implements IModel.</summary>
    /// <param name="source">The source.</param>
    /// <param name="type">Full name of the class.</param>
    /// <exception cref="ModelException">
    /// The source does not build: the class has the name of a type that it uses, or the compiler has a fault. Or the source holds more
    /// than the class.
    /// </exception>
    /// <param name="symbols">True to make <see cref="Symbols"/> too.</param>
    public CompiledModel(string source, string type, bool symbols = true)
    {
        TypeName = type;
        CSharpCompilation compilation = CSharpCompilation.Create("EdgeConv.CompiledModel",
            [CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8),
            new CSharpParseOptions(LanguageVersion.CSharp9, DocumentationMode.None))], s_references.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
            deterministic: true));
        using MemoryStream image = new(), lines = new();
        EmitResult result = symbols ? compilation.Emit(image,
            lines, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb)) : compilation.Emit(image);
        if (!result.Success) throw new ModelException($"the source of class {type} does not build: " +
            $"{result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}; if it uses a type of that name, take another");
        Image = image.ToArray();
        AssemblyCheck.Require(Image, type);
        Symbols = lines.ToArray();
    }

    /// <summary>Full name of the class.</summary>
    internal string TypeName { get; }

    /// <summary>The assembly.</summary>
    internal byte[] Image { get; }

    /// <summary>Which line of the source each instruction of the assembly comes from, as a portable .pdb.</summary>
    internal byte[] Symbols { get; }

    /// <summary>Bytes of IL of all methods: what counts against <see cref="BytecodeLimit"/>, with a few percent for headers.</summary>
    public int BytecodeBytes => Methods().Sum(method => method.Bytes);

    /// <summary>Bytes of IL by method; those of one name, like constructors, together.</summary>
    internal Dictionary<string, int> MethodBytes =>
        Methods().GroupBy(method => method.Name).ToDictionary(group => group.Key, group => group.Sum(method => method.Bytes));

    /// <summary>Bytes of array initializers, which an assembly holds no more than about 65,000 of.</summary>
    internal int InitializerBytes
    {
        get
        {
            using PEReader reader = new(new MemoryStream(Image));
            MetadataReader metadata = reader.GetMetadataReader();
            return metadata.TypeDefinitions.Select(type => metadata.GetTypeDefinition(type)).Sum(type =>
                type.GetLayout() is { IsDefault: false, Size: var size } ? size : 0);
        }
    }

    private List<(string Name, int Bytes)> Methods()
    {
        using PEReader reader = new(new MemoryStream(Image));
        MetadataReader metadata = reader.GetMetadataReader();
        return [.. metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0)
            .Select(method => (metadata.GetString(method.Name), reader.GetMethodBody(method.RelativeVirtualAddress).Size))];
    }

    /// <summary>Makes the model. Its code is unloaded when nothing refers to the model any more.</summary>
    public IModel Create()
    {
        AssemblyLoadContext context = new(TypeName, isCollectible: true);
        return (IModel)Activator.CreateInstance(context.LoadFromStream(new MemoryStream(Image)).GetType(TypeName, throwOnError: true)!)!;
    }
}
