using System.Runtime.InteropServices;
using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Link;

namespace EdgeConv.Tests.Firmware;

/// <summary>edgeconv as a program, with a virtual board at the other end of a pseudo-terminal.</summary>
[TestClass]
public sealed class BoardProgramTests : IDisposable
{
    private readonly PseudoTerminal? _terminal;
    private readonly VirtualBoard? _board;
    private readonly TestFolder _files = new();
    private readonly Recording _recording = SyntheticFrames.Make("hand", RecordedSensor.Shape, 600);
    private volatile bool _isUnplugged;

    public BoardProgramTests()
    {
        if (OperatingSystem.IsWindows()) return;
        _terminal = new PseudoTerminal();
        var sensor = new RecordedSensor(_recording, null);
        _board = new VirtualBoard(new VirtualBoardParts
        {
            Receive = _terminal.Receive, Send = _terminal.Send, Frame = microseconds => _isUnplugged ? null : sensor.Look(microseconds),
            Storage = _files.File("drive"),
        });
    }

    public void Dispose()
    {
        _board?.Dispose();
        _terminal?.Dispose();
        _files.Dispose();
    }

    private string Port => _terminal!.Name;

    [UnixTest]
    public void SentFramesReachTheModelUnlessTheyAreDamaged()
    {
        string[] send = ["send", Port, "--frames", "synthetic:hand", "--count", "60", "--rate", "20"];
        Failed("uses its own frames; set frames=link first", send).Dispose();
        Done("board", "set", Port, "frames=link", "--restart").Dispose();
        using (EdgeconvProgram program = Done(send))
        {
            Assert.Contains("ESP32-DevKitC takes 8x8x1, -80 to 400", program.Output);
            Assert.Contains("sent    60 frames of", program.Output);
        }
        JsonNode before = Info();
        Assert.IsGreaterThan(10, (int)before["goodFrames"]!);
        Assert.AreEqual(0, (int)before["failedFrames"]!);
        DamageEvery(4, 20, 0x21);
        Done([.. send[..^1], "10", "--shape", "8x8x1"]).Dispose();
        _terminal!.Damage = bytes => bytes;
        JsonNode after = Info();
        Assert.IsGreaterThan(5, (int)after["goodFrames"]! - (int)before["goodFrames"]!);
        Assert.IsGreaterThan(0, (int)after["failedFrames"]!);
        Failed("--rate 200: a frame of ", [.. send[..^1], "200", "--shape", "8x8"]).Dispose();
    }

    [UnixTest]
    public void ASensorIsRecordedAsItSees()
    {
        using EdgeconvProgram program = Done("record", Port, "--label", "left", "--out", _files.Folder, "--count", "12");
        Assert.Contains("12 frames", program.Output);
        byte[] bytes = File.ReadAllBytes(Directory.GetFiles(_files.File("left"))[0]);
        Assert.Contains("'shape': (12, 8, 8, 1)", System.Text.Encoding.Latin1.GetString(bytes, 0, 128));
        // All of the frames are the sensor's, in order.
        short[][] frames = [.. bytes[^(12 * 128)..].Chunk(128).Select(frame => MemoryMarshal.Cast<byte, short>(frame).ToArray())];
        int at = 0;
        foreach (short[] frame in frames)
        {
            // The sensor and the loop are not in step: one frame may be read twice, another not at all.
            at = Enumerable.Range(at, _recording.Frames.Count - at)
                .FirstOrDefault(i => _recording.Frames[i].Values.SequenceEqual(frame), -1);
            Assert.IsGreaterThanOrEqualTo(0, at);
        }
    }

