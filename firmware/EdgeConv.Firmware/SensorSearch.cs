using System;
using EdgeConv.Devices;
using EdgeConv.Frames;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Finds the sensor that the settings name, or with sensor=auto the one on the I2C bus that answers. A firmware without the property
    /// EdgeConvSensors knows the AMG88xx and the MPU-6050 only.
    /// </summary>
    internal sealed class SensorSearch
    {
        private readonly string _sensor;
        private readonly Amg88xxFrameSource _amg88xx;
        private readonly Mpu6050FrameSource _mpu6050;
#if !EDGECONV_NO_SENSORS
        private readonly Settings _settings;
        private readonly SpiPins _pins;
        private ArducamMegaFrameSource _camera;
        private Mlx90640FrameSource _mlx90640;
#endif

        /// <summary>Connects the pins of the sensor, without accessing it.</summary>
        /// <exception cref="ArgumentException">The settings do not fit the board or the firmware; the message names one.</exception>
        public SensorSearch(Settings settings, Board board)
        {
            _sensor = settings.Get("sensor");
            Check(_sensor);
#if !EDGECONV_NO_SENSORS
            _settings = settings;
            if (_sensor == "arducam-mega")
            {
                _pins = SpiPins.Of(settings, board);
                _pins.Connect();
                Pins = "SCK GPIO " + _pins.Sck.ToString() + ", MISO GPIO " + _pins.Miso.ToString() + ", MOSI GPIO "
                    + _pins.Mosi.ToString() + ", CS GPIO " + _pins.Cs.ToString();
                return;
            }
#endif
            int sda = settings.Number("i2c.sda", board.SdaPin), scl = settings.Number("i2c.scl", board.SclPin);
            Board.ConnectI2c(sda, scl);
            Pins = "SDA GPIO " + sda.ToString() + ", SCL GPIO " + scl.ToString();
            if (IsWanted("amg88xx")) _amg88xx = new Amg88xxFrameSource(Board.I2cBus, Amg88xxFrameSource.HighAddress);
            if (IsWanted("mpu6050"))
                _mpu6050 = new Mpu6050FrameSource(Board.I2cBus, Mpu6050FrameSource.LowAddress, Loops.ShakeWindow);
        }

        /// <summary>The pins of the sensor, for the log.</summary>
        public string Pins { get; }

        /// <summary>The sensor that was found, for the log.</summary>
        public string Found { get; private set; }

        /// <summary>Checks that the firmware has the driver of a sensor.</summary>
        /// <exception cref="ArgumentException">It has not.</exception>
        public static void Check(string sensor)
        {
#if EDGECONV_NO_SENSORS
            if (sensor == "mlx90640" || sensor == "arducam-mega")
                throw new ArgumentException("sensor: this firmware is built without EdgeConvSensors, so it cannot read " + sensor);
#endif
        }

        /// <summary>Returns the format of the sensor that the settings name, for frames that come over the link in its place.</summary>
        public static FrameFormat FormatOf(Settings settings)
        {
            string sensor = settings.Get("sensor");
#if !EDGECONV_NO_SENSORS
            if (sensor == "mlx90640") return Mlx90640FrameSource.FormatOf(settings.Get("thermal.values") == "radiances");
            if (sensor == "arducam-mega") return ArducamMegaFrameSource.FormatOf(settings.Number("camera.image"));
#endif
            return sensor == "mpu6050" ? Mpu6050FrameSource.FormatOf(Loops.ShakeWindow) : Amg88xx.Format;
        }

        /// <summary>
        /// Returns the bytes that the sensor and its larger frames take beside what the loop takes for frames of 8 x 8: the driver's
        /// tables and buffers, and the frame in the driver, the loop, the preprocessor and the packets of the link.
        /// </summary>
        public static int MoreBytes(Settings settings)
        {
#if !EDGECONV_NO_SENSORS
            string sensor = settings.Get("sensor");
            int driver = sensor == "mlx90640" ? 6500 : sensor == "arducam-mega" ? 2200 : 0;
            if (driver > 0) return driver + 12 * FormatOf(settings).Length;
#endif
            return 0;
        }

        /// <summary>
        /// Returns the minimum range of a frame that the model of the edges sees, in the sensor's units: 8 degC, or an eighth of the
        /// brightness, so that the noise of a uniform scene is not amplified.
        /// </summary>
        public static int MinSpan(FrameFormat format)
        {
#if !EDGECONV_NO_SENSORS
            if (format.Maximum == Mlx90640Calibration.Maximum) return 800;
            if (format.Maximum == Mlx90640Calibration.MaximumRadiance) return 200;
#endif
            return 32;
        }

        /// <summary>Returns the sensor that answers, set up; or null.</summary>
        public IFrameSource Next()
        {
            if (_amg88xx != null && _amg88xx.SetUp()) return Find("AMG88xx", _amg88xx);
            if (_mpu6050 != null && _mpu6050.SetUp()) return Find("MPU-6050", _mpu6050);
#if !EDGECONV_NO_SENSORS
            if (_pins != null) return IsCameraSetUp() ? Find(NameOfCamera(), _camera) : null;
            if (!IsWanted("mlx90640")) return null;
            // It holds 6 KB, so it is made only after no other sensor answered.
            if (_mlx90640 == null)
                _mlx90640 = new Mlx90640FrameSource(Board.I2cBus, Mlx90640FrameSource.DefaultAddress, _settings.Number("thermal.rate"),
                    _settings.Number("thermal.emissivity"), _settings.Get("thermal.values") == "radiances");
            if (_mlx90640.SetUp()) return Find(NameOfThermal(), _mlx90640);
#endif
            return null;
        }

        private bool IsWanted(string sensor) => _sensor == sensor || _sensor == Settings.Auto;

        private IFrameSource Find(string name, IFrameSource source)
        {
            Found = name;
            return source;
        }

#if !EDGECONV_NO_SENSORS
        private bool IsCameraSetUp()
        {
            try
            {
                if (_camera == null) _camera = OpenCamera();
                return _camera.SetUp();
            }
            catch (Exception)
            {
                // The bus cannot be opened, e.g. because the driver refuses a pin.
                return false;
            }
        }

        private ArducamMegaFrameSource OpenCamera()
        {
            int size = _settings.Number("camera.size"), image = _settings.Number("camera.image");
            return new ArducamMegaFrameSource(SpiPins.Bus, _pins.Cs, size, image, size / image, _settings.Number("camera.luma"))
            {
                Exposure = _settings.Number("camera.exposure"),
                Gain = _settings.Number("camera.gain"),
                IsWhiteBalanceFixed = !_settings.IsAuto("camera.balance"),
                FreezeAfter = _settings.Number("camera.freeze"),
            };
        }

        // A loop that asks more often than the sensor measures counts frames as late.
        private string NameOfThermal()
        {
            int rate = _settings.Number("thermal.rate"), milliseconds = 1000 / rate + 1;
            return "MLX90640, " + rate.ToString() + " halves a second" + (_settings.Number("period") < milliseconds
                ? "; with period=" + milliseconds.ToString() + " or more no frame is late" : "");
        }

        // Says whether frames of training and of the board have the same exposure: the camera does not tell it.
        private string NameOfCamera()
        {
            string name = "Arducam Mega, exposure ", after = _settings.Get("camera.freeze");
            if (after != "0" && _camera.CanFreeze) return name + "frozen after " + after + " frames";
            if (_camera.Exposure > 0 && _camera.Gain > 0) return name + "and gain by hand";
            return name + "automatic" + (after != "0" ? ": this camera cannot freeze it; set camera.exposure and camera.gain" : "");
        }
#endif
    }
}
