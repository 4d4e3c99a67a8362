using EdgeConv.NanoFramework;

namespace EdgeConv.Cli;

/// <summary>The argument and the options of verbs that build a nanoFramework project.</summary>
internal sealed class BuildOptions
{
    private readonly Option<string> _configuration = Options.Text("--configuration", "NAME",
        "Release, or Debug for code that is not optimized.", "Release")
        .MustBe(name => name is "Release" or "Debug", "it must be Release or Debug", 20);

    private readonly Option<string?> _references = Options.Text("--references", "DIR", "Folder with the assemblies and .pe files of " +
        $"packages that no feed has; by default the one that {NanoTools.ReferencesVariable} names, else ~/.nanoframework/refs.");

    private readonly Option<string[]> _properties = new("--property")
    {
        HelpName = "NAME=VALUE", Description = "Sets a property of the project file; may be repeated.",
    };

    /// <summary>The project or its folder.</summary>
    public Argument<string> Folder { get; } = new("DIR")
    {
        Description = "The project (.nfproj), or a folder with one project in it or below it.", DefaultValueFactory = _ => ".",
    };

    /// <summary>Adds argument and options to a verb.</summary>
    public Command AddTo(Command verb)
    {
        _properties.Validators.Add(result =>
        {
            foreach (string value in result.Tokens.Select(token => token.Value))
                if (value.IndexOf('=') < 1) result.AddError($"--property {Printable.Text(value, 40)}: it must be NAME=VALUE");
        });
        verb.Add(Folder);
        verb.Add(_configuration);
        verb.Add(_references);
        verb.Add(_properties);
        return verb;
    }

    /// <summary>Builds the project and prints what was made.</summary>
    public BuiltAssembly Build(ParseResult parsed, CancellationToken stop)
    {
        string project = Find(parsed.GetValue(Folder)!);
        (string, string)[] values = [.. (parsed.GetValue(_properties) ?? []).Select(property => property.Split('=', 2))
            .Select(pair => (pair[0], pair[1]))];
        List<string> said = [];
        BuiltAssembly built;
        try
        {
            built = Terminal.Wait($"building {Path.GetFileName(project)}", () => new ProjectBuild(parsed.GetValue(_configuration)!, values,
                parsed.GetValue(_references), NanoTools.OfUser, said.Add).Build(project, stop));
        }
        catch (CompileException refused)
        {
            foreach (string error in refused.Errors) Console.Error.WriteLine(error);
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new UserException("the build was stopped");
        }
        foreach (string line in said) Console.WriteLine(line);
        foreach (string assembly in built.Assemblies)
            Console.WriteLine($"{Path.ChangeExtension(Path.GetFileName(assembly), ".pe"),-44} " +
                $"{Amount.Of(new FileInfo(Path.ChangeExtension(assembly, ".pe")).Length, "byte"),16}");
        Console.WriteLine($"written  {Path.GetRelativePath(".", built.Image ?? built.Pe)}");
        return built;
    }

    // The project that a folder means: the only one in it, else the only program below it.
    private static string Find(string folder)
    {
        if (File.Exists(folder))
            return folder.HasEnding(".nfproj") ? folder : throw new UserException($"{folder} is no .nfproj; name a project or its folder");
        if (!Directory.Exists(folder)) throw new UserException($"{folder} does not exist; name a project (.nfproj) or its folder");
        if (Directory.GetFiles(folder, "*.nfproj") is [var only]) return only;
        var search = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 };
        string[] below = [.. Directory.EnumerateFiles(folder, "*.nfproj", search)
            .Where(path => !path.Split('/', '\\').Any(part => part is "bin" or "obj" or "packages")).Order(StringComparer.Ordinal)];
        if (below.Length == 0) throw new UserException($"{folder} has no project (.nfproj) in it or below it");
        string[] programs = [.. below.Where(path => NanoProject.Load(path).IsProgram)];
        if (programs is [var program]) return program;
        throw new UserException($"{folder} has {Amount.Of(programs.Length, "program")} among {Amount.Of(below.Length, "project")}; name " +
            "one: " + string.Join(", ", (programs.Length > 0 ? programs : below).Take(6)));
    }
}