    [UnixTest]
    public void ARecordingThatIsStoppedOrWhosePlugIsPulledIsSaved()
    {
        // A request to end, such as Ctrl+C, ends it and saves.
        using (var program = new EdgeconvProgram("record", Port, "--label", "right", "--out", _files.Folder))
        {
            Func<bool> isStreaming = Streams();
            DateTime since = DateTime.MaxValue;
            program.With(() =>
            {
                if (since == DateTime.MaxValue && isStreaming()) since = DateTime.UtcNow;
                if (since == DateTime.MinValue || since == DateTime.MaxValue || DateTime.UtcNow - since < TimeSpan.FromSeconds(1)) return;
                since = DateTime.MinValue;
                program.Interrupt();
            });
            Assert.Contains("right_", program.Output);
        }
        using var cut = new EdgeconvProgram("record", Port, "--label", "cut", "--out", _files.Folder, "--count", "100000");
        Func<bool> streams = Streams();
        DateTime begin = DateTime.MaxValue;
        cut.With(() =>
        {
            if (begin == DateTime.MaxValue && streams()) begin = DateTime.UtcNow;
            if (begin != DateTime.MaxValue && DateTime.UtcNow - begin > TimeSpan.FromSeconds(1)) _terminal!.Dispose();
        });
        cut.AssertFailed("the connection to the board is lost");
        Assert.MatchesRegex("saved the (1 frame|[0-9,]+ frames) that came before", cut.Error);
        Assert.HasCount(1, Directory.GetFiles(_files.File("cut")));
    }

    [UnixTest]
    public void APortWhosePlugWasPulledDuringAWriteIsClosed()
    {
        PseudoTerminal terminal = new();
        SerialTransport port = new(terminal.Name, 115_200);
        port.Write([1]);
        terminal.Dispose();
        // The thread that .NET has for the port ends with the first of these, and never takes the second.
        Assert.Throws<Exception>(() => port.Write([2]));
        Assert.Throws<Exception>(() => port.Write([3]));
        Assert.IsTrue(Task.Run(port.Dispose).Wait(TimeSpan.FromSeconds(60)), "the port is not closed");
    }

    [UnixTest]
    public void TheModelOnTheBoardGivesWhatTheDesktopGivesWhileItsLoopRuns()
    {
        string[] validate = ["validate", Port, Example("strokes.json"), "--count"];
        using (EdgeconvProgram program = Done([.. validate, "15"]))
        {
            Assert.Contains("inputs  15, of which 0 give another output", program.Output);
            Assert.Contains("instructions on the compiled engine", program.Output);
            Assert.MatchesRegex(@"\nESP32-DevKitC, \d+\.\d\r?\n", program.Output);
        }
        Done([.. validate, "5", "--frames", "synthetic:hand"]).Dispose();
        // Damaged packets are asked for again: no difference.
        DamageEvery(5, 4, 0x10);
        using (EdgeconvProgram damaged = Done([.. validate, "10", "--timeout", "0.5"]))
            Assert.Contains("inputs  10, of which 0 give another output", damaged.Output);
        _terminal!.Damage = bytes => bytes;
        Failed("ESP32-DevKitC runs another model", "validate", Port, Example("shapes.json")).Dispose();
        File.WriteAllText(_files.File("other.json"), File.ReadAllText(Example("strokes.json")).Replace("sobel-x", "sobel-y"));
        Failed("the outputs differ for", "validate", Port, _files.File("other.json"), "--count", "10").Dispose();
    }

    [UnixTest]
    public void SettingsAreKeptThroughARestartAndWhatIsRefusedIsOneLine()
    {
        using (EdgeconvProgram program = Done("board", "set", Port, "output1.map=20:60", "period=50"))
            Assert.Contains("saved and in effect", program.Output);
        using (EdgeconvProgram program = Done("board", "set", Port, "output1.kind=servo"))
            Assert.Contains("take effect after a restart", program.Output);
        using (EdgeconvProgram program = Done("board", "restart", Port)) Assert.Contains("restarted: ESP32-DevKitC", program.Output);
        JsonNode info = Info();
        Assert.AreEqual("20:60 50 servo", $"{info["settings"]!["output1.map"]} {info["settings"]!["period"]} " +
            $"{info["settings"]!["output1.kind"]}");
        Assert.AreEqual("true ESP32_REV3 2", $"{info["running"]} {info["chip"]} {info["protocol"]}");
        Assert.AreEqual(2, _board!.Starts);
        Failed("the board refuses: output1.safe: 400 is outside the map", "board", "set", Port, "output1.safe=400").Dispose();
        Failed("the board refuses: colour: no such setting", "board", "set", Port, "period=60", "colour=red").Dispose();
        Assert.AreEqual("50", (string?)Info()["settings"]!["period"]);
    }

