using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeConv.NanoClr;

/// <summary>An assembly compiled for nanoCLR; its .pe lies beside it.</summary>
public sealed record DeviceAssembly(string Name, string Path)
{
    /// <summary>Bytes of bytecode in the .pe: the table an assembly may fill to 64 KB.</summary>
    public int BytecodeBytes
    {
        get
        {
            // The header holds the starts of all tables from byte 40 on; table 13 is the bytecode.
            ReadOnlySpan<byte> pe = File.ReadAllBytes(System.IO.Path.ChangeExtension(Path, ".pe"));
            return BitConverter.ToInt32(pe[(40 + 14 * 4)..]) - BitConverter.ToInt32(pe[(40 + 13 * 4)..]);
        }
    }
}

/// <summary>
/// Compiles C# as a Release build of a .nfproj does (C# 9, optimized, the genuine assemblies only) and converts it to .pe, in a scratch
/// folder.
/// </summary>
public sealed class DeviceBuild(Toolchain tools) : IDisposable
{
    /// <summary>The limit of the format for one assembly.</summary>
    public const int BytecodeLimit = 64 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeconv-device-").FullName;
    private readonly Dictionary<string, DeviceAssembly> _projects = [];

    /// <summary>
    /// Path and text of the files that a project compiles, each with the names that the project defines for the compiler.
    /// </summary>
    public static IEnumerable<(string Path, string Text)> SourcesOf(NanoProject project) => project.ReadSources().Select(source =>
        (source.Path, string.Concat(project.Constants.Select(name => $"#define {name}\n")) + source.Text));

    /// <summary>
    /// Compiles a project file's own list, after the projects it references, once. For a package it leaves beside .dll and .pe what that
    /// holds too: .pdb, .pdbx and .xml.
    /// </summary>
    public DeviceAssembly Compile(NanoProject project, bool forPackage = false)
    {
        string key = project.Path + string.Join(";", project.Constants);
        if (_projects.TryGetValue(key, out DeviceAssembly? done)) return done;
        DeviceAssembly[] references = [.. project.ProjectReferences.Select(other => Compile(NanoProject.Load(other), forPackage))];
        return _projects[key] = Compile(project.AssemblyName, SourcesOf(project),
            project.References.Select(reference => tools.Reference(reference.Name)), references, project.IsProgram, forPackage,
            string.Join(".", project.Constants));
    }

    /// <summary>Compiles sources (path for messages, text) against mscorlib and other device assemblies.</summary>
    public DeviceAssembly Compile(string name, IEnumerable<(string Path, string Text)> sources, DeviceAssembly[] references,
        bool program = false) =>
        Compile(name, sources, [tools.Reference("mscorlib")], references, program);

    /// <summary>Compiles sources against genuine assemblies (paths) and other device assemblies.</summary>
    /// <param name="name">Of the assembly.</param>
    /// <param name="sources">Path for messages, text.</param>
    /// <param name="genuine">Paths of genuine assemblies.</param>
    /// <param name="references">Device assemblies.</param>
    /// <param name="program">Whether it has a Main.</param>
    /// <param name="forPackage">Whether .pdb and .xml are made too.</param>
    /// <param name="variant">Ends the file's name, where an assembly is compiled in several ways.</param>
    public DeviceAssembly Compile(string name, IEnumerable<(string Path, string Text)> sources, IEnumerable<string> genuine,
        DeviceAssembly[] references, bool program = false, bool forPackage = false, string variant = "")
    {
        string[] paths = [.. genuine.Union(references.Select(reference => reference.Path))];
        string path = Path.Combine(_folder, name + (variant == "" ? "" : "." + variant) + ".dll");
        using (FileStream output = File.Create(path))
        using (FileStream? symbols = forPackage ? File.Create(Path.ChangeExtension(path, ".pdb")) : null,
            documentation = forPackage ? File.Create(Path.ChangeExtension(path, ".xml")) : null)
            Emit(name, sources.Append(DeviceCompiler.TargetFramework),
                paths.Select(reference => MetadataReference.CreateFromFile(reference)), DeviceCompiler.Options(program), output, symbols,
                documentation);
        return Convert(path, paths);
    }

    /// <summary>Compiles sources with the switches of a .nfproj.</summary>
    /// <exception cref="ToolException">The compiler refuses them: the first errors, one a line.</exception>
    internal static void Emit(string name, IEnumerable<(string Path, string Text)> sources, IEnumerable<MetadataReference> references,
        CSharpCompilationOptions options, Stream output, Stream? symbols = null, Stream? documentation = null)
    {
        try
        {
            DeviceCompiler.Emit(name, sources, references, options, [], output, symbols, documentation);
        }
        catch (CompileException refused)
        {
            throw new ToolException($"{refused.Message}\n{string.Join('\n', refused.Errors.Take(20))}");
        }
    }

    /// <summary>A copy of an assembly changed by <paramref name="change"/>, in a build of its own, with the same references.</summary>
    public DeviceAssembly Changed(DeviceAssembly original, DeviceAssembly[] references, Action<Mono.Cecil.ModuleDefinition> change)
    {
        string path = Path.Combine(_folder, original.Name + ".dll");
        var resolver = new Mono.Cecil.DefaultAssemblyResolver();
        resolver.AddSearchDirectory(_folder);
        foreach (string folder in tools.References.Values.Select(r => Path.GetDirectoryName(r)!).Distinct())
            resolver.AddSearchDirectory(folder);
        using (var module = Mono.Cecil.ModuleDefinition.ReadModule(original.Path,
            new Mono.Cecil.ReaderParameters { AssemblyResolver = resolver }))
        {
            change(module);
            module.Write(path);
        }
        return Convert(path, [tools.Reference("mscorlib"), .. references.Select(reference => reference.Path)]);
    }

    /// <summary>Brings an assembly of another build into this one.</summary>
    public DeviceAssembly Copy(DeviceAssembly assembly)
    {
        string path = Path.Combine(_folder, assembly.Name + ".dll");
        File.Copy(assembly.Path, path);
        File.Copy(Path.ChangeExtension(assembly.Path, ".pe"), Path.ChangeExtension(path, ".pe"));
        return new DeviceAssembly(assembly.Name, path);
    }

    private DeviceAssembly Convert(string path, IEnumerable<string> references)
    {
        tools.Convert(path, references);
        var assembly = new DeviceAssembly(Path.GetFileNameWithoutExtension(path), path);
        if (assembly.BytecodeBytes >= BytecodeLimit)
            throw new ToolException($"{assembly.Name} has {assembly.BytecodeBytes} bytes of bytecode, the limit is {BytecodeLimit}");
        return assembly;
    }

    /// <summary>Removes the scratch folder.</summary>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
