using EdgeConv.Devices;
using EdgeConv.Firmware;
using nanoFramework.Runtime.Native;
using Thread = EdgeConv.Firmware.Thread;

namespace EdgeConv.Tests.Firmware;

/// <summary>What the program does from its first statement to its restart.</summary>
[TestClass]
public class ApplicationTests : ChipTests
{
    private const int Pin = 18;

    private string _printed = "";

    [TestMethod]
    public void WithoutItsSensorTheOutputStaysSafeAndTheSensorIsTriedEachSecond()
    {
        var sensor = new FakeAmg88xx();
        // It is plugged in after 3.5 s.
        At(3500000, () => FakeBus.Devices[0x69] = sensor);
        string? shown = null;
        At(3999999, () => shown = FakeChip.Shown(Pin));
        FailsAt(6000000);
        Run();
        Assert.AreEqual("0", shown);
        Assert.AreEqual((4, 1), (Count("frames: no sensor answers, output safe; tried again each second\n"), Count("frames: AMG88xx\n")));
        Assert.IsLessThan(_printed.IndexOf("frames: AMG88xx"), _printed.IndexOf("no sensor answers"));
        Assert.IsGreaterThan(0, Count(" frames/s, activation "));
    }

    [TestMethod]
    public void DigitsTurnAServoOnlyWhereTheyAreChosen()
    {
        FailsAt(5000000);
        Save("frames=digits");
        Run();
        Assert.StartsWith("750 ", FakeChip.Shown(Pin));
        Assert.EndsWith(" 750", FakeChip.Shown(Pin));
        Assert.Contains(" 500 ", FakeChip.Shown(Pin));
        // Not beside frames of the link, which are for an LED.
        ResetAll();
        Save("frames=link");
        FailsAt(5000000);
        Run();
        Assert.AreEqual("0 0", FakeChip.Shown(Pin));
    }

    [TestMethod]
    public void AHealthyAccelerometerHasNoFault()
    {
        var sensor = new FakeMpu6050();
        FakeBus.Devices[0x68] = sensor;
        for (int i = 1; i <= 300; i++)
        {
            short value = (short)(i % 7);
            At(i * 10000, () => sensor.Sample(value, 5, 16384));
        }
        FailsAt(3000001);
        Run();
        Assert.IsGreaterThan(1, Count(", faults 0,"));
        Assert.AreEqual(0, Count(", late "));
    }

    [TestMethod]
    public void AProgramThatThrowsLeavesTheOutputSafeAndRestarts()
    {
        FakeBus.Devices[0x69] = new FakeAmg88xx();
        FailsAt(2500000);
        Run();
        Assert.EndsWith("0", FakeChip.Shown(Pin));
        Assert.AreEqual((1, 1, "ClrOnly "), (Count("error: the clock fails\n"), Count("restart of the program in 2 s\n"), Power.Log));
        Assert.AreEqual(5000000L, Clock.Microseconds);
        Assert.AreEqual(System.Threading.Timeout.Infinite, Thread.Sleeps[Thread.Sleeps.Count - 1], "waits for the restart");
    }

    [TestMethod]
    public void PausesGrowAndEndInARestartOfTheChip()
    {
        // Fails at once each time. The PWM unit goes on, at the safe duty, until the chip itself restarts.
        string pauses = "";
        for (int restart = 0; restart < 9; restart++)
        {
            long before = Clock.Microseconds;
            FailsAt(before + 500000);
            Run();
            pauses += (Clock.Microseconds - before - 500000) / 1000 + " ";
            ClearStatics();
            FakeChip.RestartClr();
        }
        Assert.AreEqual("1000 2000 4500 9500 19500 39500 60000 60000 60000 ", pauses);
        Assert.AreEqual("ClrOnly ClrOnly ClrOnly ClrOnly ClrOnly ClrOnly NormalReboot NormalReboot NormalReboot ", Power.Log);
        // A run of ten minutes was a healthy one.
        Assert.AreEqual(1000000L, Restart.PauseMicroseconds(1L << 40, 600000000));
        Assert.AreEqual((60000000L, 1000000L), (Restart.PauseMicroseconds(1L << 40, 599999999), Restart.PauseMicroseconds(0, 0)));
    }

    [TestMethod]
    public void ABoardRestartsBeforeItsTickCounterWraps()
    {
        FakeBus.Devices[0x69] = new FakeAmg88xx();
        Clock.Advance(Restart.MaxRunMicroseconds - 2000000);
        Run();
        Assert.AreEqual(1, Count("the program has ended\n"));
        Assert.EndsWith("0", FakeChip.Shown(Pin));
        Assert.AreEqual("NormalReboot ", Power.Log);
        // 2^32 ticks of 10 ms.
        Assert.IsLessThan((1L << 32) * 10000, Restart.MaxRunMicroseconds + 7L * 24 * 3600 * 1000000);
    }

    [TestMethod]
    public void AWrongPinIsPrintedAndTriedAgain()
    {
        FakeChip.ThrowsOnDuty = -2;
        Run();
        Assert.AreEqual(1, Count("error: pin: GPIO 18 is no output"));
        // The link takes better settings for a minute; then it is tried again.
        Assert.AreEqual("NormalReboot ", Power.Log);
        Assert.AreEqual(61, Clock.Microseconds / 1000000);
    }

    [TestMethod]
    public void SettingsThatDoNotFitTheFramesKeepTheOutputSafeAndTheLinkOpen()
    {
        FakeBus.Devices[0x69] = new FakeAmg88xx();
        Save("readout=score:200");
        Run();
        Assert.AreEqual(1, Count("error: readout of element 200: not in 0..2\n"));
        // Written once: nothing was ever proposed.
        Assert.AreEqual("0", FakeChip.Shown(Pin));
        Assert.AreEqual("NormalReboot ", Power.Log);
    }

    [TestMethod]
    public void MeasuringTheBoardDoesNothingElse()
    {
        Save("frames=digits", "run=calibration");
        FailsAt(5000000);
        Run();
        Assert.AreEqual(1, Count("\nESP32-DevKitC, 0.0\n"));
        Assert.AreEqual("750", FakeChip.Shown(Pin).Split(' ')[0]);
    }

    private void At(long microseconds, AlarmCallback callback) => Clock.CreateAlarm(callback).Set(microseconds);

    private void FailsAt(long microseconds) => At(microseconds, () => throw new InvalidOperationException("the clock fails"));

    private void Run() => _printed += TestConsole.Caught(() => new Application(Clock).RunForever()).Output;

    private static void Save(params string[] settings) => Assert.IsTrue(new SettingsStore(new BoardDrive()).Save(Set(settings)));

    private int Count(string text) => _printed.Split(text).Length - 1;

    [TestInitialize]
    public void ResetAll()
    {
        Reset();
        Power.Log = "";
        FakeBus.Devices[0x68] = FakeBus.Devices[0x69] = null;
    }
}
