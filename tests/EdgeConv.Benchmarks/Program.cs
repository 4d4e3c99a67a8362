using System.Text.Json;
using EdgeConv.Benchmarks;

// dotnet run -c Release --project tests/EdgeConv.Benchmarks [-- --il] [--json] [--markdown FILE]
// dotnet run -c Release --project tests/EdgeConv.Benchmarks -- --studio
// dotnet run -c Release --project tests/EdgeConv.Benchmarks -- --page [--beside ADDRESS]... | --pictures DIR
const double MaxFrameMilliseconds = 150, MaxChangeMilliseconds = 50;
bool countOnly = false, json = false, studio = false, page = false;
string? markdown = null, pictures = null;
List<string> beside = [];
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--il") countOnly = true;
    else if (args[i] == "--json") json = true;
    else if (args[i] == "--studio") studio = true;
    else if (args[i] == "--page") page = true;
    else if (args[i] == "--beside" && i + 1 < args.Length) beside.Add(args[++i]);
    else if (args[i] == "--markdown" && i + 1 < args.Length) markdown = args[++i];
    else if (args[i] == "--pictures" && i + 1 < args.Length) pictures = args[++i];
    else
    {
        Console.Error.WriteLine($"error: option {args[i]} is unknown or lacks its value; there are --il (count instructions only, " +
            "without nanoCLR), --json, --markdown FILE, --studio (time of a board's frame to the screen), --page (time the studio's page " +
            "in Chromium), --beside ADDRESS (of another studio) and --pictures DIR (make the studio's pictures)");
        return 2;
    }
}
if (studio)
{
    string chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
    if (File.Exists(chromium)) return await FrameLatency.Measure(chromium) <= MaxFrameMilliseconds ? 0 : 1;
    Console.Error.WriteLine("skipped: no Chromium found (set CHROMIUM to its executable)");
    return 1;
}
try
{
    if (pictures is not null) await PagePictures.Write(pictures);
    if (page) return await PageBenchmark.Run(beside) <= MaxChangeMilliseconds ? 0 : 1;
    if (pictures is not null) return 0;
    IReadOnlyList<CaseResult> results = Benchmark.Count();
    if (!countOnly)
    {
        if (Toolchain.Find(out string reason) is not { } tools)
        {
            Console.Error.WriteLine($"skipped: {reason} (--il counts instructions without it)");
            return 1;
        }
        results = Benchmark.Time(tools, results);
    }
    string table = Table.Of(results);
    Console.WriteLine(json ? JsonSerializer.Serialize(results) : table);
    if (markdown is not null) File.WriteAllText(markdown, table + "\n");
    return results.All(result => result.IsSame) ? 0 : 1;
}
catch (Exception e) when (e is ToolException or IOException or UnauthorizedAccessException or Microsoft.Playwright.PlaywrightException
    or TimeoutException)
{
    Console.Error.WriteLine("error: " + e.Message);
    return 1;
}
