using System.Diagnostics;
using EdgeConv.Board;
using EdgeConv.Compiler.SelfTests;
using EdgeConv.Hardware.Boards;
using EdgeConv.Link;
using EdgeConv.Simulation.Runs;
using EdgeConv.Slots;

namespace EdgeConv.Studio.Board;

/// <summary>
/// One connection to a board, from the opened line until it is lost or closed. Only the thread of <see cref="BoardDesk"/> uses it.
/// </summary>
internal sealed class BoardTalk : IDisposable
{
    private const int StatusMilliseconds = 1000, StepMilliseconds = 10, MaxStepsPerSecond = 30;

    // The setting that the studio changes by itself.
    private const string Stream = "stream";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1), s_restart = TimeSpan.FromSeconds(30);

    // A virtual board shares this computer's processor, and its first start compiles the firmware.
    private static readonly TimeSpan s_virtualPatience = TimeSpan.FromSeconds(8);

    private readonly BoardTarget _target;
    private readonly BoardLine _line;
    private readonly BoardClient _client;
    private readonly BoardPages _pages;
    private readonly ModelJudge _judge;
    private readonly KnownModels _models;
    private readonly Action<Func<BoardState, BoardState>> _change;
    private readonly SettingHistory _settings = new();
    private readonly List<string> _waiting = [];
    private readonly FrameRate _rate = new();

    private BoardDescription _board = new();
    private IReadOnlyDictionary<string, string> _started = new Dictionary<string, string>();
    private SlotsPacket? _slots;
    private StatusPacket? _status;
    private StepStream? _stream;
    private long _nextStatus;
    private SlotFile? _reading;

    /// <summary>Begins with a line that was just opened.</summary>
    public BoardTalk(BoardTarget target, BoardLine line, BoardPages pages, ModelJudge judge, KnownModels models,
        Action<Func<BoardState, BoardState>> change, CancellationToken stop)
    {
        (_target, _line, _pages, _judge, _models, _change) = (target, line, pages, judge, models, change);
        _client = new BoardClient(line, line.Name == BoardAddress.Virtual ? s_virtualPatience : s_patience, stop)
        {
            OnLog = text => Log(text),
            OnOther = reader =>
            {
                if (_stream is { } stream && StepPacket.Read(reader, stream.Board.Frames, stream.Board.Output.Length) is { } step)
                    Take(step);
            },
        };
    }

    /// <summary>Whether the line has ended with a restart of the board and must be opened again.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Settings that were not saved before a restart and are set again after it.</summary>
    public Dictionary<string, string> Carried { get; set; } = [];

    /// <summary>Asks the board for everything that a page shows.</summary>
    public void Refresh()
    {
        EndStream();
        _board = _client.DescribeSettled();
        _settings.Begin(_client.Settings());
        _started = _settings.Now;
        _waiting.Clear();
        _status = _client.Status();
        _slots = new SlotClient(_client).Read();
        SetAgain();
        ChooseModel();
        Publish();
    }

    /// <summary>Asks whether the board is still there.</summary>
    public void Check()
    {
        _status = _client.Status();
        Publish();
    }

    /// <summary>Receives for a short time: steps, lines of the log, and once per second the status.</summary>
    /// <param name="wantsSteps">Whether a page follows the board.</param>
    public void Tick(bool wantsSteps)
    {
        if (Environment.TickCount64 >= _nextStatus) AskStatus();
        if (_reading is { } reading) Read(reading);
        if (!wantsSteps) EndStream();
        else if (_stream is null && _board is { Frames: not null, Output: not null } && _status is { IsRunning: true }) BeginStream();
        if (_stream is { } stream && stream.Next(TimeSpan.FromMilliseconds(StepMilliseconds)) is { } step) Take(step);
        if (_stream is null) _client.Receive(TimeSpan.FromMilliseconds(StepMilliseconds));
    }

    /// <summary>Changes settings; the board accepts all of them or none.</summary>
    /// <param name="settings">The settings by key.</param>
    /// <param name="gesture">Changes of one gesture are undone in one step; null for a gesture of its own.</param>
    public void Set(IReadOnlyDictionary<string, string> settings, string? gesture)
    {
        int steps = _settings.Steps;
        _settings.Note(settings.Keys, gesture);
        try
        {
            Apply(settings);
        }
        catch (UserException)
        {
            if (_settings.Steps > steps) _settings.Forget();
            throw;
        }
        Publish();
    }

    /// <summary>Goes back by one step.</summary>
    public void Undo()
    {
        if (_settings.Steps == 0) throw new UserException("there is no step to undo");
        Apply(_settings.Before);
        _settings.Forget();
        Publish();
    }

    /// <summary>Goes back to the saved settings.</summary>
    public void Revert()
    {
        Dictionary<string, string> back = _settings.Back;
        if (back.Count == 0) return;
        Set(back, null);
    }

    /// <summary>Saves the settings to the board's drive.</summary>
    public void Save()
    {
        _client.Save();
        _settings.Save();
        Publish();
    }

    /// <summary>Restarts the board. Settings that were not saved are set again afterwards.</summary>
    public void Restart()
    {
        Busy("The board restarts, with its output at the safe duty.");
        Carried = _settings.Unsaved;
        Restarted(() => _client.Restart(s_restart, _target.Open));
    }

    /// <summary>Runs another model that the board has.</summary>
    /// <param name="model">a, b or builtin.</param>
    public void Run(string model)
    {
        string? before = RunningName;
        Busy("The board restarts with another model, with its output at the safe duty.");
        WithoutUnsaved(() =>
        {
            _client.Set([$"model={model}"]);
            _client.Save();
        });
        Restarted(() => ModelTrial.Run(_client, _target.Open, s_restart));
        _change(state => state with { Before = before });
    }

    /// <summary>What the slots hold, and how much memory the board has for a model.</summary>
    public SlotsPacket Slots() => _slots = new SlotClient(_client).Read();

    /// <summary>Sends a model, restarts the board and waits for its self-test.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="packed">The model.</param>
    /// <param name="progress">Called with each step.</param>
    public void Load(string name, LoadableModel packed, Action<LoadProgress> progress)
    {
        string? before = RunningName;
        int slot = -1;
        WithoutUnsaved(() => (slot, _) = new SlotClient(_client).Send(packed.Bytes, name,
            done => progress(new LoadProgress(name, "sending", done, packed.Bytes.Length))));
        // The settings that were tried with the model before need not suit the new one.
        Carried = [];
        _models.Add(packed.Bytes, packed.Graph);
        progress(new LoadProgress(name, "restarting"));
        Busy("The board restarts and tests the model, with its output at the safe duty.");
        SlotsPacket after = null!;
        Restarted(() => after = ModelTrial.Run(_client, _target.Open, packed.StepLimit, seen =>
        {
            if (seen.Phase == StartPhase.Testing) progress(new LoadProgress(name, "testing", seen.Tested, seen.Tests));
        }));
        bool hasPassed = after.Phase == StartPhase.Passed && after.Running == slot;
        string reason = Printable.Text(after.Reason, 300);
        if (!hasPassed)
            throw new UserException($"the board does not run {Printable.Text(name)}: {(reason != "" ? reason : "it says no reason")}");
        _change(state => state with { Before = before });
        string tested = after.Tests == 0 ? "The file has no self-test." : $"{Amount.Of(after.Tests, "step")} of the self-test gave the " +
            $"same on the board as here, in {after.Milliseconds / 1000.0:0.000} s.";
        string text = reason == "" ? tested : $"{tested} The output is safe: {reason}";
        progress(new LoadProgress(name, "running", after.Tested, after.Tests, text));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        EndStream();
        _line.Dispose();
    }

    private string? RunningName =>
        _slots is null ? null : _slots.Running == ModelSlots.None ? "builtin" : SlotClient.NameOf(_slots.Running);

    private void Apply(IReadOnlyDictionary<string, string> settings)
    {
        if (settings.Count == 0) return;
        Acceptance accepted = _client.Set(settings.Select(setting => $"{setting.Key}={setting.Value}"));
        _settings.Take(_client.Settings());
        _waiting.RemoveAll(key => _settings.Now.GetValueOrDefault(key) == _started.GetValueOrDefault(key));
        if (accepted == Acceptance.AfterRestart)
            _waiting.AddRange(settings.Keys.Where(key => !_waiting.Contains(key)
                && _settings.Now.GetValueOrDefault(key) != _started.GetValueOrDefault(key)));
        // A new period changes how many steps are sent.
        if (settings.ContainsKey("period")) EndStream();
    }

    // A restart of the board forgets what was not saved; saving must not keep it.
    private void WithoutUnsaved(Action work)
    {
        Carried = _settings.Unsaved;
        Dictionary<string, string> back = _settings.Back;
        if (back.Count > 0) _client.Set(back.Select(setting => $"{setting.Key}={setting.Value}"));
        work();
    }

    private void SetAgain()
    {
        Dictionary<string, string> carried = Carried;
        Carried = [];
        foreach ((string key, string value) in carried)
        {
            try
            {
                _client.Set([$"{key}={value}"]);
            }
            catch (RefusedException refusal)
            {
                Log($"{key}={value} does not fit any more: {refusal.Reason}");
            }
        }
        if (carried.Count > 0) _settings.Take(_client.Settings());
    }

    // A restart ends the connection to a board on the network, but not a serial line.
    private void Restarted(Action restart)
    {
        EndStream();
        bool ends = _line.Writer.Session is not null;
        try
        {
            restart();
        }
        finally
        {
            HasEnded = ends;
        }
        if (!ends) Refresh();
    }

    private void Busy(string what) => _change(state => state with { Connection = "busy", Message = what });

    private void BeginStream()
    {
        int period = (int)Math.Max(1, _status!.PeriodMicroseconds / 1000);
        _stream = new StepStream(_client, _board, Math.Clamp(1000 / MaxStepsPerSecond / period, 1, 1000));
    }

    private void EndStream()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private void Take(StepPacket step)
    {
        _rate.Add(step.Number);
        // Before the first good frame, output and frame are zeros that no model has made.
        if (step.FrameStatus == FrameStatus.Ready) _judge.Add(step);
        byte[] frame = new byte[2 * step.Frame.Length];
        Buffer.BlockCopy(step.Frame, 0, frame, 0, frame.Length);
        _pages.Step(new
        {
            number = step.Number, status = step.FrameStatus.ToString(), reason = step.Reason.ToString(), state = RunText.State(step.Reason),
            activation = step.Activation256 / 256.0, proposed = step.ProposedDuty, actual = step.Duty,
            second = !step.HasSecond ? null : new
            {
                activation = step.SecondActivation256 / 256.0, proposed = step.SecondProposedDuty, actual = step.SecondDuty,
                reason = step.SecondReason.ToString(),
            },
            microseconds = step.InferenceMicroseconds, frame, output = Array.ConvertAll(step.Output, value => (byte)value),
        });
    }

    private void Log(string text) => _pages.Log(Printable.Text(text, 400));

    private void AskStatus()
    {
        _nextStatus = Environment.TickCount64 + StatusMilliseconds;
        StatusPacket before = _status!, status = _status = _client.Status();
        // It was restarted by something else, or its loop has begun or ended.
        if (status.UptimeSeconds < before.UptimeSeconds || status.IsRunning != before.IsRunning
            || (_board.Frames is null && status.IsRunning))
            Refresh();
        else if (_slots!.States.Contains(SlotState.OnTrial))
        {
            _slots = new SlotClient(_client).Read();
            Publish();
        }
        _pages.Set("status", new
        {
            running = status.IsRunning, reason = status.Reason.ToString(), state = RunText.State(status.Reason), duty = status.Duty,
            frames = status.Frames, late = status.LateFrames, failed = status.FailedFrames, frozen = status.FrozenFrames,
            implausible = status.ImplausibleFrames, modelFaults = status.ModelFaults,
            outputFaults = status.OutputFaults + status.SecondFaults,
            damaged = status.DamagedPackets, microseconds = status.InferenceMicroseconds, period = status.PeriodMicroseconds,
            free = status.FreeBytes, uptime = status.UptimeSeconds, fps = _rate.PerSecond, lost = _stream?.Lost ?? 0,
        });
    }

    // The model of the board, if it is known here; else its file is read from the board, part by part.
    private void ChooseModel()
    {
        _reading = null;
        if (_board is not { Frames: not null, Input: not null }) return;
        if (_slots!.Running == ModelSlots.None)
        {
            if (KnownModels.BuiltIn(_board.Model) is { } graph) Compare(() => LiveModel.Of(graph, model => Preprocessor(true, model)));
            else _judge.TakeNone($"The firmware has a model of its own, {Printable.Text(_board.Model)}, which the studio does not know.");
            return;
        }
        (byte[]? file, Graph? known) = _models.Find(_slots.Crcs[_slots.Running], _slots.Lengths[_slots.Running]);
        if (known is not null) Compare(() => LiveModel.Of(known, model => Preprocessor(false, model)));
        else if (file is not null) Compare(() => LiveModel.Of(file, model => Preprocessor(false, model)));
        else
        {
            _reading = new SlotFile(_slots.Running, _slots.Crcs[_slots.Running], _slots.Lengths[_slots.Running], []);
            _judge.TakeNone("The model is being read from the board.");
        }
    }

    // The settings that need a restart are those of the start.
    private Preprocessor Preprocessor(bool isBuiltIn, IModel model) => new BoardLoop(_board, isBuiltIn, _started).PreprocessorOf(model);

    private void Compare(Func<LiveModel> open)
    {
        try
        {
            _judge.Take(open());
        }
        catch (Exception failure) when (failure is ModelException or ModelFormatException or ArgumentException)
        {
            _judge.TakeNone($"The model cannot be run here: {Printable.Text(failure.Message, 300)}");
        }
    }

    private void Read(SlotFile reading)
    {
        try
        {
            byte[] part = new SlotClient(_client).ReadPart(reading.Slot, reading.Bytes.Count);
            reading.Bytes.AddRange(part);
            if (part.Length > 0 && reading.Bytes.Count < reading.Length) return;
            _reading = null;
            byte[] file = [.. reading.Bytes];
            if (file.Length != reading.Length || KnownModels.CrcOf(file) != reading.Crc)
            {
                _judge.TakeNone("The board gives another file than the one it runs.");
                return;
            }
            _models.Add(file, null);
            Compare(() => LiveModel.Of(file, model => Preprocessor(false, model)));
        }
        catch (RefusedException refusal)
        {
            _reading = null;
            _judge.TakeNone($"The board does not give its model: {refusal.Reason}");
        }
    }

    private void Publish()
    {
        BoardDescription board = _board;
        SlotsPacket slots = _slots!;
        _change(state => state with
        {
            Connection = "connected",
            Message = "",
            Board = new
            {
                name = Printable.Text(board.Name), chip = Printable.Text(board.Chip), firmware = Printable.Text(board.Firmware),
                model = Printable.Text(board.Model), takesFrames = board.TakesFrames, module = ModuleOf(board),
                frames = board.Frames is not { } frames ? null : new
                {
                    height = frames.Height, width = frames.Width, channels = frames.Channels, minimum = frames.Minimum,
                    maximum = frames.Maximum,
                },
                input = Shape(board.Input), output = Shape(board.Output),
            },
            Settings = [.. _settings.Now.Select(one =>
                new SettingState(one.Key, one.Value, _settings.Saved.GetValueOrDefault(one.Key, "")))],
            Effective = Effective(),
            Undo = _settings.Steps,
            Waiting = [.. _waiting],
            Slots = [.. Enumerable.Range(0, ModelSlots.Count).Select(i => new SlotInfo(SlotClient.NameOf(i),
                SlotClient.StateText(slots.States[i]), Printable.Text(slots.Names[i]), slots.Lengths[i], $"{slots.Crcs[i]:x8}",
                slots.Running == i, slots.States[i] is SlotState.Stored or SlotState.OnTrial or SlotState.Confirmed))],
            Fault = Printable.Text(slots.Reason, 300),
        });
    }

    // Returns the name for `--board` of the board's module; null for a board that EdgeConv does not know.
    private static string? ModuleOf(BoardDescription board)
    {
        Hardware.Boards.BoardTarget[] modules =
            [.. BoardFiles.Targets.Where(known => known.Board.Name == board.Name).Select(known => known.Target)];
        return (modules.FirstOrDefault(module => module.Nanoff.Contains(board.Chip)) ?? modules.FirstOrDefault())?.Name;
    }

    private object? Effective()
    {
        if (_board is not { Frames: not null, Input: not null, Output: not null }) return null;
        var loop = new BoardLoop(_board, _slots!.Running == ModelSlots.None, _settings.Now);
        return new
        {
            kind = loop.Kind, readout = loop.Readout, map = loop.Map, safe = loop.SafeDuty, hz = loop.FrequencyHz,
            second = loop.SecondKind == "none" ? null : new
            {
                kind = loop.SecondKind, readout = loop.SecondReadout, map = loop.SecondMap, safe = loop.SecondSafeDuty,
                hz = loop.SecondFrequencyHz,
            },
        };
    }

    private static object? Shape(TensorInfo? tensor) => tensor is null ? null : new
    {
        height = tensor.Height, width = tensor.Width, channels = tensor.Channels, length = tensor.Length, scale = tensor.Scale,
        zeroPoint = (int)tensor.ZeroPoint,
    };

    /// <summary>A slot's file that is being read.</summary>
    private sealed record SlotFile(int Slot, uint Crc, int Length, List<byte> Bytes);

    /// <summary>Frames per second, from the numbers of the steps in the last seconds.</summary>
    private sealed class FrameRate
    {
        private const int MaxSteps = 60;
        private static readonly TimeSpan s_span = TimeSpan.FromSeconds(3);

        private readonly Queue<(long Time, uint Number)> _seen = [];

        public double PerSecond
        {
            get
            {
                while (_seen.Count > 0 && Stopwatch.GetElapsedTime(_seen.Peek().Time) > s_span) _seen.Dequeue();
                if (_seen.Count < 2) return 0;
                (long time, uint number) = _seen.Peek();
                (long lastTime, uint last) = _seen.Last();
                return Math.Round(unchecked(last - number) / Stopwatch.GetElapsedTime(time, lastTime).TotalSeconds, 1);
            }
        }

        public void Add(uint number)
        {
            if (_seen.Count > 0 && number <= _seen.Last().Number) _seen.Clear();
            if (_seen.Count == MaxSteps) _seen.Dequeue();
            _seen.Enqueue((Stopwatch.GetTimestamp(), number));
        }
    }
}
