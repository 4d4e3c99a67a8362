using EdgeConv.Firmware;
using EdgeConv.Link;

namespace EdgeConv.Tests.Firmware;

/// <summary>edgeconv send, record and validate with the firmware's own loops at the other end of a pseudo-_terminal.</summary>
[TestClass]
public class PseudoTerminalTests : ChipTests
{
    private readonly PseudoTerminal _terminal = new();
    private readonly TestFolder _files = new();

    [TestCleanup]
    public void Close()
    {
        _terminal.Dispose();
        _files.Dispose();
    }

    [UnixTest]
    public void SentFramesReachTheModelUnlessTheyAreDamaged()
    {
        EdgeLoop loop = TakesFrames();
        string[] send = ["send", _terminal.Name, "--frames", "synthetic:hand", "--count", "40"];
        using (EdgeconvProgram program = Done(() => loop.Step(), [.. send, "--rate", "20"]))
        {
            Assert.Contains("ESP32-DevKitC takes 8x8x1, -80 to 400", program.Output);
            Assert.Contains("sent    40 frames of", program.Output);
        }
        for (int i = 0; i < 4; i++) loop.Step();
        Console.WriteLine($"{loop.Frames} frames, {loop.FailedFrames} failed");
        Assert.IsGreaterThan(14, loop.Frames);
        Assert.AreEqual(0, loop.FailedFrames);

        int before = loop.Frames;
        DamageEvery(4, 20, 0x21);
        Done(() => loop.Step(), [.. send, "--rate", "10", "--shape", "8x8x1"]).Dispose();
        Console.WriteLine($"{loop.Frames - before} frames, {loop.FailedFrames} failed");
        Assert.IsGreaterThan(10, loop.Frames - before);
        Assert.IsGreaterThan(0, loop.FailedFrames);
    }

    [UnixTest]
    public void ASensorIsRecordedAsItSees()
    {
        FrameSender sender = GivesFrames();
        for (int i = 0; i < 20; i++) sender.Step();
        using EdgeconvProgram program =
            Done(sender.Step, "record", _terminal.Name, "--label", "left", "--out", _files.Folder, "--count", "12");
        // Frames went out before the recording began; the board's answer to what it is counts as none of them.
        Assert.Contains("12 frames", program.Output);
        Assert.DoesNotContain("lost", program.Output);
        byte[] bytes = File.ReadAllBytes(Directory.GetFiles(_files.File("left"))[0]);
        Assert.Contains("'shape': (12, 8, 8, 1)", System.Text.Encoding.Latin1.GetString(bytes, 0, 128));
        // All of the frames are those of the pattern, one after the other.
        short[][] frames = [.. bytes[^(12 * 128)..].Chunk(128).Select(frame => MemoryMarshal.Cast<byte, short>(frame).ToArray())];
        var pattern = new MovingPattern();
        short[] expected = new short[64];
        int at = -1;
        for (int i = 0; i < 5000 && at < 11; i++)
        {
            pattern.Read(expected);
            at = expected.SequenceEqual(frames[at + 1]) ? at + 1 : expected.SequenceEqual(frames[0]) ? 0 : -1;
        }
        Assert.AreEqual(11, at);
        Assert.IsEmpty(Directory.GetFiles(_files.Folder, "*partial*", SearchOption.AllDirectories));
    }

    [UnixTest]
    public void ARecordingThatIsStoppedIsSaved()
    {
        FrameSender sender = GivesFrames();
        // A request to end, such as Ctrl+C, ends it and saves.
        using var program = new EdgeconvProgram("record", _terminal.Name, "--label", "right", "--out", _files.Folder);
        int steps = 0;
        Func<bool> isAsked = Asked();
        program.With(() =>
        {
            sender.Step();
            if (isAsked() && ++steps % 200 == 0) program.Interrupt();
        });
        if (program.Error == "") Assert.Contains("right_", program.Output);
        else program.AssertFailed("no frame came");
        Assert.AreEqual(program.Error == "", Directory.Exists(_files.File("right")));
    }

    [UnixTest]
    public void ARecordingWhosePlugIsPulledIsSaved()
    {
        FrameSender sender = GivesFrames();
        // The plug is pulled: the frames that came are saved, and the message says so.
        int sent = 0;
        Func<bool> isAsked = Asked();
        using EdgeconvProgram program = Failed("the port is gone: unplugged?", () =>
        {
            sender.Step();
            if (isAsked() && ++sent == 600) _terminal.Dispose();
        }, "record", _terminal.Name, "--label", "cut", "--out", _files.Folder, "--count", "100000");
        Assert.Contains("saved what came before", program.Error);
        Assert.HasCount(1, Directory.GetFiles(_files.File("cut")));
    }

    [UnixTest]
    public void TheModelOnTheBoardGivesWhatTheDesktopGives()
    {
        ModelServer server = RunsModel();
        string[] validate = ["validate", _terminal.Name, Example("strokes.json"), "--count"];
        using (EdgeconvProgram program = Done(server.Step, [.. validate, "15"]))
        {
            Assert.Contains("inputs  15, of which 0 give another output", program.Output);
            Assert.Contains("instructions on the compiled engine", program.Output);
            // The clock of this board makes every inference 2500 microseconds long.
            Assert.Contains("time    2.500 to 2.500 ms", program.Output);
            Assert.MatchesRegex(@"\nESP32-DevKitC, \d+\.\d\r?\n", program.Output);
        }
        Done(server.Step, [.. validate, "5", "--frames", "synthetic:hand"]).Dispose();

        // Damaged packets are asked for again: no difference.
        DamageEvery(5, 4, 0x10);
        using EdgeconvProgram damaged = Done(server.Step, [.. validate, "10", "--timeout", "0.5"]);
        Assert.Contains("inputs  10, of which 0 give another output", damaged.Output);
    }

