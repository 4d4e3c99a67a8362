using EdgeConv.Firmware;
using EdgeConv.Link;

namespace EdgeConv.Tests.Firmware;

/// <summary>The firmware's side of the serial line.</summary>
[TestClass]
public class SerialTests : ChipTests
{
    private readonly FakeWire _wire = new FakeWire();
    private readonly PacketWriter _writer = new PacketWriter(1024);
    private readonly MovingPattern _pattern = new MovingPattern();
    private readonly short[] _frame = new short[64];
    private int _sequence;

    [TestMethod]
    public void FramesOfTheLineDriveTheOutputAndAMissingOneTakesItToTheSafeDuty()
    {
        EdgeLoop loop = CreateLoop(out OutputGuard guard);
        StepWithFrames(loop, 40);
        Assert.AreEqual((40, false), (loop.Frames, guard.IsSafe));
        Assert.IsGreaterThan(0, guard.Duty);

        // The cable is pulled: the guard acts by the deadline.
        for (int i = 0; i < 3; i++) loop.Step();
        Clock.Advance(1);
        Assert.AreEqual((true, 0, GuardReason.FrameLate), (guard.IsSafe, guard.Duty, guard.Reason));

        // And it comes back.
        StepWithFrames(loop, 10);
        Assert.IsFalse(guard.IsSafe);
    }

