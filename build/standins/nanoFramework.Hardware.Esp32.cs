// What EdgeConv uses of the assembly nanoFramework.Hardware.Esp32: declarations only, never run.
namespace nanoFramework.Hardware.Esp32
{
    public enum DeviceFunction
    {
        SPI1_MOSI,
        SPI1_MISO,
        SPI1_CLOCK,
        I2C1_DATA,
        I2C1_CLOCK,
        COM2_TX,
        COM2_RX,
        PWM1,
        PWM2,
        PWM3,
        PWM4,
        PWM5,
        PWM6,
    }

    public class HighResTimer
    {
        public static ulong GetCurrent() { throw null; }
    }

    public static class Configuration
    {
        public static void SetPinFunction(int pin, DeviceFunction function) { }
    }
}
