namespace EdgeConv.Tests.Device;

/// <summary>
/// The firmware's own sources on nanoCLR. The host build has neither a serial driver nor the chip's timer: a port that plays back what the
/// test gives it, and a timer that is not there, stand in for them.
/// </summary>
internal static class FirmwareOnNanoClr
{
    private const string Port = """
        namespace System.IO.Ports
        {
            public sealed class SerialPort
            {
                private static byte[] s_waiting = new byte[0];

                public SerialPort(string portName, int baudRate) { }

                public static bool IsFlooded { get; set; }

                public int ReadBufferSize { get; set; }

                public int BytesToRead { get { return s_waiting.Length; } }

                public static void Put(byte[] bytes, int count)
                {
                    byte[] all = new byte[s_waiting.Length + count];
                    System.Array.Copy(s_waiting, 0, all, 0, s_waiting.Length);
                    System.Array.Copy(bytes, 0, all, s_waiting.Length, count);
                    s_waiting = all;
                }

                public void Open() { }

                public int Read(byte[] buffer, int offset, int count)
                {
                    System.Array.Copy(s_waiting, 0, buffer, offset, count);
                    if (IsFlooded) return count;
                    byte[] rest = new byte[s_waiting.Length - count];
                    System.Array.Copy(s_waiting, count, rest, 0, rest.Length);
                    s_waiting = rest;
                    return count;
                }

                public void Write(byte[] buffer, int offset, int count) { }
            }
        }
        """;

    private const string Timer = """
        namespace nanoFramework.Hardware.Esp32
        {
            public static class HighResTimer
            {
                public static ulong GetCurrent() { throw new System.NotSupportedException(); }
            }
        }
        """;

    private const string Program = """
        using System.IO.Ports;
        using EdgeConv;
        using EdgeConv.Firmware;
        using EdgeConv.Frames;
        using EdgeConv.Link;

        public static class Program
        {
            public static void Main()
            {
                FrameFormat format = new FrameFormat(8, 8, 1, 0, 255);
                PacketWriter writer = new PacketWriter(1024);
                LinkFrameSource source = new LinkFrameSource(format);
                ICarrier carrier = new SerialCarrier("COM2", 115200);
                short[] sent = new short[64], read = new short[64];
                for (int i = 0; i < 64; i++) sent[i] = (short)(3 * i);
                Report("nothing", Read(carrier, source, read));

                FramePacket.Write(writer, 7, format, sent);
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("frame", Read(carrier, source, read));
                bool same = true;
                for (int i = 0; i < 64; i++) same &= read[i] == sent[i];
                System.Console.WriteLine(same ? "output same values" : "output other values");

                SerialPort.Put(writer.Buffer, writer.Length);
                Report("again", Read(carrier, source, read));

                FramePacket.Write(writer, 8, format, sent);
                writer.Buffer[20] ^= 4;
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("damaged", Read(carrier, source, read));

                FramePacket.Write(writer, 9, format, sent);
                SerialPort.Put(writer.Buffer, writer.Length / 2);
                Report("half", Read(carrier, source, read));
                FramePacket.Write(writer, 10, format, sent);
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("after it", Read(carrier, source, read));

                // The same packet without end.
                SerialPort.Put(writer.Buffer, writer.Length);
                SerialPort.IsFlooded = true;
                Report("flood", Read(carrier, source, read));

                // Without the chip's timer it goes by the CLR's tick count.
                IClock clock = BoardClock.Create();
                long start = clock.Microseconds;
                clock.SleepUntil(start + 20000);
                long slept = clock.Microseconds - start;
                System.Console.WriteLine(slept >= 20000 && slept < 10000000 ? "output slept" : "output slept " + slept.ToString());
            }

            // As the link's thread and the loop do it.
            private static FrameStatus Read(ICarrier carrier, LinkFrameSource source, short[] frame)
            {
                int damaged = carrier.Reader.Damaged;
                for (int i = 0; i < 8 && carrier.Receive(); i++) source.Take(carrier.Reader);
                if (carrier.Reader.Damaged != damaged) source.Damage();
                return source.Read(frame);
            }

            private static void Report(string what, FrameStatus status)
            {
                string text = status == FrameStatus.Ready ? "ready" : status == FrameStatus.Failed ? "failed" : "not ready";
                System.Console.WriteLine("output " + what + ": " + text);
            }
        }
        """;

