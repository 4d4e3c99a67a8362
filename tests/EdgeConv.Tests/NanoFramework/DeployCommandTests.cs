using EdgeConv.Board;
using EdgeConv.Tests.Firmware;

namespace EdgeConv.Tests.NanoFramework;

/// <summary>
/// `edgeconv deploy` with stand-ins: a nanoff that notes its arguments, a metadata processor, and a pseudo-terminal or the virtual board as
/// the board.
/// </summary>
[TestClass]
public sealed class DeployCommandTests : CommandTests
{
    private readonly DeviceProject _solution = new();
    private readonly PseudoTerminal? _board = OperatingSystem.IsWindows() ? null : new();
    private readonly string _project;

    public DeployCommandTests()
    {
        _project = _solution.Add("App", "public class P { public static void Main() { } }");
        Nanoff("");
        string pe = _solution.File("packages/nanoFramework.CoreLibrary.1.17.11/lib/mscorlib.pe");
        Script("mdp", $"""while [ $# -gt 0 ]; do [ "$1" = -compile ] && cp '{pe}' "$2"; shift; done""");
    }

    private string Port => _board!.Name;

    [TestCleanup]
    public void RemoveTheSolution()
    {
        _board?.Dispose();
        _solution.Dispose();
    }

    [UnixTest]
    public void TheProgramIsWrittenAndTheBoardsLinesAreShown()
    {
        // Between the lines: a boot loader at another rate, a packet of the debugger, and half a line.
        byte[] said = [0xF3, (byte)'a', 0x80, (byte)'\n', .. "NFPKTV1\0\u0001\u0002"u8, .. "EdgeConv 0.1.0 on ESP32-DevKitC\r\n"u8,
            0x01, .. "output: 50 Hz\n"u8, .. "half a "u8];
        using EdgeconvProgram program = Deploy().With(() => _board!.Send(said, 0, said.Length));
        program.AssertDone();
        CollectionAssert.AreEqual((string[])[$"--nanodevice --deploy --serialport {Port} --image {Image}"], Calls);
        string[] lines = program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains($"deployed App.bin to {Port}", lines);
        string[] shown = [.. lines.Where(line => line.StartsWith("board")).Distinct().Order()];
        CollectionAssert.IsSubsetOf(shown, (string[])["board    EdgeConv 0.1.0 on ESP32-DevKitC", "board    output: 50 Hz",
            "board    half a EdgeConv 0.1.0 on ESP32-DevKitC"], program.Output);
        Assert.IsGreaterThan(1, shown.Length);
    }

    [UnixTest]
    public void TheInterpreterIsWrittenFirstAndTheVirtualBoardGreets()
    {
        using VirtualProgram board = new();
        using EdgeconvProgram program = Deploy("--firmware", "--target", "ESP32_REV3", "--flash-baud", "115200", "--link", board.Address);
        Assert.Contains("board    ESP32-DevKitC, firmware 0.1.0", program.Output, program.Error);
        program.AssertDone();
        CollectionAssert.AreEqual((string[])[
            $"--update --platform esp32 --target ESP32_REV3 --serialport {Port} --baud 115200 --verbosity minimal",
            $"--nanodevice --deploy --serialport {Port} --image {Image}"], Calls);
    }

    [UnixTest]
    public void NanoffChoosesTheImageItself()
    {
        using EdgeconvProgram program = Deploy("--firmware", "--wait", "0");
        Assert.Contains("flashed", program.Output, program.Error);
        Assert.AreEqual($"--update --platform esp32 --serialport {Port} --verbosity minimal", Calls[0]);
    }

    [UnixTest]
    [DataRow("echo Getting details from nano device...OK; echo 'Error E2002: Error executing operation with nano device.'; exit 210",
        "nanoff failed: Error E2002: Error executing operation with nano device.")]
    [DataRow("printf 'Error executing.\\n\\nE6000\\n\\n' >&2; exit 112", "nanoff failed: E6000: the port cannot be opened")]
    [DataRow("exit 3", "nanoff failed: it printed nothing")]
    public void AFailureOfNanoffIsOneLine(string script, string fragment)
    {
        Nanoff(script);
        using EdgeconvProgram program = Deploy();
        Assert.DoesNotContain("deployed", program.Output);
        program.AssertFailed($"{Port}: {fragment}");
    }

