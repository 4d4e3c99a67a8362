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
    /// Serves the requests of a computer over the link while the loop runs. Packets are read, answered and sent on the link's own thread,
    /// so that a slow model cannot block the link and a line that nobody reads cannot block the loop. Requests that affect the loop (other
    /// settings, an inference) wait until the loop's thread calls <see cref="Serve"/>.
    /// </summary>
    public sealed class LinkServer : ILoopObserver
    {
        /// <summary>Maximum number of packets that one call handles, so that a flood of packets cannot block the board.</summary>
        public const int MaxPackets = 8;

        // At most this many lines of the log wait to be sent; further ones are dropped.
        private const int MaxLogLines = 4;
        private const int IdleMilliseconds = 10;

        private readonly object _lock = new object();
        private readonly ICarrier _carrier;
        private readonly IClock _clock;
        private readonly SettingsStore _store;
        private readonly BoardDescription _description;
        private readonly StatusPacket _status = new StatusPacket();
        private readonly string[] _log = new string[MaxLogLines];
        private readonly Settings _started;
        private readonly OutputGuard _guard, _second;
        private readonly SlotServer _slots;
        private PacketWriter _writer = new PacketWriter(PacketReader.MinPayload);
        private Settings _settings, _live;
        private int _logLines, _damaged, _streamEvery, _payload = PacketReader.MinPayload, _fitted = PacketReader.MinPayload;
        private bool _isChanged, _isClosed;
        private long _told;

        // These are the loop and its parts; null while no loop runs.
        private EdgeLoop _loop;
        private LoopDescription _parts;
        private TimedModel _model;
        private IFrameSource _frames;

        // This is the step to be sent. The loop's thread builds it when the link's thread has sent the last one.
        private PacketWriter _step;
        private bool _isStepReady;
        private int _steps, _sinceStep;

        // These are the input and output of a requested inference. Its sequence number is -1 if there is none.
        private sbyte[] _input, _output;
        private int _inputSequence = -1;
        private uint _inputCrc;
        private long _inputMicroseconds;
        private bool _isOutputReady;

        /// <summary>Creates the server of a link.</summary>
        /// <param name="carrier">Transfers the packets.</param>
        /// <param name="clock">The board's clock.</param>
        /// <param name="settings">The settings with which the board started.</param>
        /// <param name="store">Saves the settings.</param>
        /// <param name="slots">Serves the slots for models.</param>
        /// <param name="guard">The guard of the output, or null if there is no output.</param>
        /// <param name="second">The guard of the second output, or null if there is none.</param>
        /// <param name="description">The description of the board at the start.</param>
        public LinkServer(ICarrier carrier, IClock clock, Settings settings, SettingsStore store, SlotServer slots,
            OutputGuard guard, OutputGuard second, BoardDescription description)
        {
            _second = second;
            _slots = slots;
            _guard = guard;
            _carrier = carrier;
            _clock = clock;
            _started = _settings = _live = settings;
            _store = store;
            _description = description;
            _streamEvery = settings.Number("stream");
        }

        private PacketReader Reader => _carrier.Reader;

        /// <summary>True if the board runs no loop until a restart, because its settings are not valid.</summary>
        public bool IsHeld { get; set; }

        /// <summary>True if a computer has requested a restart.</summary>
        public bool IsRestartWanted { get; private set; }

        /// <summary>The present settings.</summary>
        public Settings Current
        {
            get
            {
                lock (_lock) return _settings;
            }
        }

        /// <summary>Starts the link's thread.</summary>
        public void Start() => new Thread(Run).Start();

        /// <summary>Sets the frames and the model that the link serves from now on.</summary>
        /// <param name="frames">The source of the loop's frames.</param>
        /// <param name="model">The model.</param>
        public void Attach(IFrameSource frames, TimedModel model)
        {
            int step = StepPacket.MaxBytes(frames.Format, model.Output.Length, _second != null), input = model.Input.Length;
            int output = InferencePacket.HeadBytes + model.Output.Length, max = step > input ? step : input;
            if (output > max) max = output;
            lock (_lock)
            {
                _frames = frames;
                _model = model;
                _description.Frames = frames.Format;
                _description.TakesFrames = frames is LinkFrameSource;
                _description.Model = model.Name;
                _description.Input = model.Input;
                _description.Output = model.Output;
                _step = new PacketWriter(step);
                if (max > _payload) _payload = max;
            }
        }

        /// <summary>Sets the loop and the parts that the link serves from now on.</summary>
        public void Attach(EdgeLoop loop, LoopDescription parts)
        {
            lock (_lock)
            {
                _loop = loop;
                _parts = parts;
            }
        }

        /// <summary>Closes the link before a restart.</summary>
        public void Close()
        {
            _isClosed = true;
            try
            {
                _carrier.Close();
            }
            catch (Exception)
            {
                // The connection is already closed.
            }
        }

        /// <summary>Queues a line of the log to be sent.</summary>
        public void Log(string line)
        {
            lock (_lock)
                if (_logLines < MaxLogLines) _log[_logLines++] = line;
        }

        /// <summary>Reads, answers and sends packets; called on the link's thread. Returns false if there was nothing to do.</summary>
        public bool Poll()
        {
            bool any = false, isGarbage = false;
            Fit();
            for (int packets = 0; packets < MaxPackets && _carrier.Receive(); packets++)
            {
                any = true;
                isGarbage |= Reader.Kind != PacketKind.Frame && Reader.Kind != PacketKind.Input;
                Handle();
            }
            if (isGarbage) Heap.Compact();
            if (_carrier.Damaged != _damaged && _frames is LinkFrameSource frames) frames.Damage();
            _damaged = _carrier.Damaged;
            TellOfTest();
            for (string line = NextLogLine(); line != null; line = NextLogLine())
            {
                _writer.Begin(PacketKind.Log, 0);
                AnswerPacket.WriteText(_writer, line);
                _writer.End();
                _carrier.Send(_writer);
                any = true;
            }
            bool isOutputReady, isStepReady;
            lock (_lock)
            {
                isOutputReady = _isOutputReady;
                isStepReady = _isStepReady;
            }
            if (isOutputReady)
            {
                InferencePacket.WriteOutput(_writer, _inputSequence, _inputCrc, _inputMicroseconds, _output);
                _carrier.Send(_writer);
                lock (_lock)
                {
                    _inputSequence = -1;
                    _isOutputReady = false;
                }
            }
            if (isStepReady)
            {
                _carrier.Send(_step);
                lock (_lock) _isStepReady = false;
            }
            return any || isOutputReady || isStepReady;
        }

        // Reports the progress once per second while a model of a slot is loaded and tested.
        private void TellOfTest()
        {
            SlotStart start = _slots.Start;
            bool isUnderWay = start.Phase == StartPhase.Loading || start.Phase == StartPhase.Testing;
            if (!isUnderWay || _clock.Microseconds - _told < 1000000) return;
            _told = _clock.Microseconds;
            Log(start.Phase == StartPhase.Loading ? "model: loading" : "model: self-test, " + start.Tested.ToString() + " of "
                + start.Tests.ToString() + " steps have passed");
        }

        // Returns the oldest line of the log that has not been sent, or null.
        private string NextLogLine()
        {
            lock (_lock)
            {
                if (_logLines == 0) return null;
                string line = _log[0];
                _logLines--;
                for (int i = 0; i < _logLines; i++) _log[i] = _log[i + 1];
                _log[_logLines] = null;
                return line;
            }
        }

        /// <summary>
        /// Applies changed settings and runs the model if a computer requested it. Called on the loop's thread, between two steps. Returns
        /// false if there was nothing to do.
        /// </summary>
        public bool Serve()
        {
            bool any;
            lock (_lock)
            {
                any = _isChanged && _loop != null;
                if (any) _isChanged = false;
            }
            if (any) Change();
            lock (_lock)
                if (_inputSequence < 0 || _isOutputReady) return any;
            // The model runs outside the lock, so that the link works meanwhile.
            _model.Invoke(_input, _output);
            lock (_lock)
            {
                _inputMicroseconds = _model.Microseconds;
                _isOutputReady = true;
            }
            return true;
        }

        private void Change()
        {
            try
            {
                Settings live;
                lock (_lock) live = _live;
                LoopDescription parts = Loops.Describe(live, _frames, _model, _guard, _second, _parts);
                int deadline = live.Number("deadline") * 1000;
                _guard.Change(Loops.SafeDuty(live), deadline);
                if (_second != null) _second.Change(Loops.SafeDuty(live, Loops.Second), deadline);
                _loop.Change(parts);
                _parts = parts;
            }
            catch (ArgumentException e)
            {
                // The setting was made before the sensor was known and does not fit its frames. The loop keeps its old parts.
                Log("error: " + e.Message);
            }
        }

        /// <summary>Builds the packet of the last step of the loop, if steps are to be sent and the previous one has been sent.</summary>
        /// <inheritdoc/>
        public void OnFrame(EdgeLoop loop)
        {
            int every;
            lock (_lock)
            {
                every = _streamEvery;
                if (every == 0 || ++_sinceStep < every) return;
                _sinceStep = 0;
                _steps++;
                if (_isStepReady) return;
            }
            StepPacket.Write(_step, _steps, loop, _parts, _model.Microseconds);
            lock (_lock) _isStepReady = true;
        }

        private void Run()
        {
            while (!_isClosed)
            {
                try
                {
                    if (!Poll()) Thread.Sleep(IdleMilliseconds);
                }
                catch (Exception)
                {
                    // The port failed or there was no memory for a text. The next packet may succeed.
                    Thread.Sleep(IdleMilliseconds);
                }
            }
        }

        // Allocates buffers for the longest packets of the present frames and model.
        private void Fit()
        {
            lock (_lock)
            {
                if (_payload == _fitted) return;
                _fitted = _payload;
                _carrier.Fit(_payload);
                _writer = new PacketWriter(_payload);
            }
        }

        private void Handle()
        {
            int sequence = Reader.Sequence;
            switch (Reader.Kind)
            {
                case PacketKind.Frame:
                    if (_frames is LinkFrameSource frames) frames.Take(Reader);
                    return;
                case PacketKind.Query:
                    lock (_lock) _description.Write(_writer, sequence);
                    _carrier.Send(_writer);
                    return;
                case PacketKind.Input:
                    TakeInput(sequence);
                    return;
                case PacketKind.GetSettings:
                    SendSettings(sequence, Reader.PayloadLength > 0 ? Reader.Byte(0) : 0);
                    return;
                case PacketKind.SetSettings:
                    Set(sequence, AnswerPacket.ReadText(Reader, 0));
                    return;
                case PacketKind.SaveSettings:
                    bool isSaved = _store.Save(_settings);
                    Answer(sequence, isSaved ? AnswerPacket.Done : AnswerPacket.Refused, isSaved ? "" : _store.Fault);
                    return;
                case PacketKind.GetStatus:
                    SendStatus(sequence);
                    return;
                case PacketKind.Restart:
                    Answer(sequence, AnswerPacket.Done, "");
                    IsRestartWanted = true;
                    return;
                default:
                    if (_slots.Handle(Reader, _writer))
                    {
                        if (Reader.Kind == PacketKind.EndModel && _slots.Slots.Trial != ModelSlots.None) PreferTrial();
                        _carrier.Send(_writer);
                        return;
                    }
                    Answer(sequence, AnswerPacket.Unknown, "this firmware knows no packet of kind " + Reader.Kind.ToString());
                    return;
            }
        }

        // Sets the model on trial as the default once it is confirmed, so that it runs at each start.
        private void PreferTrial()
        {
            if (_settings.IsAuto("model")) return;
            Settings settings = _settings.Copy();
            settings.Set("model", Settings.Auto);
            lock (_lock) _settings = settings;
            _store.Save(settings);
        }

        // Carries out the request that a new value of the setting "model" makes to the slots. Returns an error, or null.
        private string Choose(Settings wanted)
        {
            string model = wanted.Get("model");
            if (model == "a" || model == "b") return _slots.Slots.Try(model == "a" ? 0 : 1);
            if (model == "confirm")
            {
                wanted.Set("model", Settings.Auto);
                return _slots.Start.Running != ModelSlots.None ? _slots.Slots.Confirm(_slots.Start.Running) : "no model of a slot runs";
            }
            if (model != Settings.Auto) _slots.Slots.EndTrial();
            return null;
        }

        private void Answer(int sequence, int code, string text)
        {
            AnswerPacket.Write(_writer, sequence, code, text);
            _carrier.Send(_writer);
        }

        private void TakeInput(int sequence)
        {
            string refusal = null;
            lock (_lock)
            {
                if (_model == null) refusal = "no model runs yet: the board waits for its sensor";
                // The computer repeated the input because the answer was late or lost. It is answered only once.
                else if (_inputSequence == sequence) return;
                else if (_inputSequence >= 0) refusal = "another input is under way";
                else
                {
                    if (_input == null)
                    {
                        _input = new sbyte[_model.Input.Length];
                        _output = new sbyte[_model.Output.Length];
                    }
                    if (InferencePacket.ReadInput(Reader, _input))
                    {
                        _inputCrc = Reader.Crc(0, Reader.PayloadLength);
                        _inputSequence = sequence;
                        return;
                    }
                    refusal = "the model takes " + _input.Length.ToString() + " values, not " + Reader.PayloadLength.ToString();
                }
            }
            Answer(sequence, AnswerPacket.Refused, refusal);
        }

        // Sends as many settings as fit, beginning with the given one: the number of all, the number of the first, then a line for each.
        private void SendSettings(int sequence, int first)
        {
            lock (_lock)
            {
                _writer.Begin(PacketKind.Settings, sequence);
                _writer.Byte(Settings.Count);
                _writer.Byte(first);
                int left = AnswerPacket.MaxTextBytes;
                for (int i = first; i < Settings.Count; i++)
                {
                    string line = Settings.KeyOf(i) + "=" + _settings.ShownValueOf(i) + "\n";
                    left -= line.Length;
                    if (left < 0) break;
                    AnswerPacket.WriteText(_writer, line);
                }
                _writer.End();
            }
            _carrier.Send(_writer);
        }

        private void Set(int sequence, string lines)
        {
            Settings wanted = _settings.Copy();
            try
            {
                wanted.SetLines(lines);
                SensorSearch.Check(wanted.Get("sensor"));
                PinCheck.Check(wanted, _description.Chip);
#if EDGECONV_NO_NETWORK
                if (wanted.Number("link.port") != 0) throw new ArgumentException("link.port: this firmware is built without the network");
#endif
                // A board that is held because its model does not fit the frames still accepts settings.
                bool isSameLoop = wanted.IsLike(_started, "frames") && wanted.IsLike(_started, "sensor")
                    && wanted.IsLike(_started, "model") && !(IsHeld && _model != null && !_model.IsBuiltIn);
                Loops.Check(wanted, isSameLoop ? _frames : null, isSameLoop ? _model : null);
                string refusal = ("\n" + lines).IndexOf("\nmodel=") >= 0 ? Choose(wanted) : null;
                if (refusal != null) throw new ArgumentException("model: " + refusal);
            }
            catch (ArgumentException e)
            {
                Answer(sequence, AnswerPacket.Refused, e.Message);
                return;
            }
            Settings live = Live(wanted);
            bool waits = IsHeld || !wanted.IsLike(live);
            lock (_lock)
            {
                // If only the stream differs, the loop keeps its parts.
                Settings before = _live.Copy();
                before.Set("stream", live.Get("stream"));
                if (!before.IsLike(live)) _isChanged = true;
                _settings = wanted;
                _live = live;
                _streamEvery = live.Number("stream");
            }
            Answer(sequence, waits ? AnswerPacket.AfterRestart : AnswerPacket.Done, "");
        }

        // Returns the settings that take effect without a restart, except those that fit only together with settings that need one.
        private Settings Live(Settings wanted)
        {
            Settings live = _started.With(wanted);
            if (Fits(live)) return live;
            live = _live;
            for (int i = 0; i < Settings.Count; i++)
            {
                Settings more = live.With(wanted, i);
                if (Fits(more)) live = more;
            }
            return live;
        }

        private bool Fits(Settings settings)
        {
            try
            {
                Loops.Check(settings, _frames, _model);
                return true;
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        private void SendStatus(int sequence)
        {
            lock (_lock)
            {
                _status.IsRunning = _loop != null;
                _status.Reason = GuardReason.Stopped;
                _status.UptimeSeconds = (uint)(_clock.Microseconds / 1000000);
                _status.PeriodMicroseconds = (uint)_live.Number("period") * 1000;
                _status.DamagedPackets = (uint)_carrier.Damaged;
                _status.FreeBytes = (uint)Heap.Compact();
                if (_guard != null)
                {
                    _status.Duty = _guard.Duty;
                    _status.Reason = _guard.Reason;
                    _status.OutputFaults = (uint)_guard.OutputFaults;
                }
                _status.HasSecond = _second != null;
                if (_second != null)
                {
                    _status.SecondDuty = _second.Duty;
                    _status.SecondReason = _second.Reason;
                    _status.SecondFaults = (uint)_second.OutputFaults;
                }
                if (_loop != null)
                {
                    _status.FrameStatus = _loop.LastStatus;
                    _status.Frames = (uint)_loop.Frames;
                    _status.LateFrames = (uint)_loop.LateFrames;
                    _status.FailedFrames = (uint)_loop.FailedFrames;
                    _status.FrozenFrames = (uint)_loop.FrozenFrames;
                    _status.ImplausibleFrames = (uint)_loop.ImplausibleFrames;
                    _status.ModelFaults = (uint)_loop.ModelFaults;
                    _status.InferenceMicroseconds = (uint)_model.Microseconds;
                }
            }
            _status.Write(_writer, sequence);
            _carrier.Send(_writer);
        }
    }
}
