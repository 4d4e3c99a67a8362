namespace EdgeConv.Tests.Device;

/// <summary>
/// What a step of the loop costs more when it is streamed, by the firmware's own classes: IL instructions, which are the same on every
/// machine, bytes on the line, and no memory. docs/link.md states the numbers.
/// </summary>
[TestClass]
public sealed class StreamCostTests
{
    private const string Driver = """
        using EdgeConv.Actuation;
        using EdgeConv.Devices;
        using EdgeConv.Frames;
        using EdgeConv.Link;
        using EdgeConv.Slots;

        namespace EdgeConv.Firmware
        {
            public static class StreamCost
            {
                private static readonly Line s_line = new Line();
                private static LinkServer s_link;
                private static EdgeLoop s_loop;

                public static int Packets { get { return s_line.Packets; } }

                public static int Bytes { get { return s_line.Bytes; } }

                public static void Start(string model, int stream)
                {
                    Settings settings = new Settings();
                    settings.Set("model", model);
                    settings.Set("stream", stream.ToString());
                    VirtualClock clock = new VirtualClock();
                    OutputGuard guard = new OutputGuard(new Pin(), 0, 300000, clock);
                    FrameFormat format = model == "shake" ? Mpu6050FrameSource.FormatOf(Loops.ShakeWindow)
                        : model == "strokes" ? Amg88xx.Format : new FrameFormat(8, 8, 1, 0, 16);
                    Moving frames = new Moving(format);
                    TimedModel timed = new TimedModel(Loops.CreateModel(settings, frames), model, true, clock);
                    ModelSlots slots = new ModelSlots(new NoDrive());
                    SlotServer server = new SlotServer(slots, new SlotStart(slots, clock));
                    s_link = new LinkServer(s_line, clock, settings, null, server, guard, null, new BoardDescription());
                    s_link.Attach(frames, timed);
                    LoopDescription parts = Loops.Describe(settings, frames, timed, guard, null, null);
                    s_loop = new EdgeLoop(parts) { Observer = s_link };
                    s_link.Attach(s_loop, parts);
                }

                public static void Step() { s_loop.Step(); }

                public static void Poll() { s_link.Poll(); }

                private sealed class Moving : IFrameSource
                {
                    private int _frame;

                    public Moving(FrameFormat format) { Format = format; }

                    public FrameFormat Format { get; }

                    public FrameStatus Read(short[] frame)
                    {
                        _frame++;
                        for (int i = 0; i < frame.Length; i++) frame[i] = (short)(i * _frame % 13 + 2);
                        return FrameStatus.Ready;
                    }
                }

                private sealed class NoDrive : IDrive
                {
                    public int Length(string name) { return -1; }

                    public int Read(string name, int position, byte[] buffer, int count) { return 0; }

                    public void Write(string name, byte[] bytes, int count, bool append) { }
                }

                private sealed class Pin : IPwmOutput
                {
                    public int FrequencyHz { get { return 1000; } }

                    public int OffDuty { get { return 0; } }

                    public void Start() { }

                    public void SetDuty(int duty) { }

                    public void Release() { }
                }

                private sealed class Line : ICarrier
                {
                    public int Packets { get; private set; }

                    public int Bytes { get; private set; }

                    public PacketReader Reader { get { return null; } }

                    public int Damaged { get { return 0; } }

                    public void Fit(int maxPayload) { }

                    public bool Receive() { return false; }

                    public void Close() { }

                    public void Send(PacketWriter packet)
                    {
                        Packets++;
                        Bytes = packet.Length;
                    }
                }
            }
        }
        """;

    private const int Steps = 50;

    private static readonly string s_page = Repository.Text("docs", "link.md");

    private static readonly Lazy<Type> s_driver = new(() =>
    {
        (string, string) clock = ("VirtualClock.cs", Repository.Text("shared", "EdgeConv.Reference", "VirtualClock.cs"));
        byte[] firmware = DeviceCodeTests.CompileFirmware(clock, ("StreamCost.cs", Driver));
        return IlCounter.Load([.. DeviceLibraries.Images.Append(firmware).Select(IlCounter.Counting)])
            .GetType("EdgeConv.Firmware.StreamCost")!;
    });

    [TestMethod]
    [DataRow("digits", "8x8, one byte per value (the digits)"), DataRow("strokes", "8x8, two bytes per value (AMG88xx)")]
    [DataRow("shake", "1x64x3, two bytes per value (MPU-6050)")]
    public void AStreamedStepCostsWhatThePageSays(string model, string frame)
    {
        (long loop, long link) = Run(model, 1);
        int bytes = Call<int>("get_Bytes");
        (long loopWithout, long linkWithout) = Run(model, 0);
        (loop, link) = ((loop - loopWithout) / Steps, (link - linkWithout) / Steps);
        string row = s_page.Split('\n').Single(line => line.StartsWith($"| {frame} |"));
        int[] stated = [.. row.Split('|')[2..5].Select(cell => int.Parse(cell.Trim(), NumberStyles.AllowThousands))];
        // The steps differ in the number of their zeros.
        Assert.AreEqual(stated[1], loop, 0.02 * stated[1], $"{frame}: {loop}");
        Assert.AreEqual(stated[2], bytes, frame);
        Assert.Contains($"| {Math.Round(bytes * 10 / 115.2)} ms |", row);
        Assert.Contains($"executes {link} instructions", s_page.ReplaceLineEndings(" "));
    }

    [TestMethod]
    public void AStreamedStepAllocatesNothing()
    {
        Run("strokes", 1);
        Action step = Method("Step"), poll = Method("Poll");
        long min = long.MaxValue;
        // The runtime allocates when it compiles a method anew.
        for (int round = 0; round < 3; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 200; i++)
            {
                step();
                poll();
            }
            min = Math.Min(min, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.AreEqual(0, min);
    }

    // Instructions on the loop's thread and on the link's.
    private static (long Loop, long Link) Run(string model, int stream)
    {
        Call<object>("Start", model, stream);
        Action step = Method("Step"), poll = Method("Poll");
        for (int i = 0; i < 5; i++)
        {
            step();
            poll();
        }
        int packets = Call<int>("get_Packets");
        long loop = 0, link = 0;
        for (int i = 0; i < Steps; i++)
        {
            loop += IlCounter.Measure(step);
            link += IlCounter.Measure(poll);
        }
        Assert.AreEqual(stream * Steps, Call<int>("get_Packets") - packets);
        return (loop, link);
    }

    private static Action Method(string name) => s_driver.Value.GetMethod(name)!.CreateDelegate<Action>();

    private static T Call<T>(string name, params object[] arguments) => (T)s_driver.Value.GetMethod(name)!.Invoke(null, arguments)!;
}
