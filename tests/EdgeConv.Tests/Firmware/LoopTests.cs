using System.Device.Pwm;
using EdgeConv.Devices;
using EdgeConv.Firmware;
using EdgeConv.Link;
using Console = System.Console;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class LoopTests : ChipTests
{
    [TestMethod]
    public void MovingPatternLightsTheLedAsItMoves()
    {
        OutputGuard guard = NewGuard();
        EdgeLoop loop = NewLoop(Set(), new MovingPattern(), guard);
        List<int> duties = [];
        for (int i = 0; i < 300; i++)
        {
            loop.Step();
            Assert.AreEqual((false, (uint)guard.Duty), (guard.IsSafe, PwmChannel.All[18].Kept));
            duties.Add(guard.Duty);
        }
        Assert.AreEqual(300, loop.Frames);
        Console.WriteLine($"duty {duties.Min()} to {duties.Max()}");
        Assert.IsLessThan(2000, duties.Min());
        Assert.IsGreaterThan(6000, duties.Max());
    }

    [TestMethod]
    public void TheServoTurnsToEachDigit()
    {
        OutputGuard guard = NewGuard(Loops.ServoHz, Loops.ServoMiddle);
        EdgeLoop loop = NewLoop(Set("frames=digits"), new DigitFrames(), guard);
        for (int digit = 0; digit < 10; digit++)
        {
            for (int i = 0; i < 10; i++) loop.Step();
            Assert.AreEqual((digit * 256, false), (loop.Activation256, guard.IsSafe));
            Assert.AreEqual(500 + 500.0 * digit / 9, guard.Duty, 0.5);
        }
        Assert.AreEqual(100, loop.Frames);
    }

    [TestMethod]
    public void AnEvenSceneStaysDark()
    {
        OutputGuard guard = NewGuard();
        EdgeLoop loop = NewLoop(Set(), new Noise(), guard);
        for (int i = 0; i < 50; i++)
        {
            loop.Step();
            Assert.AreEqual(0, guard.Duty);
        }
        Assert.AreEqual(50, loop.Frames);
    }

    [TestMethod]
    public void ShakingLightsTheLedAndTiltDoesNot()
    {
        Assert.AreEqual(0, ShakeDuty(0));
        int gentle = ShakeDuty(4000), hard = ShakeDuty(16000);
        Console.WriteLine($"duty {gentle}, {hard}");
        Assert.IsGreaterThan(0, gentle);
        Assert.IsGreaterThan(3 * gentle, hard);
    }

    [TestMethod]
    public void AnUnpluggedSensorTurnsTheLedOffByTheDeadlineAndOnAgain()
    {
        EdgeLoop loop = ShakeLoop(out FakeMpu6050 sensor, out OutputGuard guard);
        Shake(loop, sensor, 16000, 20);
        Assert.IsGreaterThan(0, guard.Duty);
        sensor.IsConnected = false;
        Shake(loop, sensor, 16000, 3);
        Clock.Advance(1);
        Assert.AreEqual((0, GuardReason.FrameFailed), (guard.Duty, guard.Reason));
        sensor.IsConnected = true;
        Shake(loop, sensor, 16000, 20);
        Assert.IsGreaterThan(0, guard.Duty);
    }

    [TestMethod]
    public void StatusIsOneLineASecond()
    {
        OutputGuard guard = NewGuard();
        EdgeLoop loop = NewLoop(Set(), new MovingPattern(), guard);
        var link = new LinkServer(new SerialCarrier(SerialPins.Port, 115200), Clock, Set(), new SettingsStore(new BoardDrive()),
            NewSlots(), guard, null, new());
        loop.Observer = new LinkStatusLine(guard, null, Clock, link);
        string printed = TestConsole.Caught(() =>
        {
            for (int i = 0; i <= 30; i++) loop.Step();
        }).Output;
        string[] lines = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(3, lines);
        foreach (string text in lines)
            Assert.MatchesRegex(@"^1\d\.\d frames/s, activation \d+, duty \d+\.\d\d %, faults 0, free 98765 bytes\r?$", text);
        Assert.AreEqual(0, loop.ObserverFaults);
    }

    private EdgeLoop ShakeLoop(out FakeMpu6050 sensor, out OutputGuard guard)
    {
        FakeBus.Devices[0x68] = sensor = new FakeMpu6050();
        guard = NewGuard();
        return NewLoop(Set(), new Mpu6050FrameSource(1, 0x68, Loops.ShakeWindow), guard);
    }

    /// <summary>The duty after two seconds of shaking at 7 Hz, on top of 1 g of gravity.</summary>
    private int ShakeDuty(int amplitude)
    {
        EdgeLoop loop = ShakeLoop(out FakeMpu6050 sensor, out OutputGuard guard);
        Shake(loop, sensor, amplitude, 20);
        Assert.IsFalse(guard.IsSafe);
        return guard.Duty;
    }

    private static void Shake(EdgeLoop loop, FakeMpu6050 sensor, int amplitude, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            for (int n = 0; n < 10; n++)
            {
                double angle = 2 * Math.PI * 7 * (i * 10 + n) / 100.0;
                // The last bits of a resting sensor are never still.
                sensor.Sample((short)(amplitude * Math.Sin(angle) + (i + n) % 3), (short)(amplitude * Math.Cos(angle)), 16384);
            }
            loop.Step();
        }
    }

    /// <summary>An even scene of 20 degC with 0.5 degC of noise.</summary>
    private sealed class Noise : IFrameSource
    {
        private readonly Random _random = new Random(1);

        public FrameFormat Format => Amg88xx.Format;

        public FrameStatus Read(short[] frame)
        {
            for (int i = 0; i < 64; i++) frame[i] = (short)(80 + _random.Next(0, 3));
            return FrameStatus.Ready;
        }
    }
}
