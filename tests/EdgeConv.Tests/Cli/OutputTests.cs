using System.Net.Sockets;
using System.Runtime.Versioning;
using EdgeConv.Common;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests.Cli;

/// <summary>What commands write: never over an input or what is no file, whole or not at all.</summary>
[TestClass]
public sealed class OutputTests
{
    private static readonly string s_strokes = Repository.PathOf("examples", "strokes.json");

    // The output is the input under a name of the output's kind, which the test makes a link; {0} is the name of the link.
    private static readonly (string Input, string Link, string Command)[] s_overwriting =
    [
        ("model", "link.ecm", "pack model --out {0}"),
        ("model", "link.cs", "compile model --out {0}"),
        ("model", "link.html", "inspect model --html {0}"),
        ("model", "link.html", "profile model --html {0}"),
        ("model", "link.bin", "run model --input frame.bin --output {0}"),
        ("frame.bin", "link", "run model --input frame.bin --output {0}"),
        ("labels.txt", "link.out", "run model --input frame.bin --labels labels.txt --output {0}"),
        ("board.json", "link.ecm", "pack model --board board.json --out {0}"),
        ("frames.npy", "link.npy", "simulate --model model --frames frames.npy --count 2 --record {0} --out made"),
        ("table.csv", "link.json", "train --data table.csv --out {0} --report made"),
        ("table.csv", "link.labels.txt", "train --data table.csv --out link.json --report made"),
        ("network.json", "link.tflite", "train --data table.csv --network network.json --out {0} --report made"),
        ("table.csv", "made/report.html", "train --data table.csv --out made.json --report made --epochs 1 --fine-tuning 0"),
        ("capture.csv", "made/duty.csv", "measure capture.csv --out made"),
        ("frame.bin", "made/000-frame.bin", "run model --input frame.bin --dump made"),
    ];

