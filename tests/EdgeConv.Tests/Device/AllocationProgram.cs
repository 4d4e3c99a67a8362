namespace EdgeConv.Tests.Device;

/// <summary>
/// A Main that measures what the firmware allocates, on the board itself: it does it some times, fills the rest of the heap with objects of
/// a known size until a collection comes, and counts them. The difference to twice as many times is exact.
/// </summary>
internal static class AllocationProgram
{
    private const int Count = 12;

    /// <summary>Bytes that something allocates each time, as the program printed it.</summary>
    public static double BytesOf(IEnumerable<string> lines, string name)
    {
        string prefix = $"output {name}: ";
        return double.Parse(lines.Single(line => line.StartsWith(prefix))[prefix.Length..]) / Count;
    }

    /// <summary>The source, in place of Program.cs; it prints "output NAME: BYTES" for several times what is measured.</summary>
    public static string Source { get; } = """
        using System;
        using System.Security.Cryptography;
        using EdgeConv.Actuation;
        using EdgeConv.Devices;
        using EdgeConv.Frames;
        using EdgeConv.Link;
        using EdgeConv.Slots;
        using nanoFramework.Hardware.Esp32;
        using nanoFramework.Networking;

        namespace EdgeConv.Firmware
        {
            public static class Program
            {
                private const int SmallBytes = 12, Count = COUNT;

                // Leaves some room, so that it is filled soon.
                private static byte[] s_ballast;
                private static LinkServer s_link;
                private static EdgeLoop s_loop;
                private static LinkSession s_session;
                private static TcpCarrier s_carrier;
                private static PacketReader s_reader;

                private delegate void Work(int count);

                public static void Main()
                {
                    Board board = Board.Esp32DevKitC;
                    Board.ConnectI2c(board.SdaPin, board.SclPin);
                    SerialPins.Connect(25, 26);
                    IClock clock = BoardClock.Create();
                    SerialCarrier line = new SerialCarrier(SerialPins.Port, 921600);
                    OutputGuard guard = new OutputGuard(new Esp32PwmOutput(board.PwmPin, board.PwmFunction, 1000, 0), 0, 60000000, clock);
                    Amg88xxFrameSource camera = new Amg88xxFrameSource(Board.I2cBus, Amg88xxFrameSource.HighAddress);
                    Loop(line, clock, guard, camera, "0");
                    s_ballast = new byte[nanoFramework.Runtime.Native.GC.Run(true) - 30000];
                    Report("sensor", Steps);
                    Loop(line, clock, guard, camera, "1");
                    Report("streamed sensor", Steps);
                    Loop(line, clock, guard, new DigitFrames(), "1");
                    Report("streamed digits", Steps);
                    s_session = new LinkSession(HMACSHA256.HashData, new byte[32], new byte[16], new byte[16]);
                    for (int payload = 0; payload <= 400; payload += 100)
                    {
                        Packet(payload);
                        Report("packet of " + payload.ToString(), Open);
                    }
                    WifiNetworkHelper.SetupNetworkHelper("home", "secret");
                    WifiNetworkHelper.NetworkReady.WaitOne();
                    s_carrier = new TcpCarrier(4242, new byte[LinkSession.KeyBytes], clock);
                    Report("idle network", Listen);
                    Console.WriteLine("output listening");
                    Take(1);
                    Report("packet over TCP", Take);
                    Console.WriteLine("output end");
                }

                private static void Loop(ICarrier line, IClock clock, OutputGuard guard, IFrameSource frames, string stream)
                {
                    Settings settings = new Settings();
                    settings.Set("stream", stream);
                    settings.Set("period", "1");
                    TimedModel model = new TimedModel(Loops.CreateModel(settings, frames), "built in", true, clock);
                    BoardDrive drive = new BoardDrive();
                    ModelSlots slots = new ModelSlots(drive);
                    SlotServer server = new SlotServer(slots, new SlotStart(slots, clock));
                    s_link = new LinkServer(line, clock, settings, new SettingsStore(drive), server, guard, null, new BoardDescription());
                    s_link.Attach(frames, model);
                    LoopDescription parts = Loops.Describe(settings, frames, model, guard, null, null);
                    s_loop = new EdgeLoop(parts) { Observer = s_link };
                    s_link.Attach(s_loop, parts);
                    Steps(3);
                }

                private static void Steps(int count)
                {
                    for (int i = 0; i < count; i++)
                    {
                        s_loop.Step();
                        s_link.Poll();
                        s_link.Serve();
                    }
                }

                // A packet with the seal of another session: it is judged as every other one.
                private static void Packet(int payload)
                {
                    PacketWriter writer = new PacketWriter(PacketReader.MinPayload);
                    s_reader = new PacketReader(PacketReader.MinPayload);
                    writer.Begin(PacketKind.GetStatus, 1);
                    for (int i = 0; i < payload + LinkSession.SealBytes; i++) writer.Byte(1);
                    writer.End();
                    for (int i = 0; i < writer.Length; i++) s_reader.Take(writer.Buffer[i]);
                }

                private static void Open(int count)
                {
                    for (int i = 0; i < count; i++) s_session.Open(s_reader);
                }

                private static void Listen(int count)
                {
                    for (int i = 0; i < count; i++) s_carrier.Receive();
                }

                // Packets of a computer that sends them all the time.
                private static void Take(int count)
                {
                    while (count > 0)
                        if (s_carrier.Receive()) count--;
                }

                // Twice as many: the difference is theirs alone. A thread or a timer of the framework may allocate once meanwhile, so the
                // most room of several tries counts.
                private static void Report(string name, Work work)
                {
                    int few = 0, many = 0;
                    for (int i = 0; i < 4; i++)
                    {
                        int room = Room(work, Count);
                        if (room > few) few = room;
                        room = Room(work, 2 * Count);
                        if (room > many) many = room;
                    }
                    Console.WriteLine("output " + name + ": " + (few - many).ToString());
                }

                // What is free after some work.
                private static int Room(Work work, int count)
                {
                    nanoFramework.Runtime.Native.GC.Run(true);
                    WeakReference canary = new WeakReference(new Small());
                    work(count);
                    if (!canary.IsAlive) throw new Exception("a collection came too early");
                    int room = 0;
                    for (; canary.IsAlive; room += SmallBytes) new Small();
                    return room;
                }

                private sealed class Small
                {
                }
            }
        }
        """.Replace("COUNT", $"{Count}");
}
