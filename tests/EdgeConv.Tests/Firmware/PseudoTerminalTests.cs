using EdgeConv.NanoClr;
using System.Reflection;
using EdgeConv.Actuation;
using EdgeConv.Firmware;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Frames;
using EdgeConv.Link;
using EdgeConv.Models;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Tests.Firmware;

/// <summary>edgeconv send, record and validate with the firmware's own loops at the other end of a pseudo-terminal.</summary>
[TestClass]
public class PseudoTerminalTests : ChipTests
{
    [UnixTest]
    public void SentFramesReachTheModelUnlessTheyAreDamaged()
    {
        using (var terminal = new PseudoTerminal())
        {
            int chunks = 0;
            EdgeLoop loop = TakesFrames(terminal, out OutputGuard guard);
            using (var program = new EdgeconvProgram("send", terminal.Name, "--frames", "synthetic:hand", "--rate", "20", "--count", "40"))
            {
                program.With(() => loop.Step()).AssertDone();
                Assert.Contains("ESP32-DevKitC takes 8x8x1, -80 to 400", program.Output);
                Assert.Contains("sent    40 frames of", program.Output);
            }
            for (int i = 0; i < 4; i++) loop.Step();
            Console.WriteLine(loop.Frames.ToString() + " frames, " + loop.FailedFrames.ToString() + " failed");
            Assert.IsGreaterThan(14, loop.Frames);
            Assert.AreEqual(0, loop.FailedFrames);

            // Every fourth piece of the line is damaged.
            int before = loop.Frames;
            terminal.Damage = bytes =>
            {
                if (++chunks % 4 == 0 && bytes.Length > 20) bytes[bytes.Length / 2] ^= 0x21;
                return bytes;
            };
            using (var program = new EdgeconvProgram("send", terminal.Name, "--frames", "synthetic:hand", "--rate", "10", "--count", "40", "--shape", "8x8x1"))
                program.With(() => loop.Step()).AssertDone();
            Console.WriteLine((loop.Frames - before).ToString() + " frames, " + loop.FailedFrames.ToString() + " failed");
            Assert.IsGreaterThan(10, loop.Frames - before);
            Assert.IsGreaterThan(0, loop.FailedFrames);
        }
    }

