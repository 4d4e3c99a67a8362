using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Link;

namespace EdgeConv.Tests.Firmware;

/// <summary>A board on the network lets nobody in without its key, and nobody holds its loop.</summary>
[TestClass]
public sealed class TcpCarrierTests : IDisposable
{
    // 100,000: dotnet test --filter AHostileComputer with EDGECONV_HOSTILE_PACKETS=100000.
    private static readonly int s_hostile = int.Parse(Environment.GetEnvironmentVariable("EDGECONV_HOSTILE_PACKETS") ?? "10000");

    // Between the readings of two frames, not of one; microseconds.
    private const long MinPeriod = 50_000;

    private readonly TestFolder _folder = new();
    private readonly DutyLog _duties = new();
    private readonly ListeningBoard _board;
    private readonly RecordedSensor _sensor = RecordedSensor.Default();
    private long _lastLook;
    private int _looks;

    public TcpCarrierTests() => _board = ListeningBoard.Start("tcp://127.0.0.1:0", new VirtualBoardParts
    {
        Frame = Look, Storage = _folder.File("drive"), OnDuty = _duties.Add,
    }, KeyFile);

    // A frame is asked for several times while it is read; a new one in each tenth of a second.
    private short[]? Look(long microseconds)
    {
        if (microseconds - _lastLook > MinPeriod)
        {
            _lastLook = microseconds;
            _looks++;
        }
        return _sensor.Look(microseconds);
    }

    private string KeyFile => _folder.File("keys");

    public void Dispose()
    {
        _board.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void WithTheKeyTheBoardAnswersAndIsSet()
    {
        using BoardLine line = BoardAddress.Open(_board.Address, 0, KeyFile);
        BoardClient client = Client(line);
        Assert.AreEqual("strokes", client.DescribeRunning().Model);
        Assert.AreEqual(Acceptance.Now, client.Set(["output1.map=20:60"]));
        client.Save();
        Assert.AreEqual("20:60", client.Settings().Single(setting => setting.Key == "output1.map").Value);
        Assert.AreEqual("(set)", client.Settings().Single(setting => setting.Key == "link.key").Value);
        using var stream = new StepStream(client, client.Describe(), 1);
        Assert.HasCount(3, stream.Steps(3).ToArray());
        if (!OperatingSystem.IsWindows())
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
    }

    [TestMethod]
    public void WithoutTheKeyOrWithAnotherNobodyGetsIn()
    {
        Refused("lacks the key of this board", () => BoardAddress.Open(_board.Address, 0, _folder.File("none")));
        // A key file that says another key has the board's number.
        string[] parts = File.ReadAllText(KeyFile).Split(' ');
        File.WriteAllText(_folder.File("forged"), $"{parts[0]} {new string('0', 64)} {parts[2]}");
        Refused("the connection to the board is lost", () => BoardAddress.Open(_board.Address, 0, _folder.File("forged")));
        // And a service that is no board.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Refused("no EdgeConv board answers there",
            () => BoardAddress.Open($"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", 0, KeyFile));
        WithTheKeyTheBoardAnswersAndIsSet();
    }

    [TestMethod]
    public void ASecondComputerIsToldThatItIsBusyAndASilentOneIsCutOff()
    {
        using (BoardLine line = BoardAddress.Open(_board.Address, 0, KeyFile))
        {
            Client(line).Describe();
            Refused("busy, because another computer is connected", () => BoardAddress.Open(_board.Address, 0, KeyFile));
            Client(line).Describe();
            // Signs of life keep it, for longer than the five seconds of silence; lines of the log come meanwhile.
            var time = Stopwatch.StartNew();
            while (TimeSpan.FromSeconds(6.5) - time.Elapsed is var left && left > TimeSpan.Zero)
                if (line.Receive(left)) Assert.AreEqual(PacketKind.Log, line.Reader.Kind);
            Client(line).Describe();
        }
        // Half open: it connects and says nothing.
        using TcpClient silent = Connect();
        using (BoardLine line = OpenSoon()) Client(line).Describe();
        // Logged in, then silent without closing.
        BoardLine lost = BoardAddress.Open(_board.Address, 0, KeyFile);
        Client(lost).Describe();
        Refused("busy, because another computer is connected", () => BoardAddress.Open(_board.Address, 0, KeyFile));
        using (BoardLine line = OpenSoon()) Client(line).Describe();
        lost.Dispose();
    }

