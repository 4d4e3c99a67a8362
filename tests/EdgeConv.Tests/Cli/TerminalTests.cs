using EdgeConv.Cli;

namespace EdgeConv.Tests.Cli;

/// <summary>
/// What the terminal shows: tables of 80 columns, colors on a terminal only, the word that was meant, examples that work.
/// </summary>
[TestClass]
public sealed class TerminalTests : CommandTests
{
    private static readonly string s_digits = Repository.PathOf("examples", "digits.json");

    [TestMethod]
    public void ATableOfAnyContentKeepsItsWidth()
    {
        Xorshift random = new(5);
        for (int round = 0; round < 500; round++)
        {
            int columns = random.Range(1, 8), width = random.Range(60, 120);
            string Title(int i) => (i > 0 && random.Range(0, 3) == 0 ? "?" : "") + new string('t', random.Range(1, 9)) +
                (random.Range(0, 1) == 0 ? ":" : "");
            string[] titles = [.. Enumerable.Range(0, columns).Select(Title)];
            // Numbers have up to 5 digits; names have up to 60 letters, in words that fit a column.
            string Cell(string title) => title.EndsWith(':') ? new string('9', random.Range(0, 5))
                : string.Join(' ', Enumerable.Range(0, random.Range(0, 5)).Select(_ => new string('n', random.Range(1, 11))));
            string[][] rows = [.. Enumerable.Range(0, random.Range(0, 6)).Select(_ => titles.Select(Cell).ToArray())];
            IReadOnlyList<string> lines = TextTable.Lines(titles, rows, width);
            foreach (string line in lines) Assert.IsLessThanOrEqualTo(Math.Max(width, 2 + 14 * columns), line.Length, line);
            Assert.IsGreaterThan(rows.Length, lines.Count);
            string last = string.Concat(rows.Select(row => row[^1]).Where(_ => !titles[^1].EndsWith(':') && !titles[^1].StartsWith('?')));
            // Only names before the last column are cut.
            if (columns == 1) Assert.AreEqual(last.Count(c => c == 'n'), lines.Sum(line => line.Count(c => c == 'n')));
        }
    }

    [TestMethod]
    public void OptionalColumnsGoBeforeNamesAreCut()
    {
        string[] columns = ["name", "?detail", "size:"], row = ["a name of some length", "a detail of some length", "1,234"];
        Assert.Contains("detail", TextTable.Lines(columns, [row], 60)[0]);
        IReadOnlyList<string> narrow = TextTable.Lines(columns, [row], 40);
        Assert.DoesNotContain("detail", narrow[0]);
        Assert.Contains("a name of some length", narrow[1]);
        Assert.AreEqual("  a name of so…  1,234", TextTable.Lines(columns, [row], 22)[1]);
    }

    [TestMethod]
    public void EveryVerbsTableFits80Columns()
    {
        string[] models = [s_digits, Strokes, Repository.PathOf("examples", "shake.json"), Repository.PathOf("examples", "shapes.json")];
        foreach (string model in models)
        {
            string name = Path.GetFileName(model);
            Command.Put(name, File.ReadAllBytes(model));
            AssertNarrow("inspect", name);
            AssertNarrow("inspect", name, "--wifi");
            AssertNarrow("profile", name);
            AssertNarrow("profile", name, "--engine", "packed");
            AssertNarrow("pack", name, "--out", "m.ecm", "--board", "esp32");
            AssertNarrow("inspect", "m.ecm");
        }
        AssertNarrow("validate", "virtual", "strokes.json", "--count", "3");
        AssertNarrow("board", "info", "virtual");
        AssertNarrow("board", "watch", "virtual", "--count", "3");
        foreach (string example in (string[])["digits", "hand", "gesture", "strokes"])
            AssertNarrow("simulate", "--example", example, "--fault", "fail@20-29", "--out", "out");
        AssertNarrow("measure", "out/pwm.vcd", "--against", "out/pwm.csv", "--out", "out");
        File.Copy(TrainingData.Bars(Command.Folder, 24), Command.File("data.csv"), true);
        AssertNarrow("train", "--data", "data.csv", "--out", "bars.json", "--epochs", "1", "--fine-tuning", "0", "--report", "out");
    }

    [TestMethod]
    public void LongNamesOfALongNetworkFit80Columns()
    {
        string model = OutsideData.Model("person_detect");
        AssertNarrow("inspect", model);
        Assert.Contains("DEPTHWISE_CONV_2D", Command.Output);
        Assert.Contains("Conv2d_1_d", Command.Output, "the folder of all names is left out");
        AssertNarrow("profile", model, "--engine", "packed");
    }

    [TestMethod]
    public void InspectHasOneRowForABoardWithAMark()
    {
        Command.Run(["inspect", s_digits]).AssertDone("heap    compiled, weights as code: 53,064 bytes: 25,600 gone before Main");
        foreach (string board in (string[])["esp32", "esp32-c3", "esp32-s3-psram"])
            Assert.HasCount(1, Command.Output.Split('\n').Where(line => line.StartsWith($"  {board} ")));
        Assert.MatchesRegex(@"\n  esp32-c3 +54,472 +○ 1,408 +✗ -9,476 +✗ -3,740\n", Command.Output);
        Assert.MatchesRegex(@"\n  esp32-psram +3,900,000 +✓ 3,846,936 ", Command.Output);
    }

