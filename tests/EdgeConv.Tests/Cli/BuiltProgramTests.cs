namespace EdgeConv.Tests.Cli;

/// <summary>The built program with special files: what a process of its own alone can show.</summary>
[TestClass]
public sealed class BuiltProgramTests : CommandTests
{
    [UnixTest]
    public void StandardInputAndOutputAreReadAndWrittenAsTheyAre()
    {
        byte[] frame = [.. Enumerable.Range(0, 64).Select(i => (byte)(i * 3))];
        Command.Put("frame.bin", frame);
        Command.Run(["run", Strokes, "--input", "frame.bin", "--output", "output.bin"]).AssertDone();
        string[] args = ["run", Strokes, "--input", "/dev/stdin", "--output", "/dev/stdout"];
        (int code, byte[] output, string error) = BuiltProgram.RunOn(Command.Folder, frame, args);
        Assert.AreEqual(0, code, error);
        CollectionAssert.AreEqual(Command.Bytes("output.bin"), output);
        // What a person reads went to the other stream.
        Assert.Contains("reference engine", error);
    }

    [UnixTest]
    public void WhatNeverEndsIsRefusedInBoundedMemory()
    {
        (int code, _, string error) = BuiltProgram.RunWithin(0x30000000, Command.Folder, "inspect", "/dev/zero");
        Assert.AreEqual((1, "error: /dev/zero: the file is larger than 256 MB; give a model of at most 256 MB"), (code, error.Trim()));
        Command.Put("frame.bin", new byte[64]);
        File.CreateSymbolicLink(Command.File("board.json"), "/dev/zero");
        Command.Run(["run", Strokes, "--input", "/dev/zero"]).AssertFailed(1, "more than 64 bytes, but the input takes 64");
        Command.Run(["run", Strokes, "--input", "frame.bin", "--labels", "/dev/zero"]).AssertFailed(1, "longer than 1 MB");
        Command.Run(["inspect", Strokes, "--board", "board.json"]).AssertFailed(1, "longer than 256 KB");
    }

    [UnixTest]
    public void AFullDiskBehindStandardOutputIsOneLine()
    {
        if (!File.Exists("/dev/full")) Assert.Inconclusive("no /dev/full");
        foreach (string[] args in (string[][])[["inspect", Strokes], ["inspect", Strokes, "--json"], ["--help"]])
        {
            (int code, _, string error) = BuiltProgram.RunInShell(Command.Folder, "> /dev/full", args);
            Assert.AreEqual(1, code, error);
            TestConsole.AssertErrorLine(error.TrimEnd(), "error: standard output cannot be written: ");
        }
    }

    [UnixTest]
    public void AnInterruptedCommandLeavesWhatWasThere()
    {
        foreach (bool isNew in (bool[])[false, true])
        {
            using var command = new SimulatedCommand();
            if (!isNew) command.Put("out/report.html", "old");
            string[] before = Files(command);
            string[] args = ["simulate", "--example", "strokes", "--count", "1000", "--out", "out"];
            using Process process = BuiltProgram.Start(command.Folder, args);
            Task<string> error = process.StandardError.ReadToEndAsync();
            while (!process.HasExited && Files(command).Length < 5) Thread.Sleep(1); // until it writes
            Assert.IsFalse(process.HasExited, "it was too fast to be interrupted");
            // Not -INT, which a shell in the background has its children ignore.
            UnixTestAttribute.Make("kill", "-TERM", $"{process.Id}");
            process.WaitForExit();
            Assert.AreNotEqual(0, process.ExitCode);
            Assert.AreEqual("", error.Result);
            CollectionAssert.AreEqual(before, Files(command));
            if (!isNew) Assert.AreEqual("old", command.Text("out/report.html"));
        }
    }

    private static string[] Files(SimulatedCommand command) =>
        Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories);
}
