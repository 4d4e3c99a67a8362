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
/// The source of a compiled model, built in memory to run on the desktop, with the compiler options of a Release build of a nanoFramework
/// project.
/// </summary>
public sealed class CompiledModel
{
    /// <summary>Maximum bytecode of one nanoFramework assembly, in bytes.</summary>
    public const int BytecodeLimit = 64 * 1024;

    // The references are read only once, because each reading takes megabytes until the garbage collector frees them.
    private static readonly Lazy<MetadataReference[]> s_references = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) is "System.Runtime" or "System.Private.CoreLib")
            .Append(typeof(IModel).Assembly.Location).Append(typeof(PackedModel).Assembly.Location).Select(path =>
                MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Builds the source of a class that implements IModel.</summary>
    /// <param name="source">The source as C# text.</param>
    /// <param name="type">Full name of the class.</param>
    /// <param name="symbols">True to make <see cref="Symbols"/> too.</param>
    /// <exception cref="ModelException">The source does not build, for example because the class has the name of a type that it uses; or
    /// the source holds something else than a model.</exception>
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
            $"{result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error)}; if it uses a type of that name, use another name");
        Image = image.ToArray();
        AssemblyCheck.Require(Image, type);
        Symbols = lines.ToArray();
    }

    internal string TypeName { get; }

    /// <summary>All bytes of the assembly.</summary>
    internal byte[] Image { get; }

    /// <summary>The lines of the source from which the assembly's instructions come, as a portable .pdb file.</summary>
    internal byte[] Symbols { get; }

    /// <summary>
    /// Size of the IL of all methods, in bytes. It counts against <see cref="BytecodeLimit"/>, together with headers, which take a few
    /// percent more.
    /// </summary>
    public int BytecodeBytes => Methods().Sum(method => method.Bytes);

    /// <summary>Bytes of IL by the name of the method. Methods with the same name, such as constructors, are added up.</summary>
    internal Dictionary<string, int> MethodBytes =>
        Methods().GroupBy(method => method.Name).ToDictionary(group => group.Key, group => group.Sum(method => method.Bytes));

    /// <summary>Size of all array initializers, in bytes; <see cref="CSharpCompiler.MaxInitializers"/> is the limit of an
    /// assembly.</summary>
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

    /// <summary>Loads the assembly and makes the model. The code is unloaded when nothing refers to the model any more.</summary>
    public IModel Create()
    {
        AssemblyLoadContext context = new(TypeName, isCollectible: true);
        return (IModel)Activator.CreateInstance(context.LoadFromStream(new MemoryStream(Image)).GetType(TypeName, throwOnError: true)!)!;
    }
}
