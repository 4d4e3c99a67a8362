using System.Runtime.Versioning;

namespace EdgeConv.Tests.Cli;

/// <summary>What commands write: never over an input or what is no file, whole or not at all.</summary>
[TestClass]
public sealed class OutputTests : CommandTests
{
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

    [TestMethod]
    [DataRow("run model --input frame.bin --output made/000-frame.bin --dump made", "--output")]
    [DataRow("run model --input frame.bin --output made --dump made", "--output")]
    [DataRow("train --data table.csv --out made.json --report made.json --epochs 1 --fine-tuning 0", "--out")]
    public void TwoOutputsThatAreOneFileAreRefused(string line, string other)
    {
        MakeInputs();
        if (line.Contains("made/")) Directory.CreateDirectory(Command.File("made"));
        Command.Run(line.Split(' ')).AssertFailed(1, $"{other} writes ");
    }

    [UnixTest]
    public void AnOutputThatIsAnInputIsRefused()
    {
        MakeInputs();
        for (int i = 0; i < s_overwriting.Length; i++)
        {
            (string input, string link, string line) = s_overwriting[i];
            byte[] before = Command.Bytes(input);
            string path = Command.File(link);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (i % 2 == 0) UnixTestAttribute.Make("ln", Command.File(input), path);
            else File.CreateSymbolicLink(path, Command.File(input));
            Command.Run(string.Format(line, link).Split(' '));
            Assert.AreEqual(1, Command.ExitCode, $"{line}: {Command.Error}");
            Assert.Contains($"this is the input {input}; name another file", Command.Error, line);
            CollectionAssert.AreEqual(before, Command.Bytes(input), line);
            File.Delete(path);
            if (Path.GetDirectoryName(link) is { Length: > 0 } folder) Directory.Delete(Command.File(folder), recursive: true);
        }
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*partial*", SearchOption.AllDirectories));
    }

