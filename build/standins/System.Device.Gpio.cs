// What EdgeConv uses of the assembly System.Device.Gpio: declarations only, never run.
namespace System.Device.Gpio
{
    public enum PinMode
    {
        Output,
    }

    public readonly struct PinValue
    {
        public static PinValue Low { get { throw null; } }

        public static PinValue High { get { throw null; } }
    }

    public class GpioController
    {
        public GpioPin OpenPin(int pin) { throw null; }
    }

    public class GpioPin
    {
        public void SetPinMode(PinMode mode) { }

        public void Write(PinValue value) { }
    }
}
