using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using EdgeConv.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>A compiled model's source, built in memory with the switches of a Release build of a nanoFramework project, and run on the desktop.</summary>
public sealed class CompiledModel
{
    /// <summary>Bytecode one nanoFramework assembly holds.</summary>
    public const int BytecodeLimit = 64 * 1024;

    private readonly byte[] _image;
    private readonly string _type;

    /// <summary>Builds source text of a class that implements IModel.</summary>
    /// <param name="source">The source.</param>
    /// <param name="type">Full name of the class.</param>
    /// <exception cref="ModelException">The source does not build: a fault of the compiler, told with the first message.</exception>
    public CompiledModel(string source, string type)
    {
        _type = type;
        // Everything the running program could load, and with it the device library and the base classes.
        string[] assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create("EdgeConv.CompiledModel",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp9, DocumentationMode.None))],
            assemblies.Append(typeof(IModel).Assembly.Location).Distinct().Where(File.Exists).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, deterministic: true));
        using MemoryStream image = new();
        EmitResult result = compilation.Emit(image);
        if (!result.Success) throw new ModelException("the compiled source does not build: " + result.Diagnostics.First(d => d.Severity == DiagnosticSeverity.Error));
        _image = image.ToArray();
    }

    /// <summary>Bytes of IL of all methods: what counts against <see cref="BytecodeLimit"/>, with a few percent for headers.</summary>
    public int BytecodeBytes
    {
        get
        {
            using PEReader reader = new(new MemoryStream(_image));
            MetadataReader metadata = reader.GetMetadataReader();
            return metadata.MethodDefinitions.Select(metadata.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0)
                .Sum(method => reader.GetMethodBody(method.RelativeVirtualAddress).Size);
        }
    }

    /// <summary>Makes the model.</summary>
    public IModel Create() =>
        (IModel)Activator.CreateInstance(new AssemblyLoadContext(_type).LoadFromStream(new MemoryStream(_image)).GetType(_type, throwOnError: true)!)!;
}
