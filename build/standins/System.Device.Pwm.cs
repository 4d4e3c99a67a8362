// What EdgeConv uses of the assembly System.Device.Pwm: declarations only, never run.
namespace System.Device.Pwm
{
    public class PwmChannel
    {
        public double DutyCycle { get; set; }

        public static PwmChannel CreateFromPin(int pin, int frequency, double duty) { throw null; }

        public void Start() { }
    }
}
