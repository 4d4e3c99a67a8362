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

                public void Write(byte[] buffer, int offset, int count)
                {
                    System.Console.WriteLine(count > 0 ? "output sent" : "output sent nothing");
                }
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
                SerialFrameSource source = new SerialFrameSource(new SerialLink("COM2", 115200, 1024), "test", format);
                short[] sent = new short[64], read = new short[64];
                for (int i = 0; i < 64; i++) sent[i] = (short)(3 * i);
                Report("nothing", source.Read(read));

                FramePacket.Write(writer, 7, format, sent);
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("frame", source.Read(read));
                bool same = true;
                for (int i = 0; i < 64; i++) same &= read[i] == sent[i];
                System.Console.WriteLine(same ? "output same values" : "output other values");

                SerialPort.Put(writer.Buffer, writer.Length);
                Report("again", source.Read(read));

                FramePacket.Write(writer, 8, format, sent);
                writer.Buffer[20] ^= 4;
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("damaged", source.Read(read));

                FramePacket.Write(writer, 9, format, sent);
                SerialPort.Put(writer.Buffer, writer.Length / 2);
                Report("half", source.Read(read));
                FramePacket.Write(writer, 10, format, sent);
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("after it", source.Read(read));

                writer.Begin(PacketKind.Query, 3);
                writer.End();
                SerialPort.Put(writer.Buffer, writer.Length);
                Report("query", source.Read(read));

                // The same query without end.
                SerialPort.Put(writer.Buffer, writer.Length);
                SerialPort.IsFlooded = true;
                Report("flood", source.Read(read));

                // Without the chip's timer it goes by the CLR's tick count.
                IClock clock = BoardClock.Create();
                long start = clock.Microseconds;
                clock.SleepUntil(start + 20000);
                long slept = clock.Microseconds - start;
                System.Console.WriteLine(slept >= 20000 && slept < 10000000 ? "output slept" : "output slept " + slept.ToString());
            }

            private static void Report(string what, FrameStatus status)
            {
                string text = status == FrameStatus.Ready ? "ready" : status == FrameStatus.Failed ? "failed" : "not ready";
                System.Console.WriteLine("output " + what + ": " + text);
            }
        }
        """;

    /// <summary>Adds the check.</summary>
    internal static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools) =>
        checks.Add("the firmware's frames over a serial line, and its clock", () =>
        {
            string[] files = ["SerialLink.cs", "SerialFrameSource.cs", "BoardClock.cs", "WrappingTicks.cs"];
            (string, string)[] sources = [("Port.cs", Port), ("Timer.cs", Timer), ("Program.cs", Program),
                .. files.Select(file => (file, Repository.Text("firmware", "EdgeConv.Firmware", file)))];
            string[] genuine = [tools.Reference("mscorlib"), tools.Reference("nanoFramework.Runtime.Native")];
            DeviceRun run = tools.Run(build.Compile("Firmware", sources, genuine, libraries, program: true), TimeSpan.FromMinutes(1));
            string[] expected =
            [
                "nothing: not ready", "frame: ready", "same values", "again: not ready", "damaged: failed", "half: not ready",
                "after it: ready", "sent", "query: not ready", "sent", "flood: not ready", "slept",
            ];
            string[] printed = [.. run.Lines.Where(l => l.StartsWith("output ")).Select(l => l["output ".Length..])];
            CollectionAssert.AreEqual(expected, printed, run.Ending);
        });
}
