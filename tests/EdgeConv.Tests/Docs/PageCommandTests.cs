namespace EdgeConv.Tests.Docs;

/// <summary>Runs the commands of the documentation, page by page and in their order, in a folder that has what the pages name.</summary>
[TestClass]
public sealed partial class PageCommandTests
{
    /// <summary>Folders of the repository that commands read or write.</summary>
    private static readonly string[] s_folders = ["examples", "firmware/EdgeConv.Firmware/Models"];

    public TestContext TestContext { get; set; } = null!;

    public static IEnumerable<object[]> Pages =>
        MarkdownPage.All.Where(page => PageCommand.Of(page).Any(command => command.IsRun)).Select(page => new object[] { page.Path });

    [TestMethod, DynamicData(nameof(Pages))]
    public void CommandsOfThePageRun(string path)
    {
        using var shell = new SimulatedCommand();
        foreach (string folder in s_folders) Copy(Repository.PathOf(folder.Split('/')), Path.Combine([shell.Folder, .. folder.Split('/')]));
        foreach (PageCommand command in PageCommand.Of(new MarkdownPage(path)).Where(command => command.IsRun))
        {
            (string[] arguments, string? input) = command.Parse();
            PageFiles.Provide(shell.Folder, command.Text);
            var time = Stopwatch.StartNew();
            shell.Run(arguments, input is null ? null : File.ReadAllBytes(shell.File(input)));
            TestContext.WriteLine($"{time.Elapsed.TotalSeconds:0.0} s  {command.Text}");
            Assert.AreEqual(0, shell.ExitCode, $"{command}\n{shell.Error}");
        }
    }

    [TestMethod]
    public void EveryCommandIsRunOrHasItsReason()
    {
        PageCommand[] commands = [.. MarkdownPage.All.SelectMany(PageCommand.Of)];
        string[] unknown = [.. commands.Where(command => !command.IsRun && command.Reason is null).Select(command => command.ToString())];
        Assert.AreEqual("", string.Join("\n", unknown));
        Assert.IsGreaterThan(10, commands.Count(command => command.IsRun));
        foreach (IGrouping<string, PageCommand> group in commands.GroupBy(command => command.Reason ?? "run here"))
            TestContext.WriteLine($"{group.Count(),3}  {group.Key}");
    }

    [TestMethod]
    public void TheReadmesTestCommandIsThatOfTheBuildServer()
    {
        string test = PageCommand.Of(new MarkdownPage("README.md")).First(command => command.Text.StartsWith("dotnet test")).Text;
        Assert.Contains(test, File.ReadAllLines(Repository.PathOf(".ci", "run")));
    }

    [TestMethod, DataRow("README.md")]
    public void BeforeItsFirstCommandAPageSaysThatItBuildsFirst(string path)
    {
        string text = Repository.Text(path.Split('/'));
        string before = text[..text.IndexOf("```console\ndotnet run")].TrimEnd();
        Assert.Contains("builds everything first", before[(before.LastIndexOf('\n') + 1)..]);
    }

    [TestMethod]
    public void TheVerbsThatPagesNameExist()
    {
        using var command = new SimulatedCommand();
        string help = command.Run(["--help"]).Output;
        string[] unknown =
        [
            .. MarkdownPage.All
                .SelectMany(page => page.Code.Select(code => VerbPattern().Match(code.Text))
                .Where(match => match.Success && !Regex.IsMatch(help, $@"^\s+{match.Groups[1].Value}\b", RegexOptions.Multiline))
                .Select(match => $"{page.Path}: {match.Value}")),
        ];
        Assert.AreEqual("", string.Join("\n", unknown));
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (string folder in Directory.EnumerateDirectories(from)) Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    [GeneratedRegex("^edgeconv ([a-z]+)")]
    private static partial Regex VerbPattern();
}
