using System.Text.Json;
using System.Text.RegularExpressions;

namespace EdgeConv.Projects;

/// <summary>
/// Makes the template of `dotnet new edgeconv` from the projects of `edgeconv new`: a file that is the same for every board stands once,
/// in a folder for the choices that it depends on.
/// </summary>
public static partial class TemplatePackage
{
    // The template engine replaces this name, and Edge_Template1 in code, by those of the new project.
    private const string Name = "Edge-Template1";

    // Files that the template engine copies as they are: it would evaluate their conditions.
    private const string Copied = "lib/";

    private static readonly string[] s_copied = [Copied + "**"];

    // To `dotnet new`, --output is a folder.
    private static readonly string[] s_symbols = ["board", "sensor", "actuator"];

    // Choices that a file may depend on, as bits: 1 for the board, 2 for the sensor, 4 for the output. The first that suffices counts.
    private static readonly int[] s_choices = [0, 1, 2, 4, 3, 5, 6, 7];

    private static readonly string[][] s_all =
    [
        .. from sensor in SensorKind.All
           from known in BoardFiles.Targets
           where sensor.FaultOn(known.Board) is null
           from output in OutputDevice.All
           select (string[])[known.Target.Name, sensor.Name, output.Name],
    ];

    /// <summary>Makes all files of the template: paths with slashes, and contents.</summary>
    public static IReadOnlyList<(string Path, byte[] Data)> Files()
    {
        Dictionary<string, List<(string[] Choice, byte[] Data)>> variants = [];
        foreach (SensorKind sensor in SensorKind.All)
        {
            ProjectModel model = ProjectModel.BuiltIn(sensor, NewProject.NamespaceOf(Name));
            foreach ((BoardFile board, BoardTarget target) in BoardFiles.Targets.Where(known => sensor.FaultOn(known.Board) is null))
                foreach (OutputDevice output in OutputDevice.All)
                    foreach ((string path, byte[] data) in new NewProject(Name, board, target, sensor, output, model).Files())
                    {
                        if (!variants.TryGetValue(path, out List<(string[] Choice, byte[] Data)>? known)) variants[path] = known = [];
                        bool isCode = path.HasEnding(".cs") && !path.StartsWith(Copied, StringComparison.Ordinal);
                        known.Add(([target.Name, sensor.Name, output.Name], isCode ? WithDirectives(data) : data));
                    }
        }
        Dictionary<string, string> folders = [];
        List<(string Path, byte[] Data)> files = [];
        foreach ((string path, List<(string[] Choice, byte[] Data)> known) in variants)
        {
            int bits = s_choices.First(choices => Suffices(choices, known));
            foreach (IGrouping<string, (string[] Choice, byte[] Data)> group in known.GroupBy(one => FolderOf(bits, one.Choice)))
            {
                folders[group.Key] = ConditionOf(bits, group.First().Choice);
                files.Add(($"{group.Key}/{path}", group.First().Data));
            }
        }
        // The template engine cannot refuse a combination of choices.
        string refused = string.Join(" || ", SensorKind.All.SelectMany(sensor => BoardFiles.Targets
            .Where(known => sensor.FaultOn(known.Board) is not null)
            .Select(known => $"(board == \"{known.Target.Name}\" && sensor == \"{sensor.Name}\")")));
        foreach (string folder in folders.Keys.ToArray())
            folders[folder] = folders[folder].Length == 0 ? $"!({refused})" : $"{folders[folder]} && !({refused})";
        folders["refused"] = refused;
        files.Add(("refused/NOT-POSSIBLE.txt", Encoding.UTF8.GetBytes(
            "This board has no four free pins for the SPI of this sensor. Choose another --board or --sensor.\n")));
        files.Add((".template.config/template.json", Encoding.UTF8.GetBytes(Template(folders, Identities(files)))));
        return files;
    }