    [UnixTest]
    public void WatchShowsTheStepsAndTheSafeStateOfAnUnpluggedSensor()
    {
        using (EdgeconvProgram program = Done("board", "watch", Port, "--count", "3"))
        {
            Assert.HasCount(3, program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.MatchesRegex(@"^frame \d+, activation \d+\.\d\d, duty \d+\.\d\d %, ", program.Output);
        }
        using (EdgeconvProgram program = Done("board", "watch", Port, "--count", "2", "--json"))
        {
            JsonNode step = JsonNode.Parse(program.Output.Split('\n')[0])!;
            Assert.AreEqual((64, 3), (step["values"]!.AsArray().Count, step["output"]!.AsArray().Count));
        }
        _isUnplugged = true;
        WatchUntil("duty 0.00 %, safe (sensor failed)");
        _isUnplugged = false;
        WatchUntil(", active, ");
    }

    [TestMethod]
    public void ABoardWhosePowerIsCutAtOnceIsOff()
    {
        for (int i = 0; i < 20; i++) new VirtualBoard(new VirtualBoardParts { Frame = RecordedSensor.Default().Look }).Dispose();
    }

    [UnixTest]
    public void WrongUsageOfABoardsVerbIsOneLine()
    {
        foreach ((string fragment, string[] arguments) in new (string, string[])[]
        {
            ("Required argument 'ADDRESS' missing for command: 'info'. (edgeconv board info --help)", ["board", "info"]),
            ("'period': a setting must have the form KEY=VALUE, e.g. output1.kind=servo (edgeconv board set --help)",
                ["board", "set", "virtual", "period"]),
            ("--every 0: it must be an integer from 1 to 1000", ["board", "watch", "virtual", "--every", "0"]),
            ("--fault late@1-2: it must be fail@FIRST-LAST or freeze@FIRST-LAST", ["board", "virtual", "--fault", "late@1-2"]),
            ("--pwm x.json: name a .vcd file", ["board", "virtual", "--pwm", "x.json"]),
        })
        {
            using EdgeconvProgram program = new EdgeconvProgram(arguments).With(() => { });
            Assert.AreEqual(2, program.ExitCode, program.Error);
            Assert.Contains(fragment, program.Error);
        }
        Failed("cannot be reached", "board", "info", "tcp://127.0.0.1:1").Dispose();
        Failed("tcp://HOST:PORT", "board", "virtual", "--listen", "ftp://x").Dispose();
        Failed("--storage /dev/null/x cannot be used", "board", "virtual", "--storage", "/dev/null/x").Dispose();
    }

    [UnixTest]
    public void AModelIsLoadedTestedConfirmedAndGoneBackFrom()
    {
        using (EdgeconvProgram program = Done("board", "load", Port, Example("strokes.json")))
        {
            Assert.MatchesRegex(@"sent +\d[\d,]* of \d[\d,]* bytes to slot a in ", program.Output);
            Assert.MatchesRegex(@"tested +\d+ ", program.Output);
            Assert.MatchesRegex(@"running +strokes, on trial: confirmed after 20 good frames", program.Output);
        }
        JsonNode info = Info();
        for (var time = Stopwatch.StartNew(); (string?)info["slots"]![0]!["state"] != "confirmed"; info = Info())
            Assert.IsLessThan(20, time.Elapsed.TotalSeconds, info.ToJsonString());
        Assert.AreEqual("a strokes strokes empty", $"{info["runningSlot"]} {info["model"]} {info["slots"]![0]!["model"]} " +
            info["slots"]![1]!["state"]);
        using (EdgeconvProgram program = Done("validate", Port, Example("strokes.json"), "--count", "10"))
            Assert.Contains("inputs  10, of which 0 give another output", program.Output);
        using (EdgeconvProgram program = Done("board", "load", Port, Example("digits.json"), "--json"))
            JsonAssert.Holds("""{ "slot": "b", "model": "digits", "firstByte": 0, "passed": true, "state": "on trial" }""",
                JsonNode.Parse(program.Output)!);
        Done("board", "set", Port, "model=confirm").Dispose();
        Assert.AreEqual("stored confirmed auto", $"{Info()["slots"]![0]!["state"]} {Info()["slots"]![1]!["state"]} " +
            Info()["settings"]!["model"]);
        Done("board", "set", Port, "model=builtin", "--restart").Dispose();
        Assert.IsNull(Info()["runningSlot"]);
        Done("board", "set", Port, "model=a", "--restart").Dispose();
        info = Info();
        Assert.AreEqual("a strokes a", $"{info["runningSlot"]} {info["model"]} {info["settings"]!["model"]}");
        Failed("the board refuses: model: no model of a slot runs", "board", "set", "virtual", "model=confirm").Dispose();
        Failed("the board refuses: model: the slot holds no whole model", "board", "set", "virtual", "model=b").Dispose();
    }

    [UnixTest]
    public void AModelThatFailsIsPutAsideAndOneThatDoesNotSuitTheSensorIsKept()
    {
        string file = _files.Put("wrong.ecm", TestedModel.Wrong("strokes.json"));
        Failed("the board does not run wrong: slot a, wrong: ", "board", "load", Port, file).Dispose();
        JsonNode info = Info();
        Assert.AreEqual("put aside true strokes", $"{info["slots"]![0]!["state"]} {info["running"]} {info["model"]}");
        Assert.Contains("its self-test", (string)info["modelFault"]!);
        // Damaged files and models that are too large do not leave the computer.
        byte[] damaged = TestedModel.Of("strokes.json");
        damaged[60] ^= 1;
        Failed("damaged.ecm: ", "board", "load", Port, _files.Put("damaged.ecm", damaged)).Dispose();
        Failed("none.tflite: there is no such file", "board", "load", Port, "none.tflite").Dispose();
        // 64 samples of acceleration are no picture.
        using (EdgeconvProgram program = Done("board", "load", Port, Example("shake.json")))
            Assert.MatchesRegex(@"\nsafe +slot a, shake: ", program.Output);
        info = Info();
        Assert.AreEqual("false Starting shake", $"{info["running"]} {info["guard"]} {info["model"]}");
        using (EdgeconvProgram program = Done("validate", Port, Example("shake.json"), "--count", "5"))
            Assert.Contains("inputs  5, of which 0 give another output", program.Output);
        Done("board", "set", Port, "period=90").Dispose();
        Done("board", "set", Port, "model=builtin", "--restart").Dispose();
        info = Info();
        Assert.AreEqual("true strokes", $"{info["running"]} {info["model"]}");
    }

    private void WatchUntil(string text)
    {
        var time = Stopwatch.StartNew();
        string seen;
        do
        {
            using EdgeconvProgram program = Done("board", "watch", Port, "--count", "1");
            seen = program.Output;
        }
        while (!seen.Contains(text) && time.Elapsed.TotalSeconds < 20);
        Assert.Contains(text, seen);
    }

    [UnixTest]
    public void ABoardThatIsSilentOrSpeaksNonsenseOrAnotherVersionIsOneLine()
    {
        using var terminal = new PseudoTerminal();
        Failed("no answer from the board: check that EdgeConv's firmware runs", () => { }, "board", "info", terminal.Name).Dispose();
        var random = new Random(2);
        byte[] garbage = new byte[50];
        Failed("the bytes that come are not packets; check --baud", () =>
        {
            random.NextBytes(garbage);
            terminal.Receive(4096);
            terminal.Send(garbage, 0, garbage.Length);
        }, "board", "info", terminal.Name).Dispose();
        // A packet of version 1: 03 01 00 00 and its checksum.
        byte[] plain = [3, 1, 0, 0], crc = BitConverter.GetBytes(Crc32.Append(0, plain, 0, 4));
        byte[] old = [0, 3, 3, 1, 1, 5, .. crc, 0];
        Failed("its firmware speaks another version of the protocol than this program (2)", () =>
        {
            if (terminal.Receive(4096).Length > 0) terminal.Send(old, 0, old.Length);
        }, "validate", terminal.Name, Example("strokes.json")).Dispose();
        Failed("/dev/no-such-port: there is no such port", "send", "/dev/no-such-port", "--frames", "synthetic:hand").Dispose();
        Failed("tcp://: give an address as tcp://HOST:PORT", "board", "info", "tcp://").Dispose();
        using var program = new EdgeconvProgram("send", "COM9", "--frames", "synthetic:hand", "--rate", "0");
        program.With(() => { });
        Assert.AreEqual(2, program.ExitCode);
        Assert.Contains("--rate 0: it must be a number from 0.1 to 1000", program.Error);
    }

    [UnixTest]
    public void AVirtualBoardIsReachedByItsAddressAndKilledAtAnyTime()
    {
        string storage = _files.File("virtual"), keys = _files.File("keys");
        for (int kill = 0; kill < 3; kill++)
        {
            using var listening = new VirtualProgram("--storage", storage, "--key", keys, "--quiet");
            string[] set = ["board", "set", listening.Address, $"period={60 + kill}", "--key", keys];
            using (EdgeconvProgram program = Done(set)) Assert.Contains("saved and in effect", program.Output);
            using EdgeconvProgram info = Done("board", "info", listening.Address, "--key", keys, "--json");
            Assert.AreEqual($"{60 + kill}", (string?)JsonNode.Parse(info.Output)!["settings"]!["period"]);
            listening.Kill();
        }
        using EdgeconvProgram one = Done("board", "info", "virtual");
        Assert.Contains("strokes, 64 values to 3", one.Output);
    }

    private JsonNode Info()
    {
        using EdgeconvProgram program = Done("board", "info", Port, "--json");
        return JsonNode.Parse(program.Output)!;
    }

    private static EdgeconvProgram Done(params string[] arguments)
    {
        EdgeconvProgram program = new EdgeconvProgram(arguments).With(() => { });
        program.AssertDone();
        return program;
    }

    private static EdgeconvProgram Failed(string fragment, params string[] arguments) => Failed(fragment, () => { }, arguments);

    private static EdgeconvProgram Failed(string fragment, Action step, params string[] arguments)
    {
        EdgeconvProgram program = new EdgeconvProgram(arguments).With(step);
        program.AssertFailed(fragment);
        return program;
    }

    // Flips bits in the middle of every nth chunk of the line that is longer than a length.
    private void DamageEvery(int nth, int length, byte bits)
    {
        int chunks = 0;
        _terminal!.Damage = bytes =>
        {
            if (Interlocked.Increment(ref chunks) % nth == 0 && bytes.Length > length) bytes[bytes.Length / 2] ^= bits;
            return bytes;
        };
    }

    // Whether the board has sent something as long as a step.
    private Func<bool> Streams()
    {
        bool streams = false;
        _terminal!.Damage = bytes =>
        {
            streams |= bytes.Length > 140 && bytes[^1] == 0 && bytes[2] == PacketKind.Step;
            return bytes;
        };
        return () => streams;
    }

    private static string Example(string name) => Repository.PathOf("examples", name);
}
