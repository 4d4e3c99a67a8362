using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EdgeConv.NanoFramework;

/// <summary>
/// Builds a .nfproj and the projects that it refers to, as nanoFramework's project system does: it restores the packages, compiles, checks
/// the interpreter's rules, and converts to .pe. Each project gets its files in bin/CONFIGURATION, with the assemblies that it needs.
/// </summary>
/// <param name="configuration">Debug or Release.</param>
/// <param name="properties">Properties that replace those of the project files.</param>
/// <param name="references">Value of `--references`, or null.</param>
/// <param name="tools">Finds nanoFramework's tools.</param>
/// <param name="say">Receives one line for each step that a user should know of.</param>
public sealed class ProjectBuild(string configuration, IReadOnlyList<(string Name, string Value)> properties, string? references,
    NanoTools tools, Action<string> say)
{
    // The bytecode of an assembly is addressed with 16 bits. Table 13 of the .pe is the bytecode; the table of contents begins at byte 40.
    private const int MaxBytecode = 64 * 1024, Contents = 40, BytecodeTable = 13;

    private readonly Dictionary<string, BuiltAssembly> _built = [];
    private readonly HashSet<string> _begun = [], _said = [];
    private MetadataProcessor? _processor;

    /// <summary>Builds a project.</summary>
    /// <param name="path">Path of the .nfproj.</param>
    /// <param name="cancellation">Ends the build between two steps.</param>
    /// <exception cref="CompileException">The code does not compile, or breaks a rule of the interpreter.</exception>
    /// <exception cref="UserException">A file, a package or a tool is missing.</exception>
    public BuiltAssembly Build(string path, CancellationToken cancellation)
    {
        path = Path.GetFullPath(path);
        if (_built.TryGetValue(path, out BuiltAssembly? done)) return done;
        if (!_begun.Add(path)) throw new UserException($"{path} refers to itself through other projects");
        NanoProject project = NanoProject.Load(path, [.. properties, ("Configuration", configuration)]);
        BuiltAssembly[] projects = [.. project.ProjectReferences.Select(other => Build(other, cancellation))];
        using var packages = new PackageFolder(PackagesOf(project), project.Folder);
        string[] restored = Restore(project, packages, cancellation);
        string output = Path.Combine(project.Folder, "bin", configuration);
        Directory.CreateDirectory(output);
        List<string> needed = [];
        foreach (string assembly in restored.Concat(projects.SelectMany(other => other.Assemblies))) AddTo(needed, Copy(assembly, output));
        (string Path, string Text)[] sources = [.. project.ReadSources()];
        ModelPart[] parts = [.. sources.Select(source => ModelPart.Of(source.Path, source.Text)).OfType<ModelPart>()
            .OrderBy(part => part.Model, StringComparer.Ordinal).ThenBy(part => part.Number)];
        foreach (ModelPart part in parts)
        {
            cancellation.ThrowIfCancellationRequested();
            (string, string)[] file = [sources.First(source => source.Path == part.Path)];
            AddTo(needed, Compile(part.Name, file, needed, DeviceCompiler.Options(false, IsDebug), [], output, packages.Path));
        }
        cancellation.ThrowIfCancellationRequested();
        string made = Compile(project.AssemblyName, sources.Where(source => !parts.Any(part => part.Path == source.Path)), needed,
            DeviceCompiler.Options(project.IsProgram, IsDebug, project.KeyFile), project.Constants, output, packages.Path);
        needed.Add(made);
        string? image = null;
        if (project.IsProgram)
        {
            image = Path.ChangeExtension(made, ".bin");
            File.WriteAllBytes(image, DeploymentImage.Join(needed.Select(file => Path.ChangeExtension(file, ".pe"))));
        }
        return _built[path] = new BuiltAssembly(project.AssemblyName, made, needed) { Image = image };
    }

    private bool IsDebug => configuration == "Debug";

    private static void AddTo(List<string> needed, string assembly)
    {
        if (!needed.Contains(assembly)) needed.Add(assembly);
    }

    // Compiles into a folder of its own first, so that a failure leaves the files of the last build.
    private string Compile(string name, IEnumerable<(string, string)> sources, IReadOnlyList<string> needed,
        CSharpCompilationOptions options, IReadOnlyList<string> constants, string output, string packages)
    {
        string scratch = Directory.CreateTempSubdirectory("edgeconv-build-").FullName;
        try
        {
            string file = Path.Combine(scratch, name + (options.OutputKind == OutputKind.ConsoleApplication ? ".exe" : ".dll"));
            using (FileStream assembly = File.Create(file), symbols = File.Create(Path.ChangeExtension(file, ".pdb")),
                documentation = File.Create(Path.ChangeExtension(file, ".xml")))
                DeviceCompiler.Emit(name, sources.Append(DeviceCompiler.TargetFramework),
                    needed.Select(reference => MetadataReference.CreateFromFile(reference)),
                    options, constants, assembly, symbols, documentation);
            CheckRules(name, file);
            _processor ??= new MetadataProcessor(tools.Processor(packages));
            string pe = _processor.Convert(file, needed);
            int bytecode = BytecodeOf(File.ReadAllBytes(pe));
            if (bytecode >= MaxBytecode)
                throw new UserException($"{name} has {Amount.Of(bytecode, "byte")} of bytecode, and an assembly can hold " +
                    $"{Amount.Of(MaxBytecode)}; move a part of the code to a class library of its own");
            foreach (string made in Directory.EnumerateFiles(scratch)) File.Copy(made, Path.Combine(output, Path.GetFileName(made)), true);
            return Path.Combine(output, Path.GetFileName(file));
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static int BytecodeOf(ReadOnlySpan<byte> pe) =>
        BitConverter.ToInt32(pe[(Contents + (BytecodeTable + 1) * 4)..]) - BitConverter.ToInt32(pe[(Contents + BytecodeTable * 4)..]);

    private static void CheckRules(string name, string file)
    {
        using var module = ModuleDefinition.ReadModule(file,
            new ReaderParameters { ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider() });
        IReadOnlyList<Violation> found = DeviceCodeRules.Find(module);
        if (found.Count > 0)
            throw new CompileException(name, [.. found.Select(one =>
                (one.File.Length > 0 ? $"{one.File}({one.Line},{one.Column}): " : "") + $"error: nanoCLR does not run this: {one}")]);
    }

    // Restores the packages of the assemblies that the project refers to, and returns these assemblies.
    private string[] Restore(NanoProject project, PackageFolder packages, CancellationToken cancellation)
    {
        List<string> found = [];
        foreach (AssemblyReference reference in project.References)
        {
            cancellation.ThrowIfCancellationRequested();
            string? why = null;
            if (!HasPe(reference.HintPath) && project.Packages.FirstOrDefault(package => IsIn(reference, package)) is { } needed)
                why = packages.Restore(needed, cancellation);
            found.Add(HasPe(reference.HintPath) ? reference.HintPath
                : Replacement(reference.Name, why ?? "no package of packages.config has it"));
        }
        return [.. InOrder(found)];
    }

    private string Replacement(string name, string why)
    {
        if (tools.References(references) is not { } folder)
            throw new UserException($"{name}: {why}; give a folder with the assembly and its .pe: --references DIR, or the variable " +
                NanoTools.ReferencesVariable);
        foreach (string ending in (string[])[".dll", ".exe"])
            if (Path.Combine(folder, name + ending) is var path && HasPe(path))
            {
                if (_said.Add(name)) say($"assembly {name}: {why}; taken from {folder}");
                return path;
            }
        throw new UserException($"{name}: {why}, and {folder} has no such assembly with its .pe");
    }

    private static bool IsIn(AssemblyReference reference, PackageUse package) => FolderOf(reference, package) is not null;

    // The packages folder, if the reference's path leads into this package.
    private static string? FolderOf(AssemblyReference reference, PackageUse package)
    {
        int at = reference.HintPath.IndexOf($"{Path.DirectorySeparatorChar}{package.Id}.{package.Version}{Path.DirectorySeparatorChar}",
            StringComparison.OrdinalIgnoreCase);
        return at > 0 ? reference.HintPath[..at] : null;
    }

    private static bool HasPe(string assembly) => File.Exists(assembly) && File.Exists(Path.ChangeExtension(assembly, ".pe"));

    // Each assembly after those that it refers to; a reference of a package that the project does not name is left out, as NuGet does.
    private static List<string> InOrder(IEnumerable<string> assemblies)
    {
        Dictionary<string, string> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (string assembly in assemblies) byName.TryAdd(Path.GetFileNameWithoutExtension(assembly), assembly);
        List<string> order = [];
        foreach (string assembly in byName.Values) Visit(assembly, []);
        return order;

        void Visit(string assembly, HashSet<string> above)
        {
            if (order.Contains(assembly) || !above.Add(assembly)) return;
            using var module = ModuleDefinition.ReadModule(assembly);
            foreach (AssemblyNameReference reference in module.AssemblyReferences)
                if (byName.TryGetValue(reference.Name, out string? other)) Visit(other, above);
            order.Add(assembly);
        }
    }

    private static string PackagesOf(NanoProject project) =>
        project.Packages.SelectMany(package => project.References.Select(reference => FolderOf(reference, package)))
            .FirstOrDefault(folder => folder is not null) ?? Path.Combine(project.Folder, "packages");

    private static string Copy(string assembly, string output)
    {
        string target = Path.Combine(output, Path.GetFileName(assembly));
        if (Path.GetFullPath(assembly) == Path.GetFullPath(target)) return target;
        foreach (string ending in (string[])[Path.GetExtension(assembly), ".pe", ".pdbx", ".xml", ".pdb"])
            if (Path.ChangeExtension(assembly, ending) is var file && File.Exists(file))
                File.Copy(file, Path.ChangeExtension(target, ending), overwrite: true);
        return target;
    }
}
