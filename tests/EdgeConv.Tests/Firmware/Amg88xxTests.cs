using EdgeConv.Devices;
using EdgeConv.Firmware;

namespace EdgeConv.Tests.Firmware;

[TestClass]
public class Amg88xxTests : ChipTests
{
    [TestMethod]
    // The examples of the data sheet.
    [DataRow(0x1F4, false, 125 * 4), DataRow(0x064, true, 25 * 4), DataRow(0x001, true, 1), DataRow(0x000, true, 0)]
    [DataRow(0xFFF, true, -1), DataRow(0xF9C, false, -25 * 4), DataRow(0xF24, false, -55 * 4)]
    // Sign and magnitude are understood too.
    [DataRow(0x801, true, -1), DataRow(0x850, true, -80), DataRow(0x851, false, -81)]
    // The limits of the sensor.
    [DataRow(400, true, 400), DataRow(401, false, 401), DataRow(0xFB0, true, -80), DataRow(0xFAF, false, -81), DataRow(0xF064, false, 100)]
    public void APixelIsDecodedAndChecked(int raw, bool isPlausible, int quarters)
    {
        byte[] registers = new byte[Amg88xx.PixelBytes];
        registers[126] = (byte)raw;
        registers[127] = (byte)(raw >> 8);
        short[] frame = new short[64];
        Assert.AreEqual(isPlausible, Amg88xx.Decode(registers, frame));
        for (int i = 0; i < 63; i++) Assert.AreEqual(0, (int)frame[i]);
        Assert.AreEqual(quarters, (int)frame[63]);
    }

    [TestMethod]
    public void TheFormatHasTheLimitsOfTheSensor() =>
        Assert.AreEqual((64, -80, 400), (Amg88xx.Format.Length, (int)Amg88xx.Format.Minimum, (int)Amg88xx.Format.Maximum));

    [TestMethod]
    public void RefusesBuffersOfAnotherLength()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Amg88xx.Decode(new byte[127], new short[64]));
        Assert.ThrowsExactly<ArgumentException>(() => Amg88xx.Decode(null, new short[64]));
        Assert.ThrowsExactly<ArgumentException>(() => Amg88xx.Decode(new byte[128], new short[63]));
    }
}
