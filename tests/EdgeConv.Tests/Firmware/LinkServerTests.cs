using EdgeConv.Devices;
using EdgeConv.Firmware;
using EdgeConv.Link;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Tests.Firmware;

/// <summary>The firmware's side of the link, step by step.</summary>
[TestClass]
public class LinkServerTests : ChipTests
{
    private readonly FakeWire _wire = new();
    private readonly PacketWriter _writer = new(4096);
    private readonly MovingPattern _pattern = new();
    private readonly short[] _frame = new short[64];
    private LinkServer _server = null!;
    private OutputGuard _guard = null!;
    private OutputGuard? _second;
    private EdgeLoop _loop = null!;
    private int _sequence;

    [TestMethod]
    public void FramesOfTheLinkDriveTheOutputAndAMissingOneTakesItToTheSafeDuty()
    {
        Start("frames=link");
        StepWithFrames(40);
        Assert.AreEqual(40, _loop.Frames);
        Assert.IsFalse(_guard.IsSafe);
        Assert.IsGreaterThan(0, _guard.Duty);

        // The cable is pulled: the guard acts by the deadline.
        for (int i = 0; i < 3; i++) Step();
        Clock.Advance(1);
        Assert.AreEqual((true, 0, GuardReason.FrameLate), (_guard.IsSafe, _guard.Duty, _guard.Reason));

        // And it comes back.
        StepWithFrames(10);
        Assert.IsFalse(_guard.IsSafe);
    }