    [TestMethod]
    public void ACommandWithoutSealOrOneThatIsRepeatedDoesNothing()
    {
        using BoardLine line = BoardAddress.Open(_board.Address, 0, KeyFile);
        BoardClient client = Client(line);
        client.DescribeRunning();
        LinkSession session = line.Writer.Session;
        line.Writer.Session = null;
        Send(line, PacketKind.SetSettings, "output1.map=1:2");
        line.Writer.Session = session;
        Assert.AreEqual("auto", MapOf(client));
        // Sealed and recorded; the same bytes once more after another command.
        Send(line, PacketKind.SetSettings, "output1.map=3:4");
        byte[] recorded = line.Writer.Buffer[..line.Writer.Length];
        Assert.AreEqual("3:4", MapOf(client));
        client.Set(["output1.map=5:6"]);
        line.SendRaw(recorded);
        Assert.AreEqual("5:6", MapOf(client));
        // And one whose text was changed on the way, with the checksum made anew.
        line.Writer.Session = null;
        line.Writer.Begin(PacketKind.SetSettings, 1);
        AnswerPacket.WriteText(line.Writer, "output1.map=7:8");
        for (int i = 0; i < LinkSession.SealBytes; i++) line.Writer.Byte(200 + i);
        line.Writer.End();
        line.Send();
        line.Writer.Session = session;
        Assert.AreEqual("5:6", MapOf(client));
    }

    [TestMethod]
    public void AHostileComputerChangesNothingAndHoldsNothing()
    {
        var random = new Random(9);
        var writer = new PacketWriter(600);
        int sent = 0;
        while (sent < s_hostile)
        {
            using TcpClient client = Connect();
            try
            {
                NetworkStream stream = client.GetStream();
                for (int i = 0; i < 500 && sent < s_hostile; i++, sent++)
                {
                    writer.Begin(random.Next(4) == 0 ? PacketKind.Login : random.Next(256), random.Next(65536));
                    if (random.Next(3) == 0) AnswerPacket.WriteText(writer, "output1.safe=9000");
                    for (int n = random.Next(3) == 0 ? 48 : random.Next(200); n > 0; n--) writer.Byte(random.Next(256));
                    writer.End();
                    byte[] packet = writer.Buffer[..writer.Length];
                    if (random.Next(4) == 0) packet[random.Next(packet.Length)] ^= (byte)random.Next(1, 256);
                    stream.Write(packet);
                }
            }
            catch (IOException)
            {
                // The board has hung up: the next connection.
            }
        }
        using BoardLine line = OpenSoon();
        BoardClient board = Client(line);
        StatusPacket status = board.Status();
        // On a busy machine the first frame takes seconds.
        for (int i = 0; status.Frames == 0 && i < 300; i++)
        {
            board.Wait(TimeSpan.FromMilliseconds(100));
            status = board.Status();
        }
        Console.WriteLine($"{sent} packets, {status.Frames} good frames, {status.FailedFrames + status.ModelFaults} faults");
        Assert.AreEqual((true, 0u, 0u, 0u), (status.IsRunning, status.FailedFrames, status.ModelFaults, status.OutputFaults));
        Assert.IsGreaterThan(0u, status.Frames);
        Assert.AreEqual("auto", board.Settings().Single(setting => setting.Key == "output1.safe").Value);
        Assert.DoesNotContain("b10001100101000 ", _duties.ToVcd(), "a duty of 9000");
    }