    [TestMethod]
    public void TheInputUnderItsOwnNameIsRefusedByAnyPath()
    {
        MakeInputs();
        byte[] before = Command.Bytes("model");
        string[] paths = ["model", Command.File("model"), Path.Combine(Command.Folder, "none", "..", ".", "model")];
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()) paths = [.. paths, "MODEL"];
        foreach (string path in paths) Command.Run(["pack", Command.File("model"), "--out", path]).AssertFailed(1, "this is the input");
        CollectionAssert.AreEqual(before, Command.Bytes("model"));
    }

    [TestMethod]
    public void PicturesThatWereReadAreNotReplacedByThoseOfTheRun()
    {
        Command.Simulate("--example", "strokes", "--count", "2").AssertDone();
        string[] maps = Directory.GetFiles(Command.File("out/maps"));
        byte[][] before = [.. maps.Select(File.ReadAllBytes)];
        Command.Simulate("--example", "strokes", "--count", "1", "--frames", "out/maps");
        Assert.AreEqual(1, Command.ExitCode);
        Assert.Contains("this is the input", Command.Error);
        for (int i = 0; i < maps.Length; i++) CollectionAssert.AreEqual(before[i], File.ReadAllBytes(maps[i]));
    }

    [TestMethod]
    [DataRow("x.json", "pack {0} --out {1}", "name a .ecm file"), DataRow("x.TFLITE", "pack {0} --out {1}", "name a .ecm file")]
    [DataRow("x.json", "compile {0} --out {1}", "name a .cs file"), DataRow("x.ecm", "compile {0} --out {1}", "name a .cs file")]
    [DataRow("x.npy", "run {0} --input {0} --output {1}", "name a .bin file")]
    [DataRow("x.png", "run {0} --input {0} --output {1}", "name a .bin file")]
    [DataRow("x.onnx", "inspect {0} --html {1}", "name a .html file")]
    [DataRow("x.csv", "profile {0} --html {1}", "name a .html file")]
    [DataRow("x.ecm", "quantize {0} --calibration {0} --out {1}", "name a .tflite or .json file")]
    [DataRow("x.ecm", "train --data {0} --out {1}", "name a .json or .tflite file")]
    [DataRow("x.vcd", "simulate --record {1}", "name a .npy file")]
    public void AnEndingOfAnotherKindIsWrongUsage(string name, string line, string fragment)
    {
        Command.Put(name, "precious");
        Command.Run(string.Format(line, Strokes, name).Split(' ')).AssertFailed(2, fragment);
        Assert.AreEqual("precious", Command.Text(name), line);
    }

    [UnixTest]
    [Timeout(120_000)] // A pipe that nobody reads or writes would hold it for ever.
    public void WhatIsNoFileIsNeverReplaced()
    {
        UnixTestAttribute.Make("mkfifo", Command.File("pipe"));
        Directory.CreateDirectory(Command.File("folder"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Command.File("socket")));
        File.CreateSymbolicLink(Command.File("link"), Command.File("pipe"));
        foreach ((string name, string kind) in ((string, string)[])
            [("pipe", "a pipe"), ("folder", "a folder"), ("socket", "a socket"), ("link", "a pipe"), ("folder/", "a folder")])
        {
            Command.Run(["pack", Strokes, "--out", name]).AssertFailed(1, $"{name} is {kind}; name a file");
            Command.Run(["inspect", Strokes, "--html", name]).AssertFailed(1, $"{name} is {kind}; name a file");
        }
        Command.Run(["simulate", "--count", "1", "--out", "pipe", "--record", "x.npy"]).AssertFailed(1, "a pipe; name a folder");
        Assert.IsFalse(File.Exists(Command.File("x.npy")));
        // In a folder that is written to, before anything in it is replaced.
        Command.Put("made/pwm.csv", "old");
        UnixTestAttribute.Make("mkfifo", Command.File("made/report.html"));
        Command.Run(["simulate", "--example", "strokes", "--count", "1", "--out", "made"]);
        Assert.Contains("report.html is a pipe; name a file", Command.Error);
        Assert.AreEqual("old", Command.Text("made/pwm.csv"));
        Command.AssertHolds("made", "pwm.csv", "report.html");
    }

    [UnixTest(needsRoot: true)]
    public void TheNullDeviceTakesAllAndStays()
    {
        // Not /dev/null itself: if this fails, it would be gone.
        string device = Command.File("null");
        UnixTestAttribute.Make("mknod", device, "c", "1", "3");
        UnixTestAttribute.Make("mknod", Command.File("zero"), "c", "1", "5");
        Command.Run(["pack", Strokes, "--out", "null"]).AssertDone();
        Command.Run(["compile", Strokes, "--out", "null"]).AssertDone();
        Command.Run(["compile", Strokes, "--assemblies", "--out", "null"]).AssertFailed(1, "--assemblies writes several files");
        Command.Run(["pack", Strokes, "--out", "zero"]).AssertFailed(1, "a device; name a file");
        Command.AssertHolds(".", "null", "zero");
        Assert.IsFalse(File.Exists(device) && new FileInfo(device).Length > 0);
        using FileStream stillADevice = File.OpenRead(device);
        Assert.AreEqual(-1, stillADevice.ReadByte());
    }

    [UnixTest]
    [UnsupportedOSPlatform("windows")]
    public void ALinkIsFollowedAndTheModeKept()
    {
        string TargetOf(string link) => new FileInfo(Command.File(link)).LinkTarget!;
        string[] simulate = ["simulate", "--example", "strokes", "--count", "1", "--out", "out"];
        Directory.CreateDirectory(Command.File("far/inner"));
        Directory.CreateSymbolicLink(Command.File("near"), Command.File("far/inner"));
        // Through the linked folder: ".." is far, not the folder that holds "near".
        File.CreateSymbolicLink(Command.File("far/inner/link.ecm"), "../there.ecm");
        string there = Command.Put("far/there.ecm", "old");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(there, Mode);
        Command.Run(["pack", Strokes, "--out", "near/link.ecm"]).AssertDone();
        Assert.AreEqual("../there.ecm", TargetOf("far/inner/link.ecm"));
        Assert.StartsWith("ECM", Command.Text("far/there.ecm"));
        Assert.AreEqual(Mode, File.GetUnixFileMode(there));
        // One that leads to nothing yet.
        File.CreateSymbolicLink(Command.File("dangling.ecm"), "far/new.ecm");
        Command.Run(["pack", Strokes, "--out", "dangling.ecm"]).AssertDone();
        Assert.AreEqual("far/new.ecm", TargetOf("dangling.ecm"));
        CollectionAssert.AreEqual(Command.Bytes("far/there.ecm"), Command.Bytes("far/new.ecm"));
        // The same for folders and the files in them.
        Directory.CreateSymbolicLink(Command.File("out"), "far/reports");
        Command.Run(simulate).AssertDone();
        Assert.IsTrue(File.Exists(Command.File("far/reports/report.html")));
        File.Delete(Command.File("far/reports/pwm.csv"));
        File.CreateSymbolicLink(Command.File("far/reports/pwm.csv"), "../kept.csv");
        Command.Put("far/kept.csv", "old");
        Command.Run(simulate).AssertDone();
        Assert.StartsWith("time_us", Command.Text("far/kept.csv"));
        Assert.AreEqual("far/reports", TargetOf("out"));
        // In a circle.
        File.CreateSymbolicLink(Command.File("one"), "two");
        File.CreateSymbolicLink(Command.File("two"), "one");
        Command.Run(["pack", Strokes, "--out", "one"]);
        Assert.Contains("symbolic links form a circle", Command.Error);
    }

    [TestMethod]
    public void SeveralFilesAreWrittenAllOrNone()
    {
        foreach (string name in (string[])["one.cs", "two.cs", "old.cs"]) Command.Put(name, name);
        (string, byte[]) New(string name) => (Command.File(name), "new"u8.ToArray());
        Action<string> flush = Partials.Flush;
        List<string> flushed = [];
        try
        {
            // The last one becomes impossible when all are written and none is in place.
            Partials.Flush = path =>
            {
                if (!path.StartsWith(Command.Folder)) return; // of a test beside this one
                flushed.Add(path);
                if (flushed.Count == 3) Directory.CreateDirectory(Command.File("three.cs"));
            };
            UserException failure = Assert.ThrowsExactly<UserException>(() =>
                SafeFile.Write("--out", [New("one.cs"), New("two.cs"), New("three.cs")], [Command.File("old.cs")]));
            Assert.Contains("three.cs cannot be written", failure.Message);
        }
        finally
        {
            Partials.Flush = flush;
        }
        Assert.HasCount(3, flushed.Distinct());
        foreach (string name in (string[])["one.cs", "two.cs", "old.cs"]) Assert.AreEqual(name, Command.Text(name));
        Directory.Delete(Command.File("three.cs"));
        Command.AssertHolds(".", "one.cs", "two.cs", "old.cs");

        SafeFile.Write("--out", [New("one.cs"), New("three.cs")], [Command.File("old.cs")]);
        Command.AssertHolds(".", "one.cs", "two.cs", "three.cs");
        Assert.AreEqual("new", Command.Text("one.cs"));
    }

    [UnixTest]
    [Timeout(120_000)]
    public void ACompileThatCannotWriteKeepsTheFilesOfTheOneBefore()
    {
        string part = Command.Put("ModelPart3.cs", """
            // big, part 3 of 9: about 50000 bytes of bytecode.
            // Made by: edgeconv compile big.tflite --assemblies
            class C { }
            """);
        // It has the name of a part, and reading it would wait for ever.
        UnixTestAttribute.Make("mkfifo", Command.File("ModelPart4.cs"));
        UnixTestAttribute.Make("mkfifo", Command.File("model.cs"));
        Command.Run(["compile", Strokes, "--out", "model.cs", "--class", "Model"]).AssertFailed(1, "a pipe; name a file");
        Assert.IsTrue(File.Exists(part));
        File.Delete(Command.File("model.cs"));
        Command.Run(["compile", Strokes, "--out", "model.cs", "--class", "Model"]).AssertDone();
        Command.AssertHolds(".", "model.cs", "ModelPart4.cs");
    }

    private void MakeInputs()
    {
        File.Copy(Strokes, Command.File("model"));
        Command.Put("frame.bin", new byte[64]);
        Command.Put("labels.txt", "class 0\nclass 1\nclass 2\n");
        Command.Put("board.json", Repository.Text("hardware", "boards", "esp32-devkitc.json"));
        Command.Put("frames.npy", FrameFiles.Npy("|u1", "(2, 8, 8)", new byte[128]));
        Command.Put("table.csv", string.Concat(Enumerable.Range(0, 20).Select(i => $"{FrameFiles.Row},{i % 2}\n")));
        Command.Put("network.json",
            """{ "edgeconv": 1, "input": { "shape": [8, 8, 1] }, "layers": [{ "type": "fullyConnected", "outputs": "classes" }] }""");
        Command.Put("capture.csv", "Time [s],pwm\n" + string.Concat(Enumerable.Range(0, 60).Select(i => $"0.{i:00}0,{i % 2}\n")));
    }
}