    [UnixTest]
    public void AnOutputThatIsAnInputIsRefused()
    {
        using var command = new SimulatedCommand();
        MakeInputs(command);
        for (int i = 0; i < s_overwriting.Length; i++)
        {
            (string input, string link, string line) = s_overwriting[i];
            byte[] before = File.ReadAllBytes(command.File(input));
            string path = command.File(link);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (i % 2 == 0) UnixTestAttribute.Make("ln", command.File(input), path);
            else File.CreateSymbolicLink(path, command.File(input));
            command.Run([.. Arguments(command, line, link)]);
            Assert.AreEqual(1, command.ExitCode, $"{line}: {command.Error}");
            Assert.Contains($"this is the input {command.File(input)}; name another file", command.Error, line);
            CollectionAssert.AreEqual(before, File.ReadAllBytes(command.File(input)), line);
            File.Delete(path);
            if (Path.GetDirectoryName(link) is { Length: > 0 } folder) Directory.Delete(command.File(folder), recursive: true);
        }
        Assert.IsEmpty(Directory.GetFiles(command.Folder, "*partial*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void TheInputUnderItsOwnNameIsRefusedByAnyPath()
    {
        using var command = new SimulatedCommand();
        MakeInputs(command);
        byte[] before = File.ReadAllBytes(command.File("model"));
        string roundabout = Path.Combine(command.Folder, "none", "..", ".", "model");
        foreach (string path in (string[])[command.File("model"), roundabout])
            command.Run(["pack", command.File("model"), "--out", path]).AssertFailed(1, "this is the input");
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            command.Run(["pack", command.File("model"), "--out", command.File("MODEL")]).AssertFailed(1, "this is the input");
        CollectionAssert.AreEqual(before, File.ReadAllBytes(command.File("model")));
    }

    [TestMethod]
    public void PicturesThatWereReadAreNotReplacedByThoseOfTheRun()
    {
        using var command = new SimulatedCommand();
        command.Simulate("--example", "strokes", "--count", "2").AssertDone();
        string[] maps = Directory.GetFiles(Path.Combine(command.Out, "maps"));
        byte[][] before = [.. maps.Select(File.ReadAllBytes)];
        command.Simulate("--example", "strokes", "--count", "1", "--frames", Path.Combine(command.Out, "maps"));
        Assert.AreEqual(1, command.ExitCode);
        Assert.Contains("this is the input", command.Error);
        for (int i = 0; i < maps.Length; i++) CollectionAssert.AreEqual(before[i], File.ReadAllBytes(maps[i]));
    }

    [TestMethod]
    [DataRow("pack", "x.json", "pack {0} --out {1}", "name a .ecm file")]
    [DataRow("pack", "x.TFLITE", "pack {0} --out {1}", "name a .ecm file")]
    [DataRow("compile", "x.json", "compile {0} --out {1}", "name a .cs file")]
    [DataRow("compile", "x.ecm", "compile {0} --out {1}", "name a .cs file")]
    [DataRow("run", "x.npy", "run {0} --input {0} --output {1}", "name a .bin file")]
    [DataRow("run", "x.png", "run {0} --input {0} --output {1}", "name a .bin file")]
    [DataRow("inspect", "x.onnx", "inspect {0} --html {1}", "name a .html file")]
    [DataRow("profile", "x.csv", "profile {0} --html {1}", "name a .html file")]
    [DataRow("quantize", "x.ecm", "quantize {0} --calibration {0} --out {1}", "name a .tflite or .json file")]
    [DataRow("train", "x.ecm", "train --data {0} --out {1}", "name a .json or .tflite file")]
    [DataRow("simulate", "x.vcd", "simulate --record {1}", "name a .npy file")]
    public void AnEndingOfAnotherKindIsWrongUsage(string verb, string name, string line, string fragment)
    {
        using var command = new SimulatedCommand();
        File.WriteAllText(command.File(name), "precious");
        command.Run([.. string.Format(line, s_strokes, command.File(name)).Split(' ')]).AssertFailed(2, fragment);
        Assert.AreEqual("precious", File.ReadAllText(command.File(name)), verb);
    }

    [UnixTest]
    [Timeout(120_000)] // A pipe that nobody reads or writes would hold it for ever.
    public void WhatIsNoFileIsNeverReplaced()
    {
        using var command = new SimulatedCommand();
        UnixTestAttribute.Make("mkfifo", command.File("pipe"));
        Directory.CreateDirectory(command.File("folder"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(command.File("socket")));
        File.CreateSymbolicLink(command.File("link"), command.File("pipe"));
        foreach ((string name, string kind) in ((string, string)[])
            [("pipe", "a pipe"), ("folder", "a folder"), ("socket", "a socket"), ("link", "a pipe"), ("folder/", "a folder")])
        {
            command.Run(["pack", s_strokes, "--out", command.File(name)]).AssertFailed(1, $"{name}: {kind}; name a file");
            command.Run(["inspect", s_strokes, "--html", command.File(name)]).AssertFailed(1, $"{name}: {kind}; name a file");
        }
        command.Run(["simulate", "--count", "1", "--out", command.File("pipe"), "--record", command.File("x.npy")])
            .AssertFailed(1, "a pipe; name a folder");
        Assert.IsFalse(File.Exists(command.File("x.npy")));
        // In a folder that is written to, before anything in it is replaced.
        Directory.CreateDirectory(command.File("made"));
        File.WriteAllText(command.File("made/pwm.csv"), "old");
        UnixTestAttribute.Make("mkfifo", command.File("made/report.html"));
        command.Run(["simulate", "--example", "strokes", "--count", "1", "--out", command.File("made")]);
        Assert.Contains("report.html: a pipe; name a file", command.Error);
        Assert.AreEqual("old", File.ReadAllText(command.File("made/pwm.csv")));
        AssertHolds(command.File("made"), "pwm.csv", "report.html");
    }

    [UnixTest(needsRoot: true)]
    public void TheNullDeviceTakesAllAndStays()
    {
        // Not /dev/null itself: if this fails, it would be gone.
        using var command = new SimulatedCommand();
        string device = command.File("null"), other = command.File("zero");
        UnixTestAttribute.Make("mknod", device, "c", "1", "3");
        UnixTestAttribute.Make("mknod", other, "c", "1", "5");
        command.Run(["pack", s_strokes, "--out", device]).AssertDone();
        command.Run(["compile", s_strokes, "--out", device]).AssertDone();
        command.Run(["compile", s_strokes, "--assemblies", "--out", device]).AssertFailed(1, "--assemblies writes several files");
        command.Run(["pack", s_strokes, "--out", other]).AssertFailed(1, "a device; name a file");
        AssertHolds(command.Folder, "null", "zero");
        Assert.IsFalse(File.Exists(device) && new FileInfo(device).Length > 0);
        using FileStream stillADevice = File.OpenRead(device);
        Assert.AreEqual(-1, stillADevice.ReadByte());
    }

    [UnixTest]
    [UnsupportedOSPlatform("windows")]
    public void ALinkIsFollowedAndTheModeKept()
    {
        using var command = new SimulatedCommand();
        Directory.CreateDirectory(command.File("far/inner"));
        Directory.CreateSymbolicLink(command.File("near"), command.File("far/inner"));
        // Through the linked folder: ".." is far, not the folder that holds "near".
        File.CreateSymbolicLink(command.File("far/inner/link.ecm"), "../there.ecm");
        File.WriteAllText(command.File("far/there.ecm"), "old");
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(command.File("far/there.ecm"), mode);
        command.Run(["pack", s_strokes, "--out", command.File("near/link.ecm")]).AssertDone();
        Assert.AreEqual("../there.ecm", new FileInfo(command.File("far/inner/link.ecm")).LinkTarget);
        Assert.StartsWith("ECM", File.ReadAllText(command.File("far/there.ecm")));
        Assert.AreEqual(mode, File.GetUnixFileMode(command.File("far/there.ecm")));
        // One that leads to nothing yet.
        File.CreateSymbolicLink(command.File("dangling.ecm"), "far/new.ecm");
        command.Run(["pack", s_strokes, "--out", command.File("dangling.ecm")]).AssertDone();
        Assert.AreEqual("far/new.ecm", new FileInfo(command.File("dangling.ecm")).LinkTarget);
        CollectionAssert.AreEqual(File.ReadAllBytes(command.File("far/there.ecm")), File.ReadAllBytes(command.File("far/new.ecm")));
        // The same for folders and the files in them.
        Directory.CreateSymbolicLink(command.File("out"), "far/reports");
        command.Run(["simulate", "--example", "strokes", "--count", "1", "--out", command.File("out")]).AssertDone();
        Assert.IsTrue(File.Exists(command.File("far/reports/report.html")));
        File.Move(command.File("far/reports/pwm.csv"), command.File("far/kept.csv"));
        File.CreateSymbolicLink(command.File("far/reports/pwm.csv"), "../kept.csv");
        File.WriteAllText(command.File("far/kept.csv"), "old");
        command.Run(["simulate", "--example", "strokes", "--count", "1", "--out", command.File("out")]).AssertDone();
        Assert.StartsWith("time_us", File.ReadAllText(command.File("far/kept.csv")));
        Assert.AreEqual("far/reports", new FileInfo(command.File("out")).LinkTarget);
        // In a circle.
        File.CreateSymbolicLink(command.File("one"), "two");
        File.CreateSymbolicLink(command.File("two"), "one");
        command.Run(["pack", s_strokes, "--out", command.File("one")]);
        Assert.Contains("links that lead in a circle", command.Error);
    }

    [TestMethod]
    public void SeveralFilesAreWrittenAllOrNone()
    {
        using var command = new SimulatedCommand();
        foreach (string name in (string[])["one.cs", "two.cs", "old.cs"]) File.WriteAllText(command.File(name), name);
        byte[] data = "new"u8.ToArray();
        Action<string> flush = Partials.Flush;
        List<string> flushed = [];
        try
        {
            // The last one becomes impossible when all are written and none is in place.
            Partials.Flush = path =>
            {
                if (!path.StartsWith(command.Folder, StringComparison.Ordinal)) return; // of a test beside this one
                flushed.Add(path);
                if (flushed.Count == 3) Directory.CreateDirectory(command.File("three.cs"));
            };
            (string, byte[])[] three = [(command.File("one.cs"), data), (command.File("two.cs"), data), (command.File("three.cs"), data)];
            var failure = Assert.ThrowsExactly<UserException>(() => SafeFile.Write("--out", three, [command.File("old.cs")]));
            Assert.Contains("three.cs: cannot be written", failure.Message);
        }
        finally
        {
            Partials.Flush = flush;
        }
        Assert.HasCount(3, flushed.Distinct());
        foreach (string name in (string[])["one.cs", "two.cs", "old.cs"]) Assert.AreEqual(name, File.ReadAllText(command.File(name)));
        Directory.Delete(command.File("three.cs"));
        Assert.HasCount(3, Directory.GetFileSystemEntries(command.Folder));

        SafeFile.Write("--out", [(command.File("one.cs"), data), (command.File("three.cs"), data)], [command.File("old.cs")]);
        AssertHolds(command.Folder, "one.cs", "two.cs", "three.cs");
        Assert.AreEqual("new", File.ReadAllText(command.File("one.cs")));
    }

    [UnixTest]
    [Timeout(120_000)]
    public void ACompileThatCannotWriteKeepsTheFilesOfTheOneBefore()
    {
        using var command = new SimulatedCommand();
        string part = command.File("ModelPart3.cs");
        const string head = "// big, part 3 of 9: about 50000 bytes of bytecode.\n// Made by: edgeconv compile big.tflite --assemblies\n";
        File.WriteAllText(part, head + "class C { }\n");
        // It has the name of a part, and reading it would wait for ever.
        UnixTestAttribute.Make("mkfifo", command.File("ModelPart4.cs"));
        UnixTestAttribute.Make("mkfifo", command.File("model.cs"));
        command.Run(["compile", s_strokes, "--out", command.File("model.cs"), "--class", "Model"]).AssertFailed(1, "a pipe; name a file");
        Assert.IsTrue(File.Exists(part));
        File.Delete(command.File("model.cs"));
        command.Run(["compile", s_strokes, "--out", command.File("model.cs"), "--class", "Model"]).AssertDone();
        AssertHolds(command.Folder, "model.cs", "ModelPart4.cs");
    }

    private static void AssertHolds(string folder, params string[] names) =>
        CollectionAssert.AreEquivalent(names, Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).ToArray());

    private static IEnumerable<string> Arguments(SimulatedCommand command, string line, string link)
    {
        bool IsPath(string word) => word.Contains('.') || word is "model" or "made";
        return line.Split(' ').Select(word => word == "{0}" ? command.File(link) : IsPath(word) ? command.File(word) : word);
    }

    private static void MakeInputs(SimulatedCommand command)
    {
        File.Copy(s_strokes, command.File("model"));
        File.WriteAllBytes(command.File("frame.bin"), new byte[64]);
        File.WriteAllText(command.File("labels.txt"), string.Concat(Enumerable.Range(0, 3).Select(i => $"class {i}\n")));
        File.Copy(Repository.PathOf("hardware", "boards", "esp32-devkitc.json"), command.File("board.json"));
        File.WriteAllBytes(command.File("frames.npy"), FrameFiles.Npy("|u1", "(2, 8, 8)", new byte[128]));
        File.WriteAllText(command.File("table.csv"), string.Concat(Enumerable.Range(0, 20).Select(i => $"{FrameFiles.Row},{i % 2}\n")));
        File.WriteAllText(command.File("network.json"),
            """{ "edgeconv": 1, "input": { "shape": [8, 8, 1] }, "layers": [{ "type": "fullyConnected", "outputs": "classes" }] }""");
        string edges = string.Concat(Enumerable.Range(0, 60).Select(i => $"0.{i:00}0,{i % 2}\n"));
        File.WriteAllText(command.File("capture.csv"), "Time [s],pwm\n" + edges);
    }
}