    // Whether files of the same choices are equal, and either all projects of these choices have the file or none.
    private static bool Suffices(int bits, List<(string[] Choice, byte[] Data)> known) =>
        known.GroupBy(one => FolderOf(bits, one.Choice)).All(group => group.Count() == s_all.Count(all => FolderOf(bits, all) == group.Key)
            && group.All(one => one.Data.AsSpan().SequenceEqual(group.First().Data)));

    private static string FolderOf(int bits, string[] choice) =>
        bits == 0 ? "any" : string.Join('_', choice.Where((_, i) => (bits >> i & 1) == 1));

    private static string ConditionOf(int bits, string[] choice) =>
        string.Join(" && ", choice.Index().Where(one => (bits >> one.Index & 1) == 1)
            .Select(one => $"{s_symbols[one.Index]} == \"{one.Item}\""));

    // The template engine must not evaluate the #if of the code.
    private static byte[] WithDirectives(byte[] data)
    {
        string text = Encoding.UTF8.GetString(data);
        return text.Contains("\n#if ") ? Encoding.UTF8.GetBytes($"//-:cnd:noEmit\n{text}//+:cnd:noEmit\n") : data;
    }

    // Identities of the projects, which the template engine replaces by new ones; those of libraries stay.
    private static string[] Identities(IEnumerable<(string Path, byte[] Data)> files) =>
        [.. files.Where(file => file.Path.HasEnding(".nfproj") && !file.Path.Contains("/lib/"))
            .SelectMany(file => Identity().Matches(Encoding.UTF8.GetString(file.Data))).Select(match => match.Groups[1].Value)
            .Concat(files.Where(file => file.Path.HasEnding(".sln")).SelectMany(file =>
                DesktopIdentity().Matches(Encoding.UTF8.GetString(file.Data))).Select(match => match.Groups[1].Value)).Distinct()];

    [GeneratedRegex(@"<ProjectGuid>\{([0-9A-F-]+)\}")]
    private static partial Regex Identity();

    [GeneratedRegex(@"\.csproj"", ""\{([0-9A-F-]+)\}")]
    private static partial Regex DesktopIdentity();

    private static string Template(Dictionary<string, string> folders, string[] identities) => JsonSerializer.Serialize(
        new Dictionary<string, object>
        {
            ["$schema"] = "http://json.schemastore.org/template",
            ["author"] = "The EdgeConv contributors",
            ["classifications"] = new[] { "nanoFramework", "ESP32", "IoT" },
            ["identity"] = "EdgeConv.Project",
            ["name"] = "EdgeConv project for .NET nanoFramework",
            ["description"] = "From a sensor through a neural network to a PWM output: firmware, simulation and tests.",
            ["shortName"] = "edgeconv",
            ["tags"] = new { language = "C#", type = "solution" },
            ["sourceName"] = Name,
            ["preferNameDirectory"] = true,
            ["guids"] = identities,
            ["symbols"] = new
            {
                board = Symbol("The board.", BoardFiles.Targets.Select(known => (known.Target.Name, known.Target.Title))),
                sensor = Symbol("The sensor.", SensorKind.All.Select(known => (known.Name, known.Title))),
                actuator = Symbol("The device on the PWM pin.", OutputDevice.All.Select(known => (known.Name, known.Title))),
            },
            ["sources"] = folders.OrderBy(folder => folder.Key, StringComparer.Ordinal).Select(folder => folder.Value.Length == 0
                ? (object)new { source = $"./{folder.Key}/", target = "./", copyOnly = s_copied }
                : new { source = $"./{folder.Key}/", target = "./", copyOnly = s_copied, condition = $"({folder.Value})" }),
        }, s_json) + "\n";

    private static readonly JsonSerializerOptions s_json =
        new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static object Symbol(string description, IEnumerable<(string Name, string Title)> choices) => new
    {
        type = "parameter",
        datatype = "choice",
        description,
        defaultValue = choices.First().Name,
        choices = choices.Select(choice => new { choice = choice.Name, description = choice.Title }),
    };
}
