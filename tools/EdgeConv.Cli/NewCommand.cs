using EdgeConv.NanoFramework;
using EdgeConv.Projects;

namespace EdgeConv.Cli;

/// <summary>`edgeconv new`: writes a project of the user's own.</summary>
internal static class NewCommand
{
    // No project waits longer than this for a feed that does not answer.
    private static readonly TimeSpan s_feedLimit = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        Argument<string> name = Options.Name("NAME", "Name of the project, e.g. blinker.");
        Option<string?> board = Options.Board($"The board, by default {BoardFiles.Targets[0].Target.Name}.");
        Option<string> sensor = Options.OneOf("--sensor", "The sensor; none takes frames from ten built-in digits, to try a board.",
            [.. SensorKind.All.Select(known => known.Name)]);
        Option<string> output = Options.OneOf("--output", "The device on the PWM pin.", [.. OutputDevice.All.Select(known => known.Name)]);
        Option<string?> model = Options.Text("--model", "MODEL",
            "The network: a .tflite, .onnx or .json model; by default a small one that fits the sensor.");
        Option<string?> folder = Options.Text("--out", "DIR", "The folder to write to, which must be new or empty; by default NAME.");
        return new Command("new", "Writes a project of your own: firmware, simulation, tests and a wiring picture for a board, a sensor " +
            "and an output.")
            { name, board, sensor, output, model, folder }
            .Does(parsed => Write(parsed.GetValue(name)!, parsed.GetValue(board),
                SensorKind.All.Single(known => known.Name == parsed.GetValue(sensor)),
                OutputDevice.All.Single(known => known.Name == parsed.GetValue(output)), parsed.GetValue(model), parsed.GetValue(folder)));
    }

    private static void Write(string name, string? board, SensorKind sensor, OutputDevice output, string? model, string? folder)
    {
        if (NewProject.NameFault(name) is { } fault) throw new UserException($"NAME {Printable.Text(name, 60)}: {fault}");
        folder ??= name;
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UserException($"{folder} is not empty; name a new folder with --out");
        SafeFile.CheckAll("--out", folder);
        // Starting the C# compiler and the instruction counter takes most of the time.
        _ = Task.Run(CSharpCompiler.WarmUp);
        _ = Task.Run(ModelProfile.WarmUp);
        Task<string?> feed = Task.Run(() => Feed(folder));
        (BoardFile file, BoardTarget target) = Options.Modules(board)[0];
        if (sensor.FaultOn(file) is { } misfit) throw new UserException($"--sensor {sensor.Name}: {misfit}");
        string space = NewProject.NamespaceOf(name);
        ProjectModel compiled = Terminal.Wait("compiling the model", () =>
            model is null ? ProjectModel.BuiltIn(sensor, space) : ProjectModel.Open(model, sensor, target, space));
        string? source = Terminal.Wait("looking for the device library", () => feed.GetAwaiter().GetResult());
        SafeFile.WriteAll("--out", folder, new NewProject(name, file, target, sensor, output, compiled, source is not null).Files());
        Console.WriteLine($"project  {name}: {sensor.Title} to {output.Title} on {file.Name}, model {compiled.FileName}");
        string package = $"{NewProject.DevicePackage} {NewProject.Version}";
        Console.WriteLine("library  " + (source is null ? $"as source in lib, since no feed has {package}"
            : $"{package}, a package of {Printable.Text(source, 40)}"));
        Console.WriteLine($"written  {folder}, begin with its README.md");
        Console.WriteLine("next     in this folder: dotnet test, then dotnet run --project simulation");
    }

    // The feed that has the device library, or null; the project's folder may not exist yet.
    private static string? Feed(string folder)
    {
        string existing = Path.GetFullPath(folder);
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing)!;
        using PackageFeeds feeds = new(existing);
        return feeds.Find(NewProject.DevicePackage, NewProject.Version, s_feedLimit);
    }
}