    [TestMethod]
    public void ADamagedFrameNeverReachesTheModelAndTheNextOneDoes()
    {
        Start("frames=link");
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
            Step();
            Assert.AreEqual(good, _loop.Frames, $"frame {i}");
        }
        // A frame without its end is late: only the next one's begin tells that it is over.
        Assert.AreEqual(bad, _loop.FailedFrames + _loop.LateFrames);
        Assert.IsGreaterThan(35, _loop.FailedFrames);
        Assert.IsGreaterThan(35, _loop.LateFrames);
        Assert.IsFalse(_guard.IsSafe);
    }

    [TestMethod]
    public void OnlyDamagedFramesKeepTheOutputSafe()
    {
        Start("frames=link");
        StepWithFrames(20);
        for (int i = 0; i < 10; i++)
        {
            byte[] packet = Frame();
            packet[40] ^= 4;
            _wire.Put(packet, _writer.Length);
            Step();
        }
        Assert.AreEqual((20, 10), (_loop.Frames, _loop.FailedFrames));
        Assert.AreEqual((true, GuardReason.FrameFailed), (_guard.IsSafe, _guard.Reason));
    }

    [TestMethod]
    public void APacketThatComesTwiceIsOneFrameAndTheNewestCounts()
    {
        Start("frames=link");
        PutFrame();
        PutFrame();
        Step();
        CollectionAssert.AreEqual(_frame, _loop.Frame);
        Assert.AreEqual(1, _loop.Frames);
        _wire.Put(_writer.Buffer, _writer.Length);
        Step();
        Assert.AreEqual(FrameStatus.NotReady, _loop.LastStatus);
    }

    [TestMethod]
    public void GarbageHoldsNothingAndTheNextFrameGetsThrough()
    {
        Start("frames=link");
        byte[] garbage = new byte[100000];
        new Random(4).NextBytes(garbage);
        _wire.Put(garbage, garbage.Length);
        Step();
        Assert.AreEqual(FrameStatus.Failed, _loop.LastStatus);
        PutFrame();
        Step();
        if (_loop.LastStatus != FrameStatus.Ready)
        {
            PutFrame();
            Step();
        }
        Assert.AreEqual(FrameStatus.Ready, _loop.LastStatus);
        CollectionAssert.AreEqual(_frame, _loop.Frame);
    }

    [TestMethod]
    public void AFloodOfPacketsOfAnyKindHoldsNothing()
    {
        for (int kind = 0; kind < 32; kind++)
        {
            // A line that is never empty: there is a next packet however many are read.
            var flood = new Flood(kind);
            Start(flood, "frames=link");
            for (int i = 0; i < 3; i++)
            {
                _server.Poll();
                _server.Serve();
                flood.Check(LinkServer.MaxPackets);
                if (kind == PacketKind.Restart) break;
            }
        }
    }

    [TestMethod]
    public void ABoardSaysWhatItIs()
    {
        Start("frames=link");
        BoardDescription board = BoardDescription.Read(Ask(PacketKind.Query));
        Assert.AreEqual(("ESP32-DevKitC", "ESP32_REV3", "strokes", true, 400), (board.Name, board.Chip, board.Model, board.TakesFrames,
            (int)board.Frames.Maximum));
        Assert.AreEqual((64, 3), (board.Input.Length, board.Output.Length));
        StepWithFrames(5);
        StatusPacket status = StatusPacket.Read(Ask(PacketKind.GetStatus));
        Assert.AreEqual((true, 5u, (uint)98765, 100000u), (status.IsRunning, status.Frames, status.FreeBytes, status.PeriodMicroseconds));
        Assert.AreEqual((_guard.Duty, GuardReason.None), (status.Duty, status.Reason));
    }

    [TestMethod]
    public void AStreamedStepHoldsWhatTheLoopSawAndDid()
    {
        Start("frames=link");
        Assert.AreEqual(AnswerPacket.Done, Tell("stream=2"));
        var reader = new PacketReader(1024);
        int steps = 0;
        for (int i = 0; i < 20; i++)
        {
            StepWithFrames(1);
            _server.Poll();
            foreach (byte value in _wire.FromBoard)
            {
                if (!reader.Take(value) || StepPacket.Read(reader, Amg88xx.Format, 3) is not { } step) continue;
                steps++;
                CollectionAssert.AreEqual(_loop.Frame, step.Frame);
                CollectionAssert.AreEqual(_loop.Output, step.Output);
                Assert.AreEqual(((uint)_loop.FrameNumber, _loop.Activation256, _loop.Duty, _guard.Duty),
                    (step.Number, step.Activation256, step.ProposedDuty, step.Duty));
                Assert.AreEqual((FrameStatus.Ready, GuardReason.None), (step.FrameStatus, step.Reason));
            }
            _wire.FromBoard.Clear();
        }
        Assert.AreEqual((10, 0), (steps, reader.Lost));
        // A line that takes nothing: steps are dropped, the loop goes on.
        for (int i = 0; i < 10; i++)
        {
            PutFrame();
            _loop.Step();
        }
        Assert.AreEqual(AnswerPacket.Done, Tell("stream=0"));
    }

    [TestMethod]
    public void TheModelRunsOnRequestBesideTheLoop()
    {
        Start("frames=link");
        IModel model = Loops.CreateModel(new Settings(), new MovingPattern());
        sbyte[] input = [.. Enumerable.Range(0, model.Input.Length).Select(i => (sbyte)(i * 7))];
        sbyte[] expected = new sbyte[model.Output.Length], output = new sbyte[model.Output.Length];
        model.Invoke(input, expected);
        InferencePacket.WriteInput(_writer, 9, input);
        _wire.Put(_writer.Buffer, _writer.Length);
        PacketReader answer = Answer();
        Assert.AreEqual(9, answer.Sequence);
        byte[] bytes = Array.ConvertAll(input, value => (byte)value);
        Assert.IsTrue(InferencePacket.ReadOutput(answer, Crc32.Append(0, bytes, 0, bytes.Length), output));
        CollectionAssert.AreEqual(expected, output);

        InferencePacket.WriteInput(_writer, 10, new sbyte[3]);
        _wire.Put(_writer.Buffer, _writer.Length);
        AssertAnswer(AnswerPacket.Refused, "the model takes 64 values, not 3");
    }

    [TestMethod]
    public void AllSettingsCanBeReadInPages()
    {
        Start("frames=link", "link.key=" + new string('a', 64));
        List<string> lines = [];
        for (int count = 1; lines.Count < count;)
        {
            int first = lines.Count;
            PacketReader page = Ask(PacketKind.GetSettings, writer => writer.Byte(first));
            count = page.Byte(0);
            Assert.AreEqual(first, page.Byte(1));
            lines.AddRange(AnswerPacket.ReadText(page, 2).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        Assert.HasCount(Settings.Count, lines);
        Assert.Contains("frames=link", lines);
        Assert.Contains("output1.map=auto", lines);
        Assert.Contains("link.key=(set)", lines);
        Assert.DoesNotContain("aaaa", string.Concat(lines));
        // From a setting on that is not there: no lines.
        Assert.AreEqual(2, Ask(PacketKind.GetSettings, writer => writer.Byte(200)).PayloadLength);
    }

    [TestMethod]
    public void WhatNeedsNoRestartTakesEffectAtOnce()
    {
        Start("frames=link");
        StepWithFrames(20);
        int duty = _guard.Duty;
        Assert.IsGreaterThan(0, duty);
        // Dark from here on, whatever the frames say; and safe is half bright.
        Assert.AreEqual(AnswerPacket.Done, Tell("output1.map=1000:2000", "output1.safe=5000", "deadline=500", "period=200"));
        StepWithFrames(2);
        Assert.AreEqual(0, _guard.Duty);
        Assert.AreEqual((5000, 500_000L), (_guard.SafeDuty, _guard.DeadlineMicroseconds));
        long before = Clock.Microseconds;
        StepWithFrames(5);
        Assert.AreEqual(1_000_000, Clock.Microseconds - before);
        for (int i = 0; i < 4; i++) Step();
        Assert.AreEqual((true, 5000), (_guard.IsSafe, _guard.Duty));
        Assert.AreEqual(AnswerPacket.Done, Tell("output1.map=auto", "output1.safe=auto", "deadline=300", "period=100"));
        StepWithFrames(20);
        Assert.IsFalse(_guard.IsSafe);
        Assert.IsGreaterThan(0, _guard.Duty);
    }

    [TestMethod]
    public void ASetDoesNotMakeTheGuardForgetAFrozenSensor()
    {
        Start("frames=link");
        StepWithFrames(5);
        for (int i = 0; i < 12; i++)
        {
            FramePacket.Write(_writer, _sequence++, Amg88xx.Format, _frame);
            _wire.Put(_writer.Buffer, _writer.Length);
            Tell(i % 2 == 0 ? "stream=0" : $"output1.map=15:{80 + i}");
            _loop.Step();
        }
        Assert.IsGreaterThan(0, _loop.FrozenFrames);
    }

    [TestMethod]
    public void WhatNeedsARestartWaitsForIt()
    {
        Start("frames=link");
        StepWithFrames(5);
        Assert.AreEqual(AnswerPacket.AfterRestart, Tell("output1.kind=servo", "output1.map=0:40:1000:2000"));
        StepWithFrames(5);
        // What fits the LED too does not wait with it.
        Assert.AreEqual(AnswerPacket.AfterRestart, Tell("stream=1", "deadline=400"));
        _wire.FromBoard.Clear();
        StepWithFrames(2);
        _server.Poll();
        Assert.AreEqual(400_000L, _guard.DeadlineMicroseconds);
        Assert.IsNotEmpty(_wire.FromBoard);
        Assert.AreEqual(AnswerPacket.AfterRestart, Tell("stream=0"));
        Assert.AreEqual(1000, FakeChip.FrequencyOf(18));
        Assert.AreEqual(0, _guard.SafeDuty);
        AssertAnswer(AnswerPacket.Done, "", PacketKind.SaveSettings);
        // The board starts with them.
        Settings saved = new SettingsStore(new BoardDrive()).Load();
        Assert.AreEqual(("servo", "0:40:1000:2000", "link"), (saved.Get("output1.kind"), saved.Get("output1.map"), saved.Get("frames")));
        Assert.AreEqual((50, 750), (Loops.FrequencyHz(saved), Loops.SafeDuty(saved)));
        // Back again: nothing waits any more.
        Assert.AreEqual(AnswerPacket.Done, Tell("output1.kind=auto", "output1.map=auto"));
    }

    [TestMethod]
    [DataRow("output1.brightness=3", "output1.brightness: no such setting")]
    [DataRow("output1.kind=laser", "output1.kind: laser is not one of auto, led,servo,motor")]
    [DataRow("output1.safe=10001", "output1.safe: 10001 is not one of auto, 0..10000")]
    [DataRow("output1.kind=servo\noutput1.safe=400", "output1.safe: 400 is outside the map, which gives 500..1000")]
    [DataRow("output1.hz=50\noutput1.safe=9000", "duty: 9000 comes out wrong below 152 Hz")]
    [DataRow("output1.hz=50", "duty: 10000 comes out wrong below 152 Hz")]
    [DataRow("output1.hz=9", "output1.hz: 9 is not one of auto, 10..77821")]
    [DataRow("output1.map=5:5", "output1.map: high: 5 is the same as low")]
    [DataRow("output1.map=5", "output1.map: 5 is not LOW:HIGH")]
    [DataRow("output1.kind=servo\noutput1.map=0:9:1000:30000", "output1.map: pulses of 1000..30000 us do not fit 50 Hz")]
    [DataRow("deadline=100", "period: 100 ms must be below the deadline of 100 ms")]
    [DataRow("deadline=30\nperiod=10\noutput1.kind=servo", "deadline: 30 ms is less than two periods of 50 Hz")]
    [DataRow("readout=score:3", "readout of element 3: not in 0..2")]
    [DataRow("readout=max", "readout: max is not class:MARGIN")]
    [DataRow("output1.pin=6", "output1.pin: GPIO 6 serves the chip's flash")]
    [DataRow("serial.tx=11", "serial.tx: GPIO 11 serves the chip's flash")]
    [DataRow("output1.pin=25", "serial.tx: GPIO 25 is that of output1.pin")]
    [DataRow("frames=sensor\ni2c.sda=22", "i2c.scl: GPIO 22 is that of i2c.sda")]
    [DataRow("frames=sensor\nsensor=arducam-mega\noutput1.pin=19", "spi.miso: GPIO 19 is that of output1.pin")]
    [DataRow("frames=sensor\nsensor=arducam-mega\nspi.cs=23", "spi.cs: GPIO 23 is that of spi.mosi; with frames=link")]
    [DataRow("frames=sensor\nsensor=arducam-mega\nspi.sck=25", "serial.tx: GPIO 25 is that of spi.sck; with frames=link")]
    [DataRow("frames=sensor\nsensor=arducam-mega\nboard=M5StickC", "spi.sck: an M5StickC has no free pins for a camera")]
    [DataRow("camera.size=100", "camera.size: 100 is not one of 96,128")]
    [DataRow("camera.image=11", "camera.image: 11 is not one of 12..96")]
    [DataRow("thermal.rate=3", "thermal.rate: 3 is not one of 1,2,4,8,16")]
    [DataRow("link.key=0123", "link.key: a key has 64 digits of 0 to 9 and a to f")]
    [DataRow("range=fixed:9:9", "range 9..9: low below high")]
    [DataRow("crop=0:0:8", "crop: 0:0:8 is not full or ROW:COLUMN:ROWS:COLUMNS")]
    [DataRow("crop=1:0:8:8", "crop of 8x8 at 1,0 reaches out of the frame of 8x8")]
    [DataRow("found=256", "found: 256 is not one of 0..255")]
    [DataRow("readout=off:3", "readout of channel 3: not in 0..2")]
    [DataRow("output1.map=0:4:6000:10001", "output1.map: dutyAtHigh: 10001 is not in 0..10000")]
    [DataRow("output1.pin=35", "output1.pin: GPIO 35 is an input only")]
    [DataRow("output2.kind=auto", "output2.kind: auto is not one of none,led,servo,motor")]
    [DataRow("output2.kind=motor\noutput2.pin=34", "output2.pin: GPIO 34 is an input only")]
    [DataRow("output2.kind=motor\noutput2.pin=9", "output2.pin: GPIO 9 serves the chip's flash")]
    [DataRow("output2.kind=motor\noutput2.pin=18", "output2.pin: GPIO 18 is that of output1.pin")]
    [DataRow("output2.kind=motor\noutput2.pin=26", "output2.pin: GPIO 26 is that of serial.rx")]
    [DataRow("output2.kind=motor\noutput2.pin=22\nframes=sensor", "output2.pin: GPIO 22 is that of i2c.scl")]
    [DataRow("output2.kind=motor\noutput2.pin=23\nframes=sensor\nsensor=arducam-mega", "output2.pin: GPIO 23 is that of spi.mosi")]
    [DataRow("output2.kind=led\nboard=M5StickC", "output2.pin: an M5StickC has no free pin for a second output; set one")]
    [DataRow("output2.pwm=1", "output2.pwm: 1 is not one of 2..6")]
    [DataRow("output2.pwm=7", "output2.pwm: 7 is not one of 2..6")]
    [DataRow("output2.kind=servo\noutput2.pwm=2",
        "output2.pwm: PWM2 shares its timer with PWM1, so 50 Hz and 1000 Hz need output2.pwm=3")]
    [DataRow("output2.kind=motor\noutput2.hz=50", "duty: 10000 comes out wrong below 152 Hz")]
    [DataRow("output2.kind=servo\noutput2.safe=400", "output2.safe: 400 is outside the map, which gives 500..1000")]
    [DataRow("output2.kind=led\noutput2.map=0:4:6000", "output2.map: 0:4:6000 is not LOW:HIGH or LOW:HIGH:FROM:TO")]
    [DataRow("output2.kind=led\noutput2.readout=off", "output2.readout: off is not class:MARGIN")]
    [DataRow("output2.kind=led\noutput2.readout=score:3", "readout of element 3: not in 0..2")]
    [DataRow("output2.kind=servo\ndeadline=30\nperiod=10", "deadline: 30 ms is less than two periods of 50 Hz")]
    [DataRow("period", "a line is not KEY=VALUE")]
    [DataRow("period=1e3", "period: 1e3 is not one of 1..10000")]
    [DataRow("deadline=400\nfoo=1", "foo: no such setting")]
    public void WhatWouldBeUnsafeOrMeansNothingIsRefusedAndNothingHasChanged(string lines, string reason)
    {
        Start("frames=link");
        StepWithFrames(3);
        string before = _server.Current.Lines();
        AssertAnswer(AnswerPacket.Refused, reason, PacketKind.SetSettings, lines);
        Assert.AreEqual(before, _server.Current.Lines());
        StepWithFrames(3);
        Assert.AreEqual(6, _loop.Frames);
        Assert.AreEqual((0, 300_000L), (_guard.SafeDuty, _guard.DeadlineMicroseconds));
    }

    [TestMethod]
    public void TheSecondOutputIsSetWhileTheLoopRuns()
    {
        Start("frames=link", "output1.kind=servo", "output2.kind=motor", "output2.map=0:255:2000:6000", "output2.readout=max:0");
        StepWithFrames(20);
        Assert.IsFalse(_guard.IsSafe || _second!.IsSafe);
        Assert.AreEqual((50, 1000), (FakeChip.FrequencyOf(18), FakeChip.FrequencyOf(4)));
        Assert.IsInRange(2000, 6000, _second.Duty);
        Assert.AreEqual(AnswerPacket.Done, Tell("output2.map=0:255:9000:9000", "output2.safe=100", "deadline=500"));
        StepWithFrames(2);
        Assert.AreEqual((9000, 100, 500_000L), (_second.Duty, _second.SafeDuty, _second.DeadlineMicroseconds));
        StatusPacket status = StatusPacket.Read(Ask(PacketKind.GetStatus));
        Assert.AreEqual((true, 9000, GuardReason.None, 0u),
            (status.HasSecond, status.SecondDuty, status.SecondReason, status.SecondFaults));
        // Nothing found: no frame gives a duty, and both are safe by the deadline.
        Assert.AreEqual(AnswerPacket.Done, Tell("found=255"));
        StepWithFrames(6);
        Assert.AreEqual((true, 750, GuardReason.NothingFound), (_guard.IsSafe, _guard.Duty, _guard.Reason));
        Assert.AreEqual((true, 100, GuardReason.NothingFound), (_second.IsSafe, _second.Duty, _second.Reason));
        Assert.AreEqual(AnswerPacket.Done, Tell("found=0"));
        StepWithFrames(20);
        Assert.AreEqual((false, 9000), (_second.IsSafe, _second.Duty));
        // A refused one changes neither.
        AssertAnswer(AnswerPacket.Refused, "output2.safe: 9999 is outside the map", PacketKind.SetSettings, "output2.safe=9999\nperiod=50");
        StepWithFrames(2);
        Assert.AreEqual((100, 9000, 100000u), (_second.SafeDuty, _second.Duty,
            StatusPacket.Read(Ask(PacketKind.GetStatus)).PeriodMicroseconds));
        // Its kind waits for a restart.
        Assert.AreEqual(AnswerPacket.AfterRestart, Tell("output2.kind=none"));
        StepWithFrames(2);
        Assert.AreEqual((100, 9000), (_second.SafeDuty, _second.Duty));
    }

    [TestMethod]
    public void AStreamedStepHoldsBothOutputs()
    {
        Start("frames=link", "output2.kind=motor", "output2.map=0:255:2000:6000", "output2.readout=max:0", "stream=1");
        var reader = new PacketReader(1024);
        int steps = 0;
        for (int i = 0; i < 10; i++)
        {
            StepWithFrames(1);
            _server.Poll();
            foreach (byte value in _wire.FromBoard)
            {
                if (!reader.Take(value) || StepPacket.Read(reader, Amg88xx.Format, 3) is not { } step) continue;
                steps++;
                Assert.AreEqual((true, _second!.Duty, GuardReason.None), (step.HasSecond, step.SecondDuty, step.SecondReason));
                Assert.AreEqual(new LinearMap(0, 255, 2000, 6000).Map(step.SecondActivation256), step.SecondProposedDuty);
            }
            _wire.FromBoard.Clear();
        }
        Assert.AreEqual(10, steps);
    }

    [TestMethod]
    public void EveryBoardOfTheChipAndTheLongestDeadlineAreTaken()
    {
        Start("frames=link");
        foreach (string board in (string[])["ESP32-DevKitC", "ESP32-CAM", "M5StickC"])
            Assert.AreEqual(AnswerPacket.AfterRestart, Tell($"board={board}"), board);
        // Two of them have the bus and the serial port on the same pins.
        AssertAnswer(AnswerPacket.Refused, "serial.tx: GPIO 33 is that of i2c.scl; with frames=link the bus is not used",
            PacketKind.SetSettings, "board=M5StickC\nframes=sensor");
        // A C3 board has its output on a pin of this chip's flash.
        AssertAnswer(AnswerPacket.Refused, "output1.pin: GPIO 10 serves the chip's flash", PacketKind.SetSettings, "board=XIAO ESP32C3");
        Assert.AreEqual(AnswerPacket.AfterRestart, Tell("board=auto", "deadline=60000", "output1.hz=77821"));
    }

    [TestMethod]
    public void ASaveThatFailsSaysWhyAndAnUnknownPacketIsToldSo()
    {
        Start("frames=link");
        FakeDrive.IsThere = false;
        AssertAnswer(AnswerPacket.Refused, "the drive I: cannot be written: no drive", PacketKind.SaveSettings);
        FakeDrive.IsThere = true;
        AssertAnswer(AnswerPacket.Unknown, "this firmware knows no packet of kind 77", 77);
        Assert.IsFalse(_server.IsRestartWanted);
        AssertAnswer(AnswerPacket.Done, "", PacketKind.Restart);
        Assert.IsTrue(_server.IsRestartWanted);
    }

    [TestMethod]
    public void PinsAreConnected()
    {
        SerialPins pins = SerialPins.Of(EdgeConv.Firmware.Board.Esp32DevKitC);
        SerialPins.Connect(pins.TxPin, pins.RxPin);
        Assert.AreEqual(DeviceFunction.COM2_TX, FakeChip.FunctionOf[pins.TxPin]);
        Assert.AreEqual(DeviceFunction.COM2_RX, FakeChip.FunctionOf[pins.RxPin]);
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

        /// <summary>So many packets at most were read and answered since the last look.</summary>
        public void Check(int packets)
        {
            Assert.IsLessThanOrEqualTo(packets + 1L, _asked);
            Assert.IsLessThanOrEqualTo(packets + 1, _sent);
            _asked = 0;
            _sent = 0;
        }
    }

    private void Start(params string[] settings) => Start(_wire, settings);

    private void Start(IFakeWire wire, params string[] lines)
    {
        Settings settings = Set(lines);
        _guard = NewGuard(Loops.FrequencyHz(settings), Loops.SafeDuty(settings));
        _second = null;
        if (Loops.HasSecond(settings))
        {
            int safe = Loops.SafeDuty(settings, Loops.Second);
            _second = new OutputGuard(new Esp32PwmOutput(4, DeviceFunction.PWM3, Loops.FrequencyHz(settings, Loops.Second), safe), safe,
                Deadline, Clock);
        }
        FakeUart.Wire = wire;
        var frames = new LinkFrameSource(Amg88xx.Format);
        var model = new TimedModel(Loops.CreateModel(settings, frames), "strokes", true, Clock);
        _server = new LinkServer(new SerialCarrier(SerialPins.Port, 115200), Clock, settings, new SettingsStore(new BoardDrive()),
            NewSlots(), _guard, _second,
            new BoardDescription { Name = "ESP32-DevKitC", Chip = "ESP32_REV3", Firmware = "1" });
        _server.Attach(frames, model);
        LoopDescription parts = Loops.Describe(settings, frames, model, _guard, _second, null);
        _loop = new EdgeLoop(parts) { Observer = _server };
        _server.Attach(_loop, parts);
    }

    private void Step()
    {
        _server.Poll();
        _server.Serve();
        _loop.Step();
    }

    private void StepWithFrames(int count)
    {
        for (int i = 0; i < count; i++)
        {
            PutFrame();
            Step();
        }
    }

    private byte[] Frame()
    {
        _pattern.Read(_frame);
        FramePacket.Write(_writer, _sequence++, Amg88xx.Format, _frame);
        return (byte[])_writer.Buffer.Clone();
    }

    private void PutFrame() => _wire.Put(Frame(), _writer.Length);

    private PacketReader Ask(int kind, Action<PacketWriter>? payload = null)
    {
        _writer.Begin(kind, 5);
        payload?.Invoke(_writer);
        _writer.End();
        _wire.Put(_writer.Buffer, _writer.Length);
        PacketReader answer = Answer();
        Assert.AreEqual(5, answer.Sequence);
        return answer;
    }

    private int Tell(params string[] lines)
    {
        PacketReader answer = Ask(PacketKind.SetSettings, writer => AnswerPacket.WriteText(writer, string.Join('\n', lines)));
        Assert.AreEqual(PacketKind.Answer, answer.Kind);
        Assert.AreEqual("", AnswerPacket.ReadText(answer, 1));
        return answer.Byte(0);
    }

    private void AssertAnswer(int code, string text, int kind, string payload = "") =>
        AssertAnswer(code, text, Ask(kind, writer => AnswerPacket.WriteText(writer, payload)));

    private void AssertAnswer(int code, string text) => AssertAnswer(code, text, Answer());

    private static void AssertAnswer(int code, string text, PacketReader answer)
    {
        Assert.AreEqual((PacketKind.Answer, code), (answer.Kind, answer.Byte(0)));
        Assert.StartsWith(text, AnswerPacket.ReadText(answer, 1));
    }

    private PacketReader Answer()
    {
        // Twice before, for packets that wait, and once after, for what the loop's thread made.
        _server.Poll();
        _server.Poll();
        _server.Serve();
        _server.Poll();
        var reader = new PacketReader(1024);
        bool came = false;
        foreach (byte value in _wire.FromBoard)
        {
            came = reader.Take(value) && reader.Kind != PacketKind.Step;
            if (came) break;
        }
        _wire.FromBoard.Clear();
        Assert.IsTrue(came);
        return reader;
    }
}
