using EdgeConv.Firmware;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class Amg88xxTests : ChipTests
{
    private static bool Decode(int raw, out int quarters)
    {
        byte[] registers = new byte[Amg88xx.PixelBytes];
        registers[126] = (byte)raw;
        registers[127] = (byte)(raw >> 8);
        short[] frame = new short[64];
        bool plausible = Amg88xx.Decode(registers, frame);
        quarters = frame[63];
        for (int i = 0; i < 63; i++) Assert.AreEqual(0, (int)frame[i]);
        return plausible;
    }

    private static void Check(int raw, bool expectedPlausible, int expected)
    {
        int quarters;
        Assert.AreEqual(expectedPlausible, Decode(raw, out quarters), raw.ToString());
        Assert.AreEqual(expected, quarters, raw.ToString());
    }

    [TestMethod]
    public void ExamplesOfTheDataSheet()
    {
        Check(0x1F4, false, 125 * 4);
        Check(0x064, true, 25 * 4);
        Check(0x001, true, 1);
        Check(0x000, true, 0);
        Check(0xFFF, true, -1);
        Check(0xF9C, false, -25 * 4);
        Check(0xF24, false, -55 * 4);
    }

    [TestMethod]
    public void SignMagnitudeIsUnderstoodToo()
    {
        Check(0x801, true, -1);
        Check(0x850, true, -80);
        Check(0x851, false, -81);
    }

    [TestMethod]
    public void LimitsOfTheSensor()
    {
        Check(400, true, 400);
        Check(401, false, 401);
        Check(0xFB0, true, -80);
        Check(0xFAF, false, -81);
        Check(0xF064, false, 100);
        Assert.AreEqual(64, Amg88xx.Format.Length);
        Assert.AreEqual(-80, (int)Amg88xx.Format.Minimum);
        Assert.AreEqual(400, (int)Amg88xx.Format.Maximum);
    }

    [TestMethod]
    public void RefusesBuffersOfAnotherLength()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Amg88xx.Decode(new byte[127], new short[64]));
        Assert.ThrowsExactly<ArgumentException>(() => Amg88xx.Decode(null, new short[64]));
        Assert.ThrowsExactly<ArgumentException>(() => Amg88xx.Decode(new byte[128], new short[63]));
    }
}
