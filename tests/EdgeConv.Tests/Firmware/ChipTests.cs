using EdgeConv.Firmware;
using EdgeConv.Slots;

namespace EdgeConv.Tests.Firmware;

/// <summary>Tests that use the chip's fakes. There is one chip, whose registers are static, so these tests wait for each other.</summary>
public abstract class ChipTests
{
    private static readonly SemaphoreSlim s_chip = new(1);

    private protected const int Deadline = 300_000;

    private protected VirtualClock Clock { get; private set; } = new();

    [TestInitialize]
    public void TakeTheChip()
    {
        s_chip.Wait();
        Reset();
    }

    [TestCleanup]
    public void GiveTheChipBack() => s_chip.Release();

    /// <summary>A reset of the board also clears the statics of the firmware, and time begins anew.</summary>
    private protected void Reset(int timerBits = 20)
    {
        Clock = new VirtualClock();
        FakeChip.Reset(timerBits);
        ClearStatics();
    }

    private protected static void ClearStatics()
    {
        const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static;
        Array.Clear((int[])typeof(Esp32PwmOutput).GetField("s_frequencyOf", Hidden)!.GetValue(null)!, 0, 6);
        typeof(Esp32PwmOutput).GetField("s_anyStarted", Hidden)!.SetValue(null, false);
    }

    /// <summary>Settings that differ from the defaults.</summary>
    private protected static Settings Set(params string[] lines)
    {
        var settings = new Settings();
        settings.SetLines(string.Join('\n', lines));
        return settings;
    }

    /// <summary>The loop that settings make of frames.</summary>
    private protected static EdgeLoop NewLoop(Settings settings, IFrameSource frames, OutputGuard guard) =>
        new(Loops.Describe(settings, frames, Loops.CreateModel(settings, frames), guard, null, null));

    /// <summary>The slots for models on the board's drive.</summary>
    private protected SlotServer NewSlots()
    {
        var slots = new ModelSlots(new BoardDrive());
        return new SlotServer(slots, new SlotStart(slots, Clock));
    }

    /// <summary>A guard over the output at GPIO 18 of a board that has just been reset.</summary>
    private protected OutputGuard NewGuard(int frequency = 1000, int safeDuty = 0, IClock? clock = null)
    {
        Reset();
        var output = new Esp32PwmOutput(18, DeviceFunction.PWM1, frequency, safeDuty);
        return new OutputGuard(output, safeDuty, Deadline, clock ?? Clock);
    }
}
