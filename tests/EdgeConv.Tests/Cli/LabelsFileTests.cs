namespace EdgeConv.Tests.Cli;

/// <summary>The file with the names of a model's classes: found beside the model, and safe whatever it holds.</summary>
[TestClass]
public sealed class LabelsFileTests : CommandTests
{
    private const string Model = """
        { "edgeconv": 1, "input": { "shape": [2, 2, 1] }, "layers": [{ "type": "flatten" }] }
        """;

    [TestMethod]
    [DataRow("digits.json", "digits.labels.txt"), DataRow("a.b/model.tflite", "a.b/model.labels.txt")]
    [DataRow("two.dots.ecm", "two.dots.labels.txt"), DataRow("plain", "plain.labels.txt")]
    public void TheFileHasTheNameOfTheModel(string model, string labels) => Assert.AreEqual(labels, LabelsFile.PathFor(model));

    [TestMethod]
    [DataRow("a\nb\nc"), DataRow("a\nb\nc\n"), DataRow("\uFEFFa\r\nb\r\nc\r\n\r\n"), DataRow(" a \n\tb\nc  \n \n")]
    public void LineEndsMarksAndBlanksAreNoPartOfAName(string text) =>
        CollectionAssert.AreEqual((string[])["a", "b", "c"], LabelsFile.Parse("x", Encoding.UTF8.GetBytes(text), 3));

    [TestMethod]
    public void AClassMayHaveNoName() =>
        CollectionAssert.AreEqual((string[])["a", "", "手"], LabelsFile.Parse("x", Encoding.UTF8.GetBytes("a\n\n手\n"), 3));

    [TestMethod]
    [DataRow("", "0 names"), DataRow("\n \n", "0 names"), DataRow("a\nb", "2 names"), DataRow("a\nb\nc\nd", "4 names")]
    [DataRow("a\n\0\nc", "not a text file")]
    public void ADamagedFileIsRefusedByName(string text, string fragment)
    {
        UserException refused =
            Assert.ThrowsExactly<UserException>(() => LabelsFile.Parse("names.txt", Encoding.UTF8.GetBytes(text), 3));
        Assert.StartsWith("names.txt ", refused.Message);
        Assert.Contains(fragment, refused.Message);
    }

    [TestMethod]
    public void ANameIsSafeToShowAndNotLong()
    {
        string wide = new('w', 5000);
        string[] names = LabelsFile.Parse("x", Encoding.UTF8.GetBytes($"\u001b[2Ja\u202eb\n{wide}\n\u0007"), 3);
        Assert.AreEqual("?[2Ja?b", names[0]);
        Assert.AreEqual(LabelsFile.MaxNameLength + 3, names[1].Length);
        Assert.AreEqual("?", names[2]);
    }

    /// <summary>Any bytes become that number of printable names, or are refused.</summary>
    [TestMethod]
    public void AnyBytesAreNamesOrRefused()
    {
        var random = new Xorshift(11);
        int read = 0;
        for (int round = 0; round < 3000; round++)
        {
            byte[] text = new byte[random.Range(0, 39)];
            // Few different bytes, so that many contents have the right number of lines.
            for (int i = 0; i < text.Length; i++) text[i] = random.Range(0, 2) == 0 ? (byte)'\n' : (byte)random.Range(0, 255);
            try
            {
                string[] names = LabelsFile.Parse("x", text, 4);
                Assert.HasCount(4, names);
                foreach (string name in names) Assert.AreEqual(Printable.Clean(name), name);
                read++;
            }
            catch (UserException refused)
            {
                Assert.StartsWith("x ", refused.Message);
            }
        }
        Assert.IsGreaterThan(100, read);
    }

    [TestMethod]
    public void RunShowsTheNamesBesideTheModel()
    {
        Run().AssertDone();
        Assert.DoesNotContain("note:", Command.Output);
        Command.Put("model.labels.txt", "north\neast\nsouth\nwest\n");
        Run().AssertDone("north", "west");
        Assert.AreEqual("south", (string?)Run("--json").AssertDone().Json["outputs"]![0]!["top"]![1]!["label"]);
        Command.Put("other.txt", "a1\na2\na3\na4");
        Run("--labels", "other.txt").AssertDone("a4");
        Assert.DoesNotContain("north", Command.Output);
    }

    [TestMethod]
    [DataRow("a\nb\n", "holds 2 names, but the model's output has 4 values"), DataRow("a\0", "is not a text file")]
    [DataRow(null, "is longer than 1 MB")]
    public void ADamagedFileBesideTheModelIsNamedButRunsTheModel(string? text, string fragment)
    {
        Command.Put("model.labels.txt", text ?? new string('a', LabelsFile.MaxBytes + 1));
        Run().AssertDone("note: class names are not shown: model.labels.txt " + fragment, "real");
        Run("--json").AssertDone();
        Assert.IsNull((string?)Command.Json["outputs"]![0]!["top"]![0]!["label"]);
        Run("--labels", "model.labels.txt").AssertFailed(1, "--labels model.labels.txt " + fragment);
    }

    [TestMethod]
    public void AFolderBesideTheModelIsNoLabelsFile()
    {
        Directory.CreateDirectory(Command.File("model.labels.txt"));
        Run().AssertDone();
        Assert.DoesNotContain("note:", Command.Output);
    }

    [UnixTest(program: "mkfifo")]
    public void APipeBesideTheModelIsNotRead()
    {
        UnixTestAttribute.Make("mkfifo", Command.File("model.labels.txt"));
        Run().AssertDone();
    }

    private SimulatedCommand Run(params string[] more)
    {
        Command.Put("model.json", Model);
        Command.Put("input.bin", 1, 2, 3, 4);
        return Command.Run(["run", "model.json", "--input", "input.bin", .. more]);
    }
}
