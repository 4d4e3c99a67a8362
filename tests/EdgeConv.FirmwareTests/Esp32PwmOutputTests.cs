using System;
using System.Device.Pwm;
using System.Reflection;
using EdgeConv.Firmware;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using nanoFramework.Hardware.Esp32;

namespace EdgeConv.Firmware.Tests
{
    [TestClass]
    [DoNotParallelize]
    public class Esp32PwmOutputTests
    {
        /// <summary>A reset of the board also clears the statics of the firmware.</summary>
        public static void Reset(int timerBits)
        {
            FakeChip.Reset(timerBits);
            const BindingFlags hidden = BindingFlags.NonPublic | BindingFlags.Static;
            Array.Clear((int[])typeof(Esp32PwmOutput).GetField("FrequencyOf", hidden).GetValue(null), 0, 6);
            typeof(Esp32PwmOutput).GetField("_anyStarted", hidden).SetValue(null, false);
        }

        [TestMethod]
        [DataRow(20, 10)]
        [DataRow(20, 50)]
        [DataRow(20, 151)]
        [DataRow(20, 152)]
        [DataRow(20, 153)]
        [DataRow(20, 1000)]
        [DataRow(20, 78000)]
        [DataRow(14, 10)]
        [DataRow(14, 50)]
        [DataRow(14, 152)]
        [DataRow(14, 20000)]
        [DataRow(14, 78000)]
        public void EveryDutyTakenComesOutRight(int timerBits, int frequency)
        {
            Reset(timerBits);
            var output = new Esp32PwmOutput(18, DeviceFunction.PWM1, frequency);
            output.SetDuty(0);
            output.Start();
            PwmChannel channel = PwmChannel.All[18];
            int full = 1 << FakeChip.ResolutionBits(frequency), refused = 0;
            for (int duty = 0; duty <= 10000; duty++)
            {
                try
                {
                    output.SetDuty(duty);
                }
                catch (ArgumentException)
                {
                    refused++;
                    continue;
                }
                Assert.AreEqual((uint)duty, channel.Kept);
                Assert.AreEqual((uint)((long)full * duty / 10000), channel.Count);
            }
            Assert.AreEqual(frequency < 152 ? 10000 - 8191 : 0, refused);
        }

        [TestMethod]
        public void WithoutHalfAStepAndTheLimitDutiesWouldBeWrong()
        {
            // The fake has the faults the output is there for.
            Reset(20);
            int lost = 0;
            for (int duty = 0; duty <= 10000; duty++)
                if ((int)(duty / 10000.0 * 10000) != duty) lost++;
            Assert.IsGreaterThan(0, lost);
            Assert.AreNotEqual((uint)((1L << 19) * 9000 / 10000), FakeChip.Count(50, 9000));
        }

        [TestMethod]
        public void TheFirstDutyIsThereBeforeTheSignal()
        {
            Reset(20);
            var output = new Esp32PwmOutput(18, DeviceFunction.PWM1, 50);
            output.SetDuty(750);
            Assert.IsFalse(PwmChannel.All[18].IsStarted);
            output.Start();
            Assert.AreEqual((uint)((1 << 19) * 750L / 10000), PwmChannel.All[18].Count);
            Assert.AreEqual(0, FakeChip.Stops);
        }

        [TestMethod]
        public void RefusesWhatTheChipGetsWrong()
        {
            Reset(20);
            Refused("PWM7", () => new Esp32PwmOutput(18, DeviceFunction.PWM7, 1000), "PWM1 to PWM6");
            Refused("9 Hz", () => new Esp32PwmOutput(18, DeviceFunction.PWM1, 9), "frequencyHz: 9");
            Refused("78001 Hz", () => new Esp32PwmOutput(18, DeviceFunction.PWM1, 78001), "frequencyHz: 78001");
            Refused("GPIO 34", () => new Esp32PwmOutput(34, DeviceFunction.PWM1, 1000), "GPIO 34");
            var first = new Esp32PwmOutput(18, DeviceFunction.PWM1, 1000);
            Refused("PWM1 again", () => new Esp32PwmOutput(19, DeviceFunction.PWM1, 1000), "PWM1 is in use");
            Refused("PWM2 at another frequency", () => new Esp32PwmOutput(19, DeviceFunction.PWM2, 50), "PWM1 at 1000 Hz");
            var second = new Esp32PwmOutput(19, DeviceFunction.PWM2, 1000);
            var third = new Esp32PwmOutput(23, DeviceFunction.PWM3, 50);
            Refused("duty -1", () => third.SetDuty(-1), "duty: -1");
            Refused("duty 10001", () => third.SetDuty(10001), "duty: 10001");
            Refused("duty 8192 at 50 Hz", () => third.SetDuty(8192), "duty: 8192");
            first.Start();
            Refused("an output after a start", () => new Esp32PwmOutput(25, DeviceFunction.PWM5, 1000), "before the first is started");
            second.Start();
            third.Start();
        }

        private static void Refused(string what, Action action, string message)
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is ArgumentException || e is InvalidOperationException)
            {
                Assert.Contains(message, e.Message, what);
                return;
            }
            Assert.Fail(what + " was taken");
        }
    }
}