    [UnixTest]
    public void WhatGoesWrongIsOneLine()
    {
        string strokes = Example("strokes.json");
        string[] validate = ["validate", _terminal.Name];
        const string NoAnswer = "no answer from a board with Serial = SerialUse.RunsModel: is the firmware running";
        Failed(NoAnswer, () => { }, [.. validate, strokes]).Dispose();
        var random = new Random(2);
        byte[] garbage = new byte[50];
        Failed("what comes is no packet: another --baud", () =>
        {
            random.NextBytes(garbage);
            _terminal.Receive(4096);
            _terminal.Send(garbage, 0, garbage.Length);
        }, [.. validate, strokes]).Dispose();
        FrameSender sender = GivesFrames();
        Failed("ESP32-DevKitC gives frames; set Serial = SerialUse.RunsModel", sender.Step, [.. validate, strokes]).Dispose();
        ModelServer server = RunsModel();
        Failed("another model is on ESP32-DevKitC", server.Step, [.. validate, Example("shapes.json")]).Dispose();
        File.WriteAllText(_files.File("other.json"), File.ReadAllText(strokes).Replace("sobel-x", "sobel-y"));
        Failed("the outputs differ for", server.Step, [.. validate, _files.File("other.json"), "--count", "10"]).Dispose();
        int steps = 0;
        Failed("the port is gone: unplugged?", () =>
        {
            server.Step();
            if (Served > 200 && ++steps == 1) _terminal.Dispose();
        }, [.. validate, strokes, "--count", "100000"]).Dispose();
        Failed("/dev/no-such-port: no such port", () => { }, "send", "/dev/no-such-port", "--frames", "synthetic:hand").Dispose();
        using var program = new EdgeconvProgram("send", "COM9", "--frames", "synthetic:hand", "--rate", "0");
        program.With(() => { });
        Assert.AreEqual(2, program.ExitCode);
        Assert.Contains("--rate 0: a number from 0.1 to 1000", program.Error);
    }

    [UnixTest]
    public void ARateTheLineCannotCarryIsRefused()
    {
        Failed("--rate 200: a frame of 83 bytes takes 7.2 ms at 115200 baud; at most 138.7 a second", () => _terminal.Receive(4096),
            "send", _terminal.Name, "--frames", "synthetic:hand", "--shape", "8x8", "--rate", "200").Dispose();
    }

    // Runs edgeconv to its end; the board steps meanwhile.
    private static EdgeconvProgram Done(Action step, params string[] arguments)
    {
        EdgeconvProgram program = new EdgeconvProgram(arguments).With(step);
        program.AssertDone();
        return program;
    }

    private static EdgeconvProgram Failed(string fragment, Action step, params string[] arguments)
    {
        EdgeconvProgram program = new EdgeconvProgram(arguments).With(step);
        program.AssertFailed(fragment);
        return program;
    }

    // Whether the program has asked what board this is: no other chunk of the line is as short as its question.
    private Func<bool> Asked()
    {
        bool isAsked = false;
        _terminal.Damage = bytes =>
        {
            isAsked |= bytes.Length < 16;
            return bytes;
        };
        return () => isAsked;
    }

    // Flips bits in the middle of every nth chunk of the line that is longer than a length.
    private void DamageEvery(int nth, int length, byte bits)
    {
        int chunks = 0;
        _terminal.Damage = bytes =>
        {
            if (++chunks % nth == 0 && bytes.Length > length) bytes[bytes.Length / 2] ^= bits;
            return bytes;
        };
    }

    private static int Served { get; set; }

    private EdgeLoop TakesFrames()
    {
        OutputGuard guard = NewGuard(clock: new SystemClock(new StopwatchTicks()));
        return Loops.Thermal(new SerialFrameSource(Link(256), "ESP32-DevKitC", Amg88xx.Format), guard);
    }

    private FrameSender GivesFrames() => new(new MovingPattern(), Link(256), "ESP32-DevKitC", new SystemClock(new StopwatchTicks()), 5000);

    private ModelServer RunsModel()
    {
        IModel model = Loops.CreateModel();
        Served = 0;
        return new ModelServer(model, Link(ModelServer.MaxBytes(model)), "ESP32-DevKitC", new SteppingClock());
    }

    private SerialLink Link(int maxPayload)
    {
        FakeUart.Wire = _terminal;
        return new SerialLink(SerialPins.Port, SerialPins.Baud, maxPayload);
    }

    private static string Example(string name) => Repository.PathOf("examples", name);

    /// <summary>2500 microseconds from one look to the next.</summary>
    private sealed class SteppingClock : IClock
    {
        private long _now;

        public long Microseconds
        {
            get
            {
                Served++;
                return _now += 2500;
            }
        }

        public void SleepUntil(long microseconds) { }

        public IAlarm CreateAlarm(AlarmCallback callback) => throw new NotSupportedException();
    }
}