    [TestMethod]
    [DataRow("unknown verb 'simulat'; did you mean simulate?", "simulat"), DataRow("'isnpect'; did you mean inspect?", "isnpect")]
    [DataRow("unknown verb 'PROFILE'; did you mean profile?", "PROFILE"), DataRow("'sim'; did you mean simulate?", "sim")]
    [DataRow("unknown option '--fram'; did you mean --frames? (edgeconv simulate --help)", "simulate", "--fram", "x.png")]
    [DataRow("unknown option '--exmaple=hand'; did you mean --example?", "simulate", "--exmaple=hand")]
    [DataRow("unknown verb 'inof'; did you mean info?", "board", "inof", "virtual")]
    [DataRow("unknown option '--cuont'; did you mean --count?", "board", "watch", "virtual", "--cuont", "3")]
    public void AMisspelledWordIsNamedWithTheOneThatWasMeant(string message, params string[] args) =>
        Command.Run(args).AssertFailed(2, message);

    [TestMethod]
    [DataRow("xyzzy"), DataRow("simulate", "--xyzzy"), DataRow("board", "xyzzy"), DataRow("s"), DataRow("simulate", "--")]
    public void NothingIsMeantByOtherWords(params string[] args)
    {
        Command.Run(args);
        Assert.DoesNotContain("did you mean", Command.Error);
    }

    [TestMethod]
    public void EveryVerbsHelpHasAnExampleThatWorks()
    {
        foreach (string folder in (string[])["examples", "docs/images", "tools/EdgeConv.Simulation/Data"])
            foreach (string file in Directory.GetFiles(Repository.PathOf(folder.Split('/'))))
                Command.Put($"{folder}/{Path.GetFileName(file)}", File.ReadAllBytes(file));
        string[] verbs = Verbs("--help"), boards = Verbs("board", "--help");
        Assert.IsGreaterThan(12, verbs.Length);
        CollectionAssert.IsSubsetOf((string[])["info", "set", "load", "watch", "restart", "virtual"], boards);
        // These need a running board, a person, a file of the user's or nanoFramework's tools, or run until Ctrl+C.
        string[] notRun = ["send", "studio", "board virtual", "quantize", "build", "deploy"];
        foreach (string verb in (string[])[.. verbs, .. boards.Select(board => "board " + board)])
        {
            Command.Run([.. verb.Split(' '), "--help"]).AssertDone();
            string[] lines = [.. Command.Output.Split('\n').Where(line => line.StartsWith("  edgeconv ")).Select(line => line.Trim())];
            string[] examples = [.. lines.Where(line => !line.Contains('<') && !line.Contains('['))];
            Assert.IsNotEmpty(examples, $"{verb}: {Command.Output}");
            foreach (string example in examples)
            {
                string[] words = example.Split(' ')[1..];
                Assert.StartsWith(verb == "board" ? "board" : verb, string.Join(' ', words));
                if (notRun.Any(one => example.Contains($"edgeconv {one}"))) continue;
                Command.Run(words);
                Assert.AreEqual(0, Command.ExitCode, $"{example}: {Command.Error}");
            }
        }
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void ColorsAreForATerminalAndNotWithNoColor()
    {
        const string Escape = "\u001b[";
        if (BuiltProgram.OnTerminal(Command.Folder, "inspect", s_digits) is not { } shown)
        {
            Assert.Inconclusive("no program that makes a terminal");
            return;
        }
        Assert.Contains(Escape, shown);
        Assert.MatchesRegex(@"\x1b\[[0-9;]*m✗", shown);
        string wrong = BuiltProgram.OnTerminal(Command.Folder, "simulat")!;
        Assert.MatchesRegex(@"\x1b\[[0-9;]*merror: ?\x1b\[0m ?unknown verb", wrong);
        string plain = BuiltProgram.OnTerminalWith(("NO_COLOR", "1"), Command.Folder, "inspect", s_digits)!;
        Assert.Contains("✗ -9,476", plain);
        Assert.DoesNotMatchRegex(@"\x1b\[[0-9;]*3[0-9;]*m", plain);
        (_, string output, string error) = BuiltProgram.Run(Command.Folder, "inspect", s_digits);
        Assert.DoesNotContain("\u001b", output + error);
        (_, _, error) = BuiltProgram.Run(Command.Folder, "simulat");
        Assert.StartsWith("error: unknown verb", error);
    }

    // The verbs that a help page lists.
    private string[] Verbs(params string[] help)
    {
        Command.Run(help).AssertDone();
        string list = Command.Output[Command.Output.IndexOf("Commands:", StringComparison.Ordinal)..];
        return [.. Regex.Matches(list, @"^  ([a-z]+) ", RegexOptions.Multiline).Select(match => match.Groups[1].Value)
            .Where(verb => verb != "edgeconv")];
    }

    private void AssertNarrow(params string[] args)
    {
        Command.Run(args).AssertDone();
        foreach (string line in Command.Output.Split('\n'))
            Assert.IsLessThanOrEqualTo(80, line.Length, $"{string.Join(' ', args)}: {line}");
    }
}
