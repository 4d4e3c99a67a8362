using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace EdgeConv.NanoFramework;

/// <summary>Compiles C# with the switches of nanoFramework's project system: C# 9, and no assembly but the given ones.</summary>
public static class DeviceCompiler
{
    /// <summary>A file that gives an assembly nanoFramework's target framework, as the project system does.</summary>
    public static (string Path, string Text) TargetFramework { get; } = ("TargetFramework.cs",
        "[assembly: global::System.Runtime.Versioning.TargetFrameworkAttribute(\".NETnanoFramework,Version=v1.0\", FrameworkDisplayName " +
        "= \".NET nanoFramework 1.0\")]");

    /// <summary>Returns the compiler's options.</summary>
    /// <param name="isProgram">Whether the assembly has a Main.</param>
    /// <param name="isDebug">Whether the code is compiled for debugging, and not optimized.</param>
    /// <param name="keyFile">Full path of the key that gives the assembly its strong name; null for none.</param>
    public static CSharpCompilationOptions Options(bool isProgram, bool isDebug = false, string? keyFile = null) =>
        new(isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: isDebug ? OptimizationLevel.Debug : OptimizationLevel.Release, deterministic: true,
            cryptoKeyFile: keyFile, strongNameProvider: keyFile is null ? null : new DesktopStrongNameProvider());

    /// <summary>Compiles sources.</summary>
    /// <param name="name">Name of the assembly.</param>
    /// <param name="sources">Path for messages, and text, of each file.</param>
    /// <param name="references">Assemblies that the code may use, mscorlib among them.</param>
    /// <param name="options">Options of <see cref="Options"/>.</param>
    /// <param name="constants">Names that are defined, beside TRACE and NANOFRAMEWORK_1_0.</param>
    /// <param name="output">Receives the assembly.</param>
    /// <param name="symbols">Receives its portable .pdb, or null.</param>
    /// <param name="documentation">Receives its .xml, or null.</param>
    /// <exception cref="CompileException">The compiler refuses the code.</exception>
    public static void Emit(string name, IEnumerable<(string Path, string Text)> sources, IEnumerable<MetadataReference> references,
        CSharpCompilationOptions options, IEnumerable<string> constants, Stream output, Stream? symbols = null,
        Stream? documentation = null)
    {
        CSharpParseOptions parse = new CSharpParseOptions(LanguageVersion.CSharp9,
            documentation is null ? DocumentationMode.None : DocumentationMode.Parse)
            .WithPreprocessorSymbols(constants.Append("TRACE").Append("NANOFRAMEWORK_1_0"));
        IEnumerable<SyntaxTree> trees = sources.Select(source =>
            CSharpSyntaxTree.ParseText(SourceText.From(source.Text, Encoding.UTF8), parse, source.Path));
        var compilation = CSharpCompilation.Create(name, trees, references, options);
        EmitResult result = compilation.Emit(output, symbols, documentation,
            options: symbols is null ? null : new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        if (result.Success) return;
        throw new CompileException(name,
            [.. result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString())]);
    }
}
