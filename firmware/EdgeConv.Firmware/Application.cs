using System;
using System.Threading;
using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Link;
using EdgeConv.Models;
using EdgeConv.Slots;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Does the work of Main, in a separate class so that tests can run it: reads the settings, starts output, link, frames and loop, and
    /// restarts the board when they end.
    /// </summary>
    public sealed class Application
    {
        /// <summary>Version of the firmware.</summary>
        public const string Version = "0.1.0";

#if EDGECONV_NO_NETWORK
        private const string Build = Version + ", without the network";
#else
        private const string Build = Version;
#endif

        private const long RetryMicroseconds = 1000000;

        // A board whose settings are not valid waits this long for new ones before it tries the same ones again.
        private const long HoldMicroseconds = 60000000;

        // The loop itself waits for times below two system ticks, so that it keeps its period.
        private const long ServeMicroseconds = 10000, LoopMicroseconds = 20000;

        // Heap of the loop and the link in bytes, with frames of 8 x 8, without the model's arrays and the buffers for its input.
        private const int LoopBytes = 12288;

        private readonly IClock _clock;
        private SettingsStore _store;
        private ModelSlots _slots;
        private SlotStart _start;
        private Settings _settings;
        private Board _board;
        private Esp32PwmOutput _output, _second;
        private OutputGuard _guard, _secondGuard;
        private LinkServer _link;
        private bool _isHeld;

        /// <summary>Creates the application without accessing hardware.</summary>
        /// <param name="clock">The board's clock.</param>
        public Application(IClock clock) => _clock = clock;

        /// <summary>
        /// Runs until the board restarts: if anything ends or throws, the output goes to its safe duty and the board restarts.
        /// </summary>
        public void RunForever()
        {
            long started = _clock.Microseconds;
            try
            {
                var drive = new BoardDrive();
                _store = new SettingsStore(drive);
                _slots = new ModelSlots(drive);
                _start = new SlotStart(_slots, _clock);
                _settings = _store.Load();
                _board = Board.Of(_settings.Get("board"), Target());
                string fault = StartOutputs();
                StartLink();
                if (_store.Fault != null) Log("settings: " + _store.Fault);
                if (_slots.Fault != null) Log("models: " + _slots.Fault);
                Log("EdgeConv " + Version + " on " + _board.Name);
                if (fault != null) Hold(fault);
                else if (_settings.Get("run") == "calibration") Calibrate();
                else Run();
                Log(_link.IsRestartWanted ? "restart by the link" : "the program has ended");
            }
            catch (Exception e)
            {
                Report(e);
            }
            if (_link != null) _link.Close();
            Restart.Now(_guard ?? _secondGuard, _clock, started, _isHeld || _link != null && _link.IsRestartWanted);
        }

        private static void Report(Exception e)
        {
            try
            {
                Console.WriteLine("error: " + e.Message);
            }
            catch (Exception)
            {
                // There is no memory for the line. It is left out, because the restart is more important.
            }
        }

        // Returns the name of the nanoFramework image, which contains the name of the chip.
        private static string Target()
        {
            try
            {
                return nanoFramework.Runtime.Native.SystemInfo.TargetName;
            }
            catch (Exception)
            {
                return "";
            }
        }

        private bool IsYoung => _clock.Microseconds < Restart.MaxRunMicroseconds && !_link.IsRestartWanted;

        // Starts the outputs first, because after a restart of the CLR alone the PWM unit still gives the old duties. Returns an error or
        // null.
        private string StartOutputs()
        {
            int safeDuty = Loops.SafeDuty(_settings), deadline = _settings.Number("deadline") * 1000;
            string fault = null;
            try
            {
                _output = new Esp32PwmOutput(_settings.Number("output1.pin", _board.PwmPin), _board.PwmFunction,
                    Loops.FrequencyHz(_settings), safeDuty, _settings.Number("output1.off"));
                _guard = new OutputGuard(_output, safeDuty, deadline, _clock);
            }
            catch (ArgumentException e)
            {
                fault = e.Message;
            }
            if (Loops.HasSecond(_settings))
            {
                try
                {
                    safeDuty = Loops.SafeDuty(_settings, Loops.Second);
                    _second = new Esp32PwmOutput(_settings.Number("output2.pin", _board.SecondPwmPin),
                        Esp32PwmOutput.FunctionOf(_settings.Number("output2.pwm")), Loops.FrequencyHz(_settings, Loops.Second), safeDuty,
                        _settings.Number("output2.off"));
                    _secondGuard = new OutputGuard(_second, safeDuty, deadline, _clock);
                }
                catch (ArgumentException e)
                {
                    if (fault == null) fault = "output2: " + e.Message;
                }
            }
            if (_guard != null && _secondGuard != null) _guard.Lead(_secondGuard);
            if (_guard != null) _guard.Start();
            else if (_secondGuard != null) _secondGuard.Start();
            return fault;
        }

        private void StartLink()
        {
            SerialPins pins = SerialPins.Of(_board);
            int tx = _settings.Number("serial.tx", pins.TxPin), rx = _settings.Number("serial.rx", pins.RxPin);
            int baud = _settings.Number("serial.baud");
            ICarrier carrier = Open(tx, rx, baud);
            // The board must be reachable with any settings, so the default port is opened if the one that was set fails.
            if (carrier == null) carrier = Open(pins.TxPin, pins.RxPin, new Settings().Number("serial.baud"));
            if (carrier == null) throw new InvalidOperationException("the serial port cannot be opened");
            var description = new BoardDescription { Name = _board.Name, Chip = Target(), Firmware = Build };
#if !EDGECONV_NO_NETWORK
            ICarrier network = Network.Listen(_settings, _clock);
            if (network != null) carrier = new Carriers(carrier, network);
#endif
            _link = new LinkServer(carrier, _clock, _settings, _store, new SlotServer(_slots, _start), _guard, _secondGuard,
                description);
            // A computer asks for the memory at any time, and a board that calibrates or waits for settings loads no model.
            MeasureMemory();
            _link.Start();
            Console.WriteLine("serial: " + SerialPins.Port + ", TX GPIO " + tx.ToString() + ", RX GPIO " + rx.ToString() + ", "
                + _settings.Get("serial.baud") + " baud");
        }

        // Sets the bytes that a model may take.
        private void MeasureMemory() => _slots.RamBudget = Heap.Compact() - LoopBytes - SensorSearch.MoreBytes(_settings);

        private static ICarrier Open(int tx, int rx, int baud)
        {
            try
            {
                SerialPins.Connect(tx, rx);
                return new SerialCarrier(SerialPins.Port, baud);
            }
            catch (Exception)
            {
                return null;
            }
        }

        private void Log(string line)
        {
            Console.WriteLine(line);
            _link.Log(line);
        }

        private void Calibrate()
        {
            Log(Calibration.Line(_board.Name, _clock));
            while (IsYoung) WaitUntil(_clock.Microseconds + RetryMicroseconds);
        }

        // Handles settings that are not valid: the output stays safe, the link accepts new ones, and after a while the board tries the same
        // ones again. A model of a slot that does not fit the frames is kept until another is set: the link runs it on request.
        private void Hold(string reason)
        {
            Log("error: " + reason);
            _isHeld = true;
            _link.IsHeld = true;
            bool isModel = _start.Running != ModelSlots.None;
            if (isModel) _start.Hold(reason);
            for (long until = _clock.Microseconds + HoldMicroseconds; IsYoung && (isModel || _clock.Microseconds < until);)
                WaitUntil(_clock.Microseconds + RetryMicroseconds);
        }

        // Returns the model of a slot, or null for the built-in model. It is loaded before the search for the sensor, so that a model can
        // be tried on a board without a sensor.
        private PackedModel LoadModel()
        {
            string setting = _settings.Get("model");
            MeasureMemory();
            PackedModel model = _start.Load(setting == "a" ? 0 : setting == "b" ? 1 : setting == Settings.Auto ? _slots.Confirmed
                : ModelSlots.None);
            // An input that comes over the link is in memory three times: in the received packet, in the encoded form and as a tensor.
            if (model != null && Heap.Compact() < LoopBytes + SensorSearch.MoreBytes(_settings) + 3 * model.Input.Length)
            {
                model = null;
                _start.Drop("the memory does not suffice for the loop beside it");
            }
            if (_start.Reason != null) Log("error: " + _start.Reason);
            if (model != null)
                Log("model: " + _slots.NameOf(_start.Running) + ", slot " + (_start.Running == 0 ? "a" : "b") + ", "
                    + _start.Tests.ToString() + " steps of its self-test passed in " + (_start.Microseconds / 1000).ToString() + " ms");
            return model;
        }

        private void Run()
        {
            PackedModel loaded = LoadModel();
            EdgeLoop loop;
            LoopDescription parts;
            try
            {
                IFrameSource frames = OpenFrames();
                if (frames == null) return;
                TimedModel model = loaded != null ? new TimedModel(loaded, _slots.NameOf(_start.Running), false, _clock)
                    : new TimedModel(Loops.CreateModel(_settings, frames), Loops.NameOfModel(_settings, frames), true, _clock);
                _link.Attach(frames, model);
                Loops.CheckFit(_settings, frames, model);
                parts = Loops.Describe(_settings, frames, model, _guard, _secondGuard, null);
                loop = new EdgeLoop(parts);
            }
            catch (ArgumentException e)
            {
                Hold(e.Message);
                return;
            }
            catch (OutOfMemoryException)
            {
                if (loaded != null) _start.Drop("the memory does not suffice for the loop beside it");
                throw;
            }
            _link.Attach(loop, parts);
            loop.Observer = new LinkStatusLine(_guard, _secondGuard, _clock, _link);
            try
            {
                do
                {
                    while (loop.DueMicroseconds - _clock.Microseconds > LoopMicroseconds && IsYoung)
                        if (!_link.Serve()) _clock.SleepUntil(_clock.Microseconds + ServeMicroseconds);
                    _link.Serve();
                }
                while (IsYoung && Step(loop));
            }
            finally
            {
                loop.Stop();
            }
        }

        private bool Step(EdgeLoop loop)
        {
            bool isRunning = loop.Step();
            string line = _start.OnStep(loop.Frames, loop.ModelFaults);
            if (line != null) Log(line);
            return isRunning;
        }

        private IFrameSource OpenFrames()
        {
            string frames = _settings.Get("frames");
            Log("output: " + About(_output, _guard));
            if (_second != null) Log("second output: " + About(_second, _secondGuard));
            if (frames == "link")
            {
                Log("frames: over the link");
                return new LinkFrameSource(SensorSearch.FormatOf(_settings));
            }
            if (frames == "digits")
            {
                Log("frames: ten built-in digits");
                return new DigitFrames();
            }
            return WaitForSensor();
        }

        private static string About(Esp32PwmOutput output, OutputGuard guard) =>
            output.FrequencyHz.ToString() + " Hz, safe duty " + StatusLine.Percent(guard.SafeDuty) + " %";

        /// <summary>Waits for a sensor that answers and tries once per second. Meanwhile the output stays at its safe duty.</summary>
        private IFrameSource WaitForSensor()
        {
            var search = new SensorSearch(_settings, _board);
            Log("sensor: " + search.Pins);
            while (IsYoung)
            {
                long tried = _clock.Microseconds;
                IFrameSource sensor = search.Next();
                if (sensor != null)
                {
                    Log("frames: " + search.Found);
                    return sensor;
                }
                Log("frames: no sensor answers, output safe; tried again each second");
                WaitUntil(tried + RetryMicroseconds);
            }
            return null;
        }

        // Waits until this time and serves the link meanwhile.
        private void WaitUntil(long microseconds)
        {
            while (IsYoung && _clock.Microseconds < microseconds)
            {
                _link.Serve();
                long soon = _clock.Microseconds + 10 * ServeMicroseconds;
                _clock.SleepUntil(soon < microseconds ? soon : microseconds);
            }
        }
    }
}