    [TestMethod]
    public void ADamagedFrameNeverReachesTheModelAndTheNextOneDoes()
    {
        EdgeLoop loop = CreateLoop(out OutputGuard guard);
        var random = new Random(3);
        int good = 0, bad = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] packet = Frame();
            int length = _writer.Length;
            if (i % 3 == 2)
            {
                bad++;
                if (random.Next(2) == 0) packet[random.Next(1, length - 1)] ^= (byte)random.Next(1, 256);
                else length = random.Next(1, length - 1);
            }
            else good++;
            _wire.Put(packet, length);
            loop.Step();
            Assert.AreEqual(good, loop.Frames, $"frame {i}");
        }
        // A frame without its end is late: only the next one's begin tells that it is over.
        Assert.AreEqual(bad, loop.FailedFrames + loop.LateFrames);
        Assert.IsGreaterThan(35, loop.FailedFrames);
        Assert.IsGreaterThan(35, loop.LateFrames);
        Assert.IsFalse(guard.IsSafe);
    }

    [TestMethod]
    public void OnlyDamagedFramesKeepTheOutputSafe()
    {
        EdgeLoop loop = CreateLoop(out OutputGuard guard);
        StepWithFrames(loop, 20);
        for (int i = 0; i < 10; i++)
        {
            byte[] packet = Frame();
            packet[40] ^= 4;
            _wire.Put(packet, _writer.Length);
            loop.Step();
        }
        Assert.AreEqual((20, 10, true, GuardReason.FrameFailed), (loop.Frames, loop.FailedFrames, guard.IsSafe, guard.Reason));
    }

    [TestMethod]
    public void APacketThatComesTwiceIsOneFrame()
    {
        SerialFrameSource source = CreateSource();
        short[] read = new short[64];
        PutFrame();
        Assert.AreEqual(FrameStatus.Ready, source.Read(read));
        PutPacket();
        Assert.AreEqual(FrameStatus.NotReady, source.Read(read));
        PutFrame();
        PutPacket();
        Assert.AreEqual(FrameStatus.Ready, source.Read(read));
        CollectionAssert.AreEqual(_frame, read);
        Assert.AreEqual(FrameStatus.NotReady, source.Read(read));
    }

    [TestMethod]
    public void TheNewestFrameCountsAndGarbageDoesNotHoldTheLoop()
    {
        SerialFrameSource source = CreateSource();
        PutFrame();
        PutFrame();
        short[] read = new short[64];
        Assert.AreEqual(FrameStatus.Ready, source.Read(read));
        CollectionAssert.AreEqual(_frame, read);
        Assert.AreEqual(FrameStatus.NotReady, source.Read(read));

        // More than the driver's buffer holds.
        byte[] garbage = new byte[100000];
        new Random(4).NextBytes(garbage);
        _wire.Put(garbage, garbage.Length);
        Assert.AreEqual(FrameStatus.Failed, source.Read(read));
        PutFrame();
        FrameStatus status = source.Read(read);
        if (status != FrameStatus.Ready) status = source.Read(read);
        Assert.AreEqual(FrameStatus.Ready, status);
        CollectionAssert.AreEqual(_frame, read);
    }

    [TestMethod]
    [DataRow(PacketKind.Query), DataRow(PacketKind.Frame), DataRow(PacketKind.Input), DataRow(PacketKind.Output)]
    public void AFloodOfPacketsHoldsNeitherSourceNorSenderNorServer(int kind)
    {
        // A line that is never empty: there is a next packet however many are read.
        var flood = new Flood(kind);
        FakeUart.Wire = flood;
        var source = new SerialFrameSource(Link(256), "ESP32-DevKitC", Amg88xx.Format);
        for (int i = 0; i < 3; i++)
        {
            source.Read(new short[64]);
            flood.Check(SerialLink.MaxPackets, kind == PacketKind.Query ? 1 : 0);
        }
        Sender().Step();
        flood.Check(SerialLink.MaxPackets, kind == PacketKind.Query ? 2 : 1);
        Server(Loops.CreateModel()).Step();
        flood.Check(1, kind == PacketKind.Query || kind == PacketKind.Input ? 1 : 0);
    }

    [TestMethod]
    public void ALoopUnderAFloodOfQueriesStillReadsFrames()
    {
        EdgeLoop loop = CreateLoop(out OutputGuard guard);
        for (int i = 0; i < 20; i++)
        {
            PutFrame();
            for (int n = 0; n < 5; n++) Query();
            loop.Step();
        }
        Assert.AreEqual((20, false), (loop.Frames, guard.IsSafe));
    }

    [TestMethod]
    public void ABoardSaysWhatItTakes()
    {
        SerialFrameSource source = CreateSource();
        Query();
        Assert.AreEqual(FrameStatus.NotReady, source.Read(new short[64]));
        BoardDescription board = BoardDescription.Read(Answer());
        Assert.AreEqual((BoardDescription.TakesFrames, "ESP32-DevKitC", 400), (board.Role, board.Name, (int)board.Frames.Maximum));
    }

    [TestMethod]
    public void ASensorsFramesAreSentOneAPeriod()
    {
        FakeUart.Wire = _wire;
        FrameSender sender = Sender();
        Query();
        sender.Step();
        var reader = new PacketReader(512);
        int frames = 0, described = 0;
        short[] read = new short[64];
        for (int i = 0; i < 20; i++)
        {
            foreach (byte value in _wire.FromBoard)
            {
                if (!reader.Take(value)) continue;
                if (BoardDescription.Read(reader) is BoardDescription board && board.Role == BoardDescription.GivesFrames) described++;
                if (!FramePacket.Read(reader, Amg88xx.Format, read)) continue;
                _pattern.Read(_frame);
                CollectionAssert.AreEqual(_frame, read);
                frames++;
            }
            _wire.FromBoard.Clear();
            sender.Step();
        }
        Assert.AreEqual((1, 20, 0, 2000000), (described, frames, reader.Lost, Clock.Microseconds));
    }

    [TestMethod]
    public void AModelAnswersItsInputs()
    {
        FakeUart.Wire = _wire;
        IModel model = Loops.CreateModel();
        ModelServer server = Server(model);
        Query();
        server.Step();
        BoardDescription board = BoardDescription.Read(Answer());
        Assert.AreEqual((model.Input.Length, model.Output.Scale), (board.Input.Length, board.Output.Scale));

        sbyte[] input = [.. Enumerable.Range(0, model.Input.Length).Select(i => (sbyte)(i * 7))];
        sbyte[] expected = new sbyte[model.Output.Length], output = new sbyte[model.Output.Length];
        model.Invoke(input, expected);
        InferencePacket.WriteInput(_writer, 9, input);
        PutPacket();
        server.Step();
        PacketReader answer = Answer();
        Assert.AreEqual(9, answer.Sequence);
        byte[] bytes = Array.ConvertAll(input, value => (byte)value);
        Assert.IsTrue(InferencePacket.ReadOutput(answer, Crc32.Append(0, bytes, 0, bytes.Length), output));
        CollectionAssert.AreEqual(expected, output);

        // An input of another size is answered with what the model is.
        InferencePacket.WriteInput(_writer, 10, new sbyte[3]);
        PutPacket();
        server.Step();
        Assert.IsNotNull(BoardDescription.Read(Answer()));
    }

    [TestMethod]
    public void PinsAreConnected()
    {
        SerialPins pins = SerialPins.Of(EdgeConv.Firmware.Board.Esp32DevKitC);
        pins.Connect();
        Assert.AreEqual((DeviceFunction.COM2_TX, DeviceFunction.COM2_RX),
            (FakeChip.FunctionOf[pins.TxPin], FakeChip.FunctionOf[pins.RxPin]));
    }

    /// <summary>A line with packets of one kind without end.</summary>
    private sealed class Flood : IFakeWire
    {
        private readonly byte[] _packet;
        private long _asked;
        private int _sent;

        public Flood(int kind)
        {
            var writer = new PacketWriter(16);
            writer.Begin(kind, 1);
            writer.End();
            _packet = writer.Buffer[..writer.Length];
        }

        public byte[] Receive(int max)
        {
            // Each look at the port brings as many bytes as it holds; nobody needs so many looks.
            if (++_asked > 1000) throw new InvalidOperationException("read without end");
            return [.. Enumerable.Repeat(_packet, 200).SelectMany(packet => packet)];
        }

        public void Send(byte[] buffer, int offset, int count) => _sent++;

        /// <summary>So many packets were read at most, and so many answered or sent, since the last look.</summary>
        public void Check(int packets, int sent)
        {
            Assert.IsLessThanOrEqualTo(packets + 1L, _asked);
            Assert.AreEqual(sent, _sent);
            (_asked, _sent) = (0, 0);
        }
    }

    private static SerialLink Link(int maxPayload) => new(SerialPins.Port, SerialPins.Baud, maxPayload);

    private FrameSender Sender() => new(new MovingPattern(), Link(512), "XIAO ESP32C3", Clock, 100000);

    private ModelServer Server(IModel model) => new(model, Link(ModelServer.MaxBytes(model)), "ESP32-DevKitC", Clock);

    private SerialFrameSource CreateSource()
    {
        FakeUart.Wire = _wire;
        return new SerialFrameSource(Link(256), "ESP32-DevKitC", Amg88xx.Format);
    }

    private void StepWithFrames(EdgeLoop loop, int count)
    {
        for (int i = 0; i < count; i++)
        {
            PutFrame();
            loop.Step();
        }
    }

    private EdgeLoop CreateLoop(out OutputGuard guard)
    {
        guard = NewGuard();
        return Loops.Thermal(CreateSource(), guard);
    }

    private byte[] Frame()
    {
        _pattern.Read(_frame);
        FramePacket.Write(_writer, _sequence++, Amg88xx.Format, _frame);
        return (byte[])_writer.Buffer.Clone();
    }

    private void PutFrame() => _wire.Put(Frame(), _writer.Length);

    private void PutPacket() => _wire.Put(_writer.Buffer, _writer.Length);

    private void Query()
    {
        _writer.Begin(PacketKind.Query, 1);
        _writer.End();
        PutPacket();
    }

    private PacketReader Answer()
    {
        var reader = new PacketReader(1024);
        bool came = false;
        foreach (byte value in _wire.FromBoard) came |= reader.Take(value);
        _wire.FromBoard.Clear();
        Assert.IsTrue(came);
        return reader;
    }
}
