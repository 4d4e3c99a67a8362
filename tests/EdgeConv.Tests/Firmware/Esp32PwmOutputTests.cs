using System.Device.Pwm;
using EdgeConv.Firmware;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class Esp32PwmOutputTests : ChipTests
{
    [TestMethod]
    [DataRow(20, 10), DataRow(20, 50), DataRow(20, 151), DataRow(20, 152), DataRow(20, 153), DataRow(20, 1000), DataRow(20, 77821)]
    [DataRow(14, 10), DataRow(14, 50), DataRow(14, 152), DataRow(14, 20000), DataRow(14, 77821)]
    public void EveryDutyTakenComesOutRight(int timerBits, int frequency)
    {
        Reset(timerBits);
        var output = new Esp32PwmOutput(18, DeviceFunction.PWM1, frequency, 0);
        output.SetDuty(0);
        output.Start();
        PwmChannel channel = PwmChannel.All[18];
        int full = 1 << FakeChip.ResolutionBits(frequency), max = frequency < 152 ? 8191 : 10000;
        for (int duty = 0; duty <= max; duty++)
        {
            output.SetDuty(duty);
            Assert.AreEqual(((uint)duty, (uint)((long)full * duty / 10000)), (channel.Kept, channel.Count));
        }
        for (int duty = max + 1; duty <= 10000; duty++) Assert.Throws<ArgumentException>(() => output.SetDuty(duty));
    }

    [TestMethod]
    public void WithoutHalfAStepAndTheLimitDutiesWouldBeWrong()
    {
        // The fake has the faults the output is there for.
        Assert.Contains(duty => (int)(duty / 10000.0 * 10000) != duty, Enumerable.Range(0, 10001));
        Assert.AreNotEqual((uint)((1L << 19) * 9000 / 10000), FakeChip.Count(50, 9000));
    }

    [TestMethod]
    public void TheHighestFrequencyHasTenBits()
    {
        Assert.AreEqual(10, FakeChip.ResolutionBits(Esp32PwmOutput.MaximumHz));
        Assert.AreEqual(9, FakeChip.ResolutionBits(Esp32PwmOutput.MaximumHz + 1));
    }

    [TestMethod]
    public void ThePinNeverShowsAnotherDutyThanTheSafeOneAtTheStart()
    {
        // Each driver that firmware has had; duties of a servo, an LED, and an LED behind a stage that inverts.
        foreach (PwmDriver driver in Enum.GetValues<PwmDriver>())
            foreach ((int frequency, int duty) in new[] { (50, 750), (1000, 0), (1000, 10000), (1000, 1) })
            {
                Reset();
                FakeChip.Driver = driver;
                var output = new Esp32PwmOutput(18, DeviceFunction.PWM1, frequency, duty, duty == 10000 ? 10000 : 0);
                var guard = new OutputGuard(output, duty, 300000, Clock);
                if (driver != PwmDriver.Of2021) Assert.AreEqual("", FakeChip.Shown(18), "nothing before the start");
                guard.Start();
                string shown = FakeChip.Shown(18), what = driver + ", " + frequency + " Hz, " + duty + ": " + shown;
                string[] duties = shown.Replace("low", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Assert.IsNotEmpty(duties, what);
                foreach (string value in duties) Assert.AreEqual(duty.ToString(), value, what);
                guard.Propose(2500);
                Clock.Advance(20000);
                // The driver of those ten days leaves out the first duty after a 0: so it stays safe one write longer.
                if (driver != PwmDriver.OfJanuary2024 || duty != 0) Assert.EndsWith(" 2500", FakeChip.Shown(18), what);
                Assert.AreEqual((0, 0), (guard.OutputFaults, FakeChip.Stops), what);
            }
    }

    [TestMethod]
    public void TheDriverOf2021StartsAnotherDutyThanItWasGiven()
    {
        // The fake has the fault the order of calls is there for: 24.6 % in place of 7.5 %.
        FakeChip.Driver = PwmDriver.Of2021;
        Configuration.SetPinFunction(18, DeviceFunction.PWM1);
        PwmChannel channel = PwmChannel.CreateFromPin(18, 50, 0);
        channel.DutyCycle = 0.07505;
        channel.Start();
        Assert.AreEqual("low 0 750 2457", FakeChip.Shown(18));
    }

    [TestMethod]
    public void AfterARestartOfTheClrAloneThePinIsSafeFromTheFirstCallOn()
    {
        var output = new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000, 0);
        output.SetDuty(0);
        output.Start();
        output.SetDuty(9000);
        Assert.AreEqual("0 9000", FakeChip.Shown(18));
        ClearStatics();
        FakeChip.RestartClr();
        new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000, 0);
        Assert.AreEqual("0", FakeChip.Shown(18));
    }

    [TestMethod]
    public void ADriverThatRefusesTheSafeDutyLosesThePin()
    {
        foreach (int offDuty in new[] { 0, 10000 })
        {
            Reset();
            var guard = new OutputGuard(new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000, offDuty, offDuty), offDuty, 300000, Clock);
            guard.Start();
            Clock.Advance(1000);
            guard.Propose(5000);
            FakeChip.ThrowsOnDuty = offDuty;
            guard.Fail(GuardReason.ModelFault);
            Clock.Advance(100000);
            Assert.AreEqual(offDuty == 0 ? "0 5000 low low" : "10000 5000 low high", FakeChip.Shown(18));
            Assert.AreEqual((GuardReason.OutputReleased, 0), (guard.Reason, FakeChip.Stops));
        }
    }

    [TestMethod]
    public void RefusesWhatTheChipGetsWrong()
    {
        Refused("PWM7", () => new Esp32PwmOutput(18, DeviceFunction.PWM7, 1000, 0), "PWM1 to PWM6");
        Refused("9 Hz", () => new Esp32PwmOutput(18, DeviceFunction.PWM1, 9, 0), "frequencyHz: 9");
        Refused("a first duty of 8192 at 50 Hz", () => new Esp32PwmOutput(18, DeviceFunction.PWM1, 50, 8192), "duty: 8192");
        Refused("an off duty of 5", () => new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000, 0, 5), "offDuty: 5");
        Refused("77822 Hz", () => new Esp32PwmOutput(18, DeviceFunction.PWM1, 77822, 0), "frequencyHz: 77822");
        Refused("GPIO 34", () => new Esp32PwmOutput(34, DeviceFunction.PWM1, 1000, 0), "GPIO 34");
        var first = new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000, 0);
        Refused("PWM1 again", () => new Esp32PwmOutput(19, DeviceFunction.PWM1, 1000, 0), "PWM1 is in use");
        Refused("PWM2 at another frequency", () => new Esp32PwmOutput(19, DeviceFunction.PWM2, 50, 0), "PWM1 at 1000 Hz");
        var second = new Esp32PwmOutput(19, DeviceFunction.PWM2, 1000, 0);
        var third = new Esp32PwmOutput(23, DeviceFunction.PWM3, 50, 750);
        Refused("duty -1", () => third.SetDuty(-1), "duty: -1");
        Refused("duty 10001", () => third.SetDuty(10001), "duty: 10001");
        Refused("duty 8192 at 50 Hz", () => third.SetDuty(8192), "duty: 8192");
        first.Start();
        Refused("an output after a start", () => new Esp32PwmOutput(25, DeviceFunction.PWM5, 1000, 0), "before the first is started");
        second.Start();
        third.Start();
    }

    private static void Refused(string what, Action action, string message)
    {
        SystemException refusal = Assert.Throws<SystemException>(action, what + " was taken");
        Assert.IsTrue(refusal is ArgumentException or InvalidOperationException, what);
        Assert.Contains(message, refusal.Message, what);
    }
}