    // Valid commands as fast as they go, then garbage as fast as it goes: the loop keeps its period.
    [TestMethod, DataRow(true), DataRow(false)]
    public void AComputerThatIsLoggedInAndFloodsHoldsNothing(bool isSealed)
    {
        const int Frames = 25;
        using BoardLine line = BoardAddress.Open(_board.Address, 0, KeyFile);
        Client(line).DescribeRunning();
        long quiet = WaitForFrames(Frames);
        bool isOver = false;
        int sent = 0;
        Task flood = Task.Factory.StartNew(() =>
        {
            int[] kinds = [PacketKind.GetStatus, PacketKind.Query, PacketKind.GetSettings, 200];
            byte[] garbage = new byte[300];
            try
            {
                for (; !Volatile.Read(ref isOver); sent++)
                {
                    if (isSealed)
                    {
                        line.Writer.Begin(kinds[sent % kinds.Length], sent & 0xFFFF);
                        line.Writer.End();
                        line.Send();
                    }
                    else
                    {
                        Random.Shared.NextBytes(garbage);
                        SendWhatFits(line, garbage);
                    }
                    // It takes the answers, so that it is not cut off.
                    while (line.Receive(TimeSpan.Zero))
                    {
                    }
                }
            }
            catch (Exception gone) when (!isSealed && gone is UserException or IOException)
            {
                // The board hung up: it has heard nothing that is sealed for five seconds.
            }
        }, TaskCreationOptions.LongRunning);
        long flooded = WaitForFrames(Frames);
        Volatile.Write(ref isOver, true);
        flood.Wait();
        Console.WriteLine($"{sent} sent, {Frames} frames in {flooded} us, without it in {quiet} us");
        // A machine under load is slow in both.
        Assert.IsLessThan(3 * quiet, flooded);
        Assert.IsGreaterThan(100, sent);
        line.Dispose();
        using BoardLine after = OpenSoon();
        BoardClient client = Client(after);
        StatusPacket status = client.Status();
        Assert.AreEqual((true, 0u, 0u, 0u), (status.IsRunning, status.FailedFrames, status.ModelFaults, status.OutputFaults));
        Assert.AreEqual("auto", client.Settings().Single(setting => setting.Key == "output1.safe").Value);
    }

    private static void SendWhatFits(BoardLine line, byte[] bytes)
    {
        try
        {
            line.SendRaw(bytes);
        }
        catch (TimeoutException)
        {
            // The board takes no more than it reads: the flood stands behind it.
        }
    }

    // Microseconds of the board until so many frames were read.
    private long WaitForFrames(int count)
    {
        long first = Volatile.Read(ref _lastLook);
        int until = Volatile.Read(ref _looks) + count;
        Assert.IsTrue(SpinWait.SpinUntil(() => Volatile.Read(ref _looks) >= until, TimeSpan.FromSeconds(60)), "the loop is held");
        return Volatile.Read(ref _lastLook) - first;
    }

    private static string MapOf(BoardClient client) => client.Settings().Single(setting => setting.Key == "output1.map").Value;

    private static void Send(BoardLine line, int kind, string text)
    {
        line.Writer.Begin(kind, 1);
        AnswerPacket.WriteText(line.Writer, text);
        line.Writer.End();
        line.Send();
    }

    private static BoardClient Client(BoardLine line) => new(line, TimeSpan.FromSeconds(2), CancellationToken.None);

    // Once the board has let go of a computer that is silent.
    private BoardLine OpenSoon()
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return BoardAddress.Open(_board.Address, 0, KeyFile);
            }
            catch (UserException busy) when (time.Elapsed.TotalSeconds < 20 && busy.Message.Contains("busy"))
            {
                Thread.Sleep(50);
            }
        }
    }

    private TcpClient Connect()
    {
        (string host, int port) = BoardAddress.Parse(_board.Address);
        return new TcpClient(host, port);
    }

    private static void Refused(string fragment, Func<BoardLine> open)
    {
        string message = Assert.ThrowsExactly<UserException>(() => open().Dispose()).Message;
        Assert.Contains(fragment, message);
    }
}
