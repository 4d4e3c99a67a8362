using System.Runtime.InteropServices;
using EdgeConv.Firmware;
using EdgeConv.Link;

namespace EdgeConv.Tests.Firmware;

/// <summary>edgeconv send, record and validate with the firmware's own loops at the other end of a pseudo-terminal.</summary>
[TestClass]
public class PseudoTerminalTests : ChipTests
{
    [UnixTest]
    public void SentFramesReachTheModelUnlessTheyAreDamaged()
    {
        using var terminal = new PseudoTerminal();
        EdgeLoop loop = TakesFrames(terminal);
        string[] send = ["send", terminal.Name, "--frames", "synthetic:hand", "--count", "40"];
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
        DamageEvery(4, terminal, 20, 0x21);
        Done(() => loop.Step(), [.. send, "--rate", "10", "--shape", "8x8x1"]).Dispose();
        Console.WriteLine($"{loop.Frames - before} frames, {loop.FailedFrames} failed");
        Assert.IsGreaterThan(10, loop.Frames - before);
        Assert.IsGreaterThan(0, loop.FailedFrames);
    }

    [UnixTest]
    public void ASensorIsRecordedAsItSees()
    {
        using var terminal = new PseudoTerminal();
        using var files = new SimulatedCommand();
        FrameSender sender = GivesFrames(terminal);
        for (int i = 0; i < 20; i++) sender.Step();
        using EdgeconvProgram program =
            Done(sender.Step, "record", terminal.Name, "--label", "left", "--out", files.Folder, "--count", "12");
        // Frames went out before the recording began; the board's answer to what it is counts as none of them.
        Assert.Contains("12 frames", program.Output);
        Assert.DoesNotContain("lost", program.Output);
        byte[] bytes = File.ReadAllBytes(Directory.GetFiles(files.File("left"))[0]);
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
        Assert.IsEmpty(Directory.GetFiles(files.Folder, "*partial*", SearchOption.AllDirectories));
    }

    [UnixTest]
    public void ARecordingThatIsStoppedIsSaved()
    {
        using var terminal = new PseudoTerminal();
        using var files = new SimulatedCommand();
        FrameSender sender = GivesFrames(terminal);
        // A request to end, such as Ctrl+C, ends it and saves.
        using var program = new EdgeconvProgram("record", terminal.Name, "--label", "right", "--out", files.Folder);
        int steps = 0;
        Func<bool> isAsked = Asked(terminal);
        program.With(() =>
        {
            sender.Step();
            if (isAsked() && ++steps % 200 == 0) program.Interrupt();
        });
        if (program.Error == "") Assert.Contains("right_", program.Output);
        else program.AssertFailed("no frame came");
        Assert.AreEqual(program.Error == "", Directory.Exists(files.File("right")));
    }

    [UnixTest]
    public void ARecordingWhosePlugIsPulledIsSaved()
    {
        using var terminal = new PseudoTerminal();
        using var files = new SimulatedCommand();
        FrameSender sender = GivesFrames(terminal);
        // The plug is pulled: the frames that came are saved, and the message says so.
        int sent = 0;
        Func<bool> isAsked = Asked(terminal);
        using EdgeconvProgram program = Failed("the port is gone: unplugged?", () =>
        {
            sender.Step();
            if (isAsked() && ++sent == 600) terminal.Dispose();
        }, "record", terminal.Name, "--label", "cut", "--out", files.Folder, "--count", "100000");
        Assert.Contains("saved what came before", program.Error);
        Assert.HasCount(1, Directory.GetFiles(files.File("cut")));
    }

    [UnixTest]
    public void TheModelOnTheBoardGivesWhatTheDesktopGives()
    {
        using var terminal = new PseudoTerminal();
        ModelServer server = RunsModel(terminal);
        string[] validate = ["validate", terminal.Name, Example("strokes.json"), "--count"];
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
        DamageEvery(5, terminal, 4, 0x10);
        using EdgeconvProgram damaged = Done(server.Step, [.. validate, "10", "--timeout", "0.5"]);
        Assert.Contains("inputs  10, of which 0 give another output", damaged.Output);
    }

    [UnixTest]
    public void WhatGoesWrongIsOneLine()
    {
        string strokes = Example("strokes.json");
        using var terminal = new PseudoTerminal();
        string[] validate = ["validate", terminal.Name];
        const string NoAnswer = "no answer from a board with Serial = SerialUse.RunsModel: is the firmware running";
        Failed(NoAnswer, () => { }, [.. validate, strokes]).Dispose();
        var random = new Random(2);
        byte[] garbage = new byte[50];
        Failed("what comes is no packet: another --baud", () =>
        {
            random.NextBytes(garbage);
            terminal.Receive(4096);
            terminal.Send(garbage, 0, garbage.Length);
        }, [.. validate, strokes]).Dispose();
        FrameSender sender = GivesFrames(terminal);
        Failed("ESP32-DevKitC gives frames; set Serial = SerialUse.RunsModel", sender.Step, [.. validate, strokes]).Dispose();
        ModelServer server = RunsModel(terminal);
        Failed("another model is on ESP32-DevKitC", server.Step, [.. validate, Example("shapes.json")]).Dispose();
        using var files = new SimulatedCommand();
        File.WriteAllText(files.File("other.json"), File.ReadAllText(strokes).Replace("sobel-x", "sobel-y"));
        Failed("the outputs differ for", server.Step, [.. validate, files.File("other.json"), "--count", "10"]).Dispose();
        int steps = 0;
        Failed("the port is gone: unplugged?", () =>
        {
            server.Step();
            if (Served > 200 && ++steps == 1) terminal.Dispose();
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
        using var terminal = new PseudoTerminal();
        Failed("--rate 200: a frame of 83 bytes takes 7.2 ms at 115200 baud; at most 138.7 a second", () => terminal.Receive(4096),
            "send", terminal.Name, "--frames", "synthetic:hand", "--shape", "8x8", "--rate", "200").Dispose();
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
    private static Func<bool> Asked(PseudoTerminal terminal)
    {
        bool isAsked = false;
        terminal.Damage = bytes =>
        {
            isAsked |= bytes.Length < 16;
            return bytes;
        };
        return () => isAsked;
    }

    // Flips bits in the middle of every nth chunk of the line that is longer than a length.
    private static void DamageEvery(int nth, PseudoTerminal terminal, int length, byte bits)
    {
        int chunks = 0;
        terminal.Damage = bytes =>
        {
            if (++chunks % nth == 0 && bytes.Length > length) bytes[bytes.Length / 2] ^= bits;
            return bytes;
        };
    }

    private static int Served { get; set; }

    private EdgeLoop TakesFrames(PseudoTerminal terminal)
    {
        OutputGuard guard = NewGuard(clock: new SystemClock(new StopwatchTicks()));
        return Loops.Thermal(new SerialFrameSource(Link(terminal, 256), "ESP32-DevKitC", Amg88xx.Format), guard);
    }

    private static FrameSender GivesFrames(PseudoTerminal terminal) =>
        new(new MovingPattern(), Link(terminal, 256), "ESP32-DevKitC", new SystemClock(new StopwatchTicks()), 5000);

    private static ModelServer RunsModel(PseudoTerminal terminal)
    {
        IModel model = Loops.CreateModel();
        Served = 0;
        return new ModelServer(model, Link(terminal, ModelServer.MaxBytes(model)), "ESP32-DevKitC", new SteppingClock());
    }

    private static SerialLink Link(PseudoTerminal terminal, int maxPayload)
    {
        FakeUart.Wire = terminal;
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