    [UnixTest]
    public void ASensorIsRecordedAsItSees()
    {
        using (var terminal = new PseudoTerminal())
        {
            FrameSender sender = GivesFrames(terminal);
            for (int i = 0; i < 20; i++) sender.Step();
            string folder = Directory.CreateTempSubdirectory("edgeconv-record-").FullName;
            try
            {
                using (var program = new EdgeconvProgram("record", terminal.Name, "--label", "left", "--out", folder, "--count", "12"))
                {
                    program.With(sender.Step).AssertDone();
                    // Frames went out before the recording began; the board's answer to what it is counts as none of them.
                    Assert.Contains("12 frames", program.Output);
                    Assert.DoesNotContain("lost", program.Output);
                }
                string file = Directory.GetFiles(Path.Combine(folder, "left"))[0];
                byte[] bytes = File.ReadAllBytes(file);
                Assert.Contains("'shape': (12, 8, 8, 1)", System.Text.Encoding.Latin1.GetString(bytes, 0, 128));
                // All of the frames are those of the pattern, one after the other.
                var frames = new short[12][];
                int start = bytes.Length - 12 * 128;
                for (int f = 0; f < 12; f++)
                {
                    frames[f] = new short[64];
                    Buffer.BlockCopy(bytes, start + 128 * f, frames[f], 0, 128);
                }
                var pattern = new MovingPattern();
                var expected = new short[64];
                int at = -1;
                for (int i = 0; i < 5000 && at < 11; i++)
                {
                    pattern.Read(expected);
                    at = Same(expected, frames[at + 1]) ? at + 1 : Same(expected, frames[0]) ? 0 : -1;
                }
                Assert.AreEqual(11, at);

                Assert.IsEmpty(Directory.GetFiles(folder, "*partial*", SearchOption.AllDirectories));
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }
    }

    [UnixTest]
    public void ARecordingThatIsStoppedIsSaved()
    {
        using (var terminal = new PseudoTerminal())
        {
            FrameSender sender = GivesFrames(terminal);
            string folder = Directory.CreateTempSubdirectory("edgeconv-record-").FullName;
            try
            {
                // A request to end, as Ctrl+C is one, ends it and saves.
                using (var program = new EdgeconvProgram("record", terminal.Name, "--label", "right", "--out", folder))
                {
                    int steps = 0;
                    program.With(() =>
                    {
                        sender.Step();
                        if (++steps % 200 == 0 && Directory.Exists(Path.Combine(folder, "right"))) program.Interrupt();
                    });
                    if (program.Error == "") Assert.Contains("right_", program.Output);
                    else program.AssertFailed("no frame came");
                }
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }
    }

    [UnixTest]
    public void ARecordingWhosePlugIsPulledIsSaved()
    {
        using (var terminal = new PseudoTerminal())
        {
            FrameSender sender = GivesFrames(terminal);
            string folder = Directory.CreateTempSubdirectory("edgeconv-record-").FullName;
            try
            {
                // The plug is pulled: what came is saved, and it is said.
                int sent = 0;
                using (var program = new EdgeconvProgram("record", terminal.Name, "--label", "cut", "--out", folder, "--count", "100000"))
                {
                    program.With(() =>
                    {
                        sender.Step();
                        if (Directory.Exists(Path.Combine(folder, "cut")) && ++sent == 600) terminal.Dispose();
                    }).AssertFailed("the port is gone: unplugged?");
                    Assert.Contains("are saved", program.Error);
                }
                Assert.HasCount(1, Directory.GetFiles(Path.Combine(folder, "cut")));
            }
            finally
            {
                Directory.Delete(folder, true);
            }
        }
    }

    [UnixTest]
    public void TheModelOnTheBoardGivesWhatTheDesktopGives()
    {
        using (var terminal = new PseudoTerminal())
        {
            ModelServer server = RunsModel(terminal);
            using (var program = new EdgeconvProgram("validate", terminal.Name, Example("strokes.json"), "--count", "15"))
            {
                program.With(server.Step).AssertDone();
                Assert.Contains("inputs  15, 0 with another output", program.Output);
                Assert.Contains("instructions on the compiled engine", program.Output);
                // The clock of this board makes every inference 2500 microseconds long.
                Assert.Contains("time    2.500 to 2.500 ms", program.Output);
                Assert.MatchesRegex(@"\nESP32-DevKitC, \d+\.\d\r?\n", program.Output);
            }
            using (var program = new EdgeconvProgram("validate", terminal.Name, Example("strokes.json"), "--frames", "synthetic:hand", "--count", "5"))
                program.With(server.Step).AssertDone();

            // Every fifth piece of the line is damaged: asked again, no difference.
            int chunks = 0;
            terminal.Damage = bytes =>
            {
                if (++chunks % 5 == 0 && bytes.Length > 4) bytes[bytes.Length / 2] ^= 0x10;
                return bytes;
            };
            using (var program = new EdgeconvProgram("validate", terminal.Name, Example("strokes.json"), "--count", "10", "--timeout", "0.5"))
            {
                program.With(server.Step).AssertDone();
                Assert.Contains("inputs  10, 0 with another output", program.Output);
            }
        }
    }

    [UnixTest]
    public void WhatGoesWrongIsOneLine()
    {
        string strokes = Example("strokes.json");
        using (var terminal = new PseudoTerminal())
        {
            using (var program = new EdgeconvProgram("validate", terminal.Name, strokes))
                program.With(() => { }).AssertFailed("no answer from a board with Serial = SerialUse.RunsModel: is the firmware running");
            var random = new Random(2);
            var garbage = new byte[50];
            using (var program = new EdgeconvProgram("validate", terminal.Name, strokes))
                program.With(() =>
                {
                    random.NextBytes(garbage);
                    terminal.Receive(4096);
                    terminal.Send(garbage, 0, garbage.Length);
                }).AssertFailed("what comes is no packet: another --baud");
            FrameSender sender = GivesFrames(terminal);
            using (var program = new EdgeconvProgram("validate", terminal.Name, strokes))
                program.With(sender.Step).AssertFailed("ESP32-DevKitC gives frames; set Serial = SerialUse.RunsModel");
            ModelServer server = RunsModel(terminal);
            using (var program = new EdgeconvProgram("validate", terminal.Name, Example("shapes.json")))
                program.With(server.Step).AssertFailed("another model is on ESP32-DevKitC");
            string other = Path.Combine(Path.GetTempPath(), "edgeconv-other-" + Guid.NewGuid().ToString() + ".json");
            File.WriteAllText(other, File.ReadAllText(strokes).Replace("sobel-x", "sobel-y"));
            try
            {
                using (var program = new EdgeconvProgram("validate", terminal.Name, other, "--count", "10"))
                    program.With(server.Step).AssertFailed("the outputs differ for");
            }
            finally
            {
                File.Delete(other);
            }
            int steps = 0;
            using (var program = new EdgeconvProgram("validate", terminal.Name, strokes, "--count", "100000"))
                program.With(() =>
                {
                    server.Step();
                    if (Served > 200 && ++steps == 1) terminal.Dispose();
                }).AssertFailed("the port is gone: unplugged?");
        }
        using (var program = new EdgeconvProgram("send", "/dev/no-such-port", "--frames", "synthetic:hand"))
            program.With(() => { }).AssertFailed("/dev/no-such-port: no such port");
        using (var program = new EdgeconvProgram("send", "COM9", "--frames", "synthetic:hand", "--rate", "0"))
        {
            program.With(() => { });
            Assert.AreEqual(2, program.ExitCode);
            Assert.Contains("--rate 0: a number from 0.1 to 1000", program.Error);
        }
    }

    [UnixTest]
    public void ARateTheLineCannotCarryIsRefused()
    {
        using (var terminal = new PseudoTerminal())
        using (var program = new EdgeconvProgram("send", terminal.Name, "--frames", "synthetic:hand", "--shape", "8x8", "--rate", "200"))
            program.With(() => terminal.Receive(4096)).AssertFailed("--rate 200: a frame of 83 bytes takes 7.2 ms at 115200 baud; at most 138.7 a second");
    }

    private static int Served { get; set; }

    private static EdgeLoop TakesFrames(PseudoTerminal terminal, out OutputGuard guard)
    {
        Esp32PwmOutputTests.Reset(20);
        var clock = new SystemClock(new StopwatchTicks());
        FakeUart.Wire = terminal;
        guard = new OutputGuard(new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000, 0), 0, Loops.DeadlineMicroseconds, clock);
        return Loops.Thermal(new SerialFrameSource(new SerialLink(SerialPins.Port, SerialPins.Baud, 256), "ESP32-DevKitC", Amg88xx.Format), guard, clock);
    }

    private static FrameSender GivesFrames(PseudoTerminal terminal)
    {
        FakeUart.Wire = terminal;
        var link = new SerialLink(SerialPins.Port, SerialPins.Baud, 256);
        return new FrameSender(new MovingPattern(), link, "ESP32-DevKitC", new SystemClock(new StopwatchTicks()), 5000);
    }

    private static ModelServer RunsModel(PseudoTerminal terminal)
    {
        FakeUart.Wire = terminal;
        IModel model = Loops.CreateModel();
        Served = 0;
        return new ModelServer(model, new SerialLink(SerialPins.Port, SerialPins.Baud, ModelServer.MostBytes(model)), "ESP32-DevKitC", new SteppingClock());
    }

    private static string Example(string name)
    {
        return Repository.PathOf("examples", name);
    }

    private static bool Same(short[] a, short[] b)
    {
        for (int i = 0; i < a.Length; i++)
            if (a[i] != b[i]) return false;
        return true;
    }

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

        public void SleepUntil(long microseconds)
        {
        }

        public IAlarm CreateAlarm(AlarmCallback callback)
        {
            throw new NotSupportedException();
        }
    }
}