    private const string SettingsProgram = """
        using System;
        using EdgeConv.Firmware;

        public static class Program
        {
            public static void Main()
            {
                Settings settings = new Settings();
                Console.WriteLine("output " + settings.Get("period") + " " + settings.Get("output1.map"));
                Settings wanted = settings.Copy();
                wanted.SetLines("period=70\noutput1.kind=servo\noutput1.map=0:9:1000:2000\nwifi.password=secret");
                Console.WriteLine("output " + wanted.Number("period").ToString() + " " + wanted.Get("output1.kind"));
                Settings live = settings.With(wanted);
                Console.WriteLine("output " + live.Number("period").ToString() + " " + live.Get("output1.kind"));
                Console.WriteLine("output " + (wanted.IsLike(live) ? "like" : "unlike"));
                Console.WriteLine("output " + (live.IsLike(wanted, "period") ? "like" : "unlike"));
                Console.WriteLine("output " + wanted.Lines().Length.ToString());
                for (int i = 0; i < Settings.Count; i++)
                    if (Settings.KeyOf(i) == "wifi.password") Console.WriteLine("output " + wanted.ShownValueOf(i));
                Refused(wanted, "period=0");
                Refused(wanted, "colour=red");
                Refused(wanted, "output1.kind=laser");
                Refused(wanted, "nothing");
            }

            private static void Refused(Settings settings, string lines)
            {
                try
                {
                    settings.SetLines(lines);
                    Console.WriteLine("output taken: " + lines);
                }
                catch (ArgumentException e)
                {
                    Console.WriteLine("output " + e.Message);
                }
            }
        }
        """;

    /// <summary>Adds the checks.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools)
    {
        checks.Add("the firmware's settings", () => AssertPrints(build, libraries, tools, [("Program.cs", SettingsProgram)],
            ["Settings.cs", "SettingTable.cs", "Parser.cs"],
            "100 auto", "70 servo", "70 auto", "unlike", "like", "76", "(set)", "period: 0 is not one of 1..10000",
            "colour: no such setting",
            "output1.kind: laser is not one of auto, led,servo,motor", "a line is not KEY=VALUE"));
        checks.Add("the firmware's frames over a serial line, and its clock", () => AssertPrints(build, libraries, tools,
            [("Port.cs", Port), ("Timer.cs", Timer), ("Program.cs", Program)],
            ["ICarrier.cs", "SerialCarrier.cs", "LinkFrameSource.cs", "BoardClock.cs", "WrappingTicks.cs"],
            "nothing: not ready", "frame: ready", "same values", "again: not ready", "damaged: failed", "half: not ready",
            "after it: ready", "flood: not ready", "slept"));
    }

    // Files of the firmware with a program and stand-ins beside them; what they print after "output ".
    private static void AssertPrints(DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools, (string, string)[] sources,
        string[] files, params string[] expected)
    {
        string[] genuine = [tools.Reference("mscorlib"), tools.Reference("nanoFramework.Runtime.Native")];
        DeviceAssembly program = build.Compile("Firmware",
            [.. sources, .. files.Select(file => (file, Repository.Text("firmware", "EdgeConv.Firmware", file)))], genuine, libraries,
            program: true);
        DeviceRun run = tools.Run(program, TimeSpan.FromMinutes(1));
        string[] printed = [.. run.Lines.Where(l => l.StartsWith("output ")).Select(l => l["output ".Length..])];
        CollectionAssert.AreEqual(expected, printed, $"{run.Ending}: {string.Join(", ", printed)}");
    }
}