    [UnixTest]
    public void ANanoffThatHangsIsStopped()
    {
        Nanoff($"echo $$ > '{_solution.File("pid")}'; echo Connecting; exec sleep 600");
        using EdgeconvProgram program = Deploy("--limit", "1");
        Assert.DoesNotContain("deployed", program.Output);
        program.AssertFailed("nanoff did not end within 1 s; its last line: Connecting; restart the board");
        string pid = File.ReadAllText(_solution.File("pid")).Trim();
        Assert.AreNotEqual(0, ChildProcess.Run(_solution.Folder, "/bin/sh", ["-c", $"kill -0 {pid}"]).Code, "it is gone");
    }

    [UnixTest]
    public void WithoutNanoffNothingIsBuilt()
    {
        File.Delete(_solution.File("bin/nanoff"));
        using EdgeconvProgram program = Deploy();
        Assert.AreEqual("", program.Output);
        program.AssertFailed("nanoff, which writes to boards, is not installed: run `dotnet tool install -g nanoff`");
        Assert.IsFalse(Directory.Exists(_solution.File("App/bin")));
    }

    [UnixTest]
    public void APortThatIsAbsentOrInUseIsSaidBeforeTheBuild()
    {
        using (EdgeconvProgram absent = Run("deploy", _solution.File("ttyUSB0"), _project))
        {
            Assert.AreEqual("", absent.Output);
            absent.AssertFailed("ttyUSB0: there is no such port");
        }
        if (Environment.UserName == "root") return; // whom Linux gives a port that is in use
        using SerialTransport other = new(Port, DebugOutput.DefaultBaud);
        using EdgeconvProgram inUse = Deploy();
        Assert.AreEqual("", inUse.Output);
        inUse.AssertFailed($"{Port} is in use by another program");
        Assert.IsEmpty(Calls);
    }

    [UnixTest]
    public void ABoardThatDoesNotGreetIsSaid()
    {
        using (EdgeconvProgram silent = Deploy("--wait", "0.2"))
        {
            Assert.Contains("deployed App.bin", silent.Output);
            silent.AssertFailed($"{Port}: the program was written, but the board says nothing within 0.2 s: press its reset button");
        }
        using EdgeconvProgram unlinked = Deploy("--wait", "0.2", "--link", _solution.File("ttyUSB1"));
        Assert.Contains("deployed App.bin", unlinked.Output);
        unlinked.AssertFailed("the program was written, but the board does not answer within 0.2 s: ");
        Assert.Contains("there is no such port", unlinked.Error);
    }

    [UnixTest]
    public void ALibraryIsNotDeployed()
    {
        string library = _solution.Add("Lib", "public class L { }", isProgram: false);
        using EdgeconvProgram program = Run("deploy", Port, library);
        Assert.Contains("written", program.Output);
        program.AssertFailed("Lib is a library; only a program");
        Assert.IsEmpty(Calls);
    }

    [TestMethod]
    [DataRow("virtual", "name the serial port of the board's USB plug"), DataRow("tcp://1.2.3.4:5", "name the serial port")]
    [DataRow("COM5", "--target names the interpreter that --firmware writes", "--target", "ESP32_C3")]
    [DataRow("COM5", "it must be a name like ESP32_REV3", "--firmware", "--target", "a b")]
    public void WrongUsage(string address, string fragment, params string[] options) =>
        Command.Run(["deploy", address, .. options]).AssertFailed(2, fragment);

    private string Image => Path.Combine(Path.GetDirectoryName(_project)!, "bin", "Release", "App.bin");

    // The arguments of each call of nanoff.
    private string[] Calls => File.Exists(_solution.File("calls")) ? File.ReadAllLines(_solution.File("calls")) : [];

    private void Nanoff(string script) => Script("nanoff", $"echo \"$*\" >> '{_solution.File("calls")}'\n{script}");

    private void Script(string name, string text)
    {
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(_solution.Put("bin/" + name, $"#!/bin/sh\n{text}\n"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private EdgeconvProgram Deploy(params string[] options) => Run(["deploy", Port, _project, .. options]);

    // A user with these tools and no others, and with this user's keys of boards.
    private EdgeconvProgram Run(params string[] arguments) => new(
        [
            ("HOME", _solution.File("home")), ("PATH", _solution.File("bin") + ":/usr/bin:/bin"),
            ("XDG_CONFIG_HOME", Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData)),
            (NanoTools.ProcessorVariable, _solution.File("bin/mdp")), (NanoTools.NanoffVariable, ""),
        ], arguments);
}
