namespace EdgeConv.Tests.Firmware;

/// <summary>Tests that use the chip's fakes. There is one chip, whose registers are static, so these tests wait for each other.</summary>
public abstract class ChipTests
{
    private static readonly SemaphoreSlim s_chip = new(1);

    [TestInitialize]
    public void TakeTheChip() => s_chip.Wait();

    [TestCleanup]
    public void GiveTheChipBack() => s_chip.Release();
}
