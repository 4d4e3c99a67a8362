using System.Collections.Concurrent;
using EdgeConv.Board;
using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;

namespace EdgeConv.Studio.Board;

/// <summary>
/// The studio's one connection to a board, which all pages share. A thread of its own owns the line; requests wait in a queue until it does
/// their work. If the line is lost, it is opened again until it works, or the user disconnects.
/// </summary>
internal sealed class BoardDesk : IDisposable
{
    private const int MaxQueue = 32, RetryMilliseconds = 1000, IdleMilliseconds = 50, CloseMilliseconds = 8000;

    // A page may be reloaded, so the board streams this long without any.
    private const int MaxMillisecondsWithoutPages = 5000;

    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(30), s_limit = TimeSpan.FromSeconds(20);

    private readonly object _lock = new();
    private readonly BlockingCollection<Work> _queue = new(MaxQueue);
    private readonly ModelJudge _judge;
    private readonly KnownModels _models = new();
    private readonly Thread _thread;
    private volatile bool _isClosed;
    private BoardState _state = new();
    private Goal? _goal;

    /// <summary>Starts the thread, which waits for a board.</summary>
    public BoardDesk()
    {
        _judge = new ModelJudge(Pages);
        Pages.Set("state", _state);
        _thread = new Thread(Run) { IsBackground = true, Name = "board" };
        _thread.Start();
    }

    /// <summary>The pages that follow the board.</summary>
    public BoardPages Pages { get; } = new();

    /// <summary>The newest state.</summary>
    public BoardState State
    {
        get
        {
            lock (_lock) return _state;
        }
    }

    /// <summary>Connects to a board; an earlier connection ends.</summary>
    /// <exception cref="UserException">The board does not answer, or its line cannot be opened.</exception>
    public async Task Connect(BoardTarget target)
    {
        var goal = new Goal(target);
        Replace(goal);
        try
        {
            await goal.First.Task.WaitAsync(s_connect);
        }
        catch (TimeoutException)
        {
            Drop(goal);
            throw new UserException($"{target.Address}: the board does not answer");
        }
    }

    /// <summary>Ends the connection.</summary>
    public void Disconnect() => Replace(null);

    /// <summary>Unplugs the sensor of the virtual board, or plugs it in again.</summary>
    /// <exception cref="UserException">The board is not virtual, or has no sensor.</exception>
    public void Unplug(bool isUnplugged)
    {
        lock (_lock)
        {
            if (_goal?.Target.Sensor is not { } sensor)
                throw new UserException("only the sensor of a virtual board can be unplugged here; pull the cable of a real one");
            sensor.IsUnplugged = isUnplugged;
        }
        Change(state => state with { Unplugged = isUnplugged });
    }

    /// <summary>Works with the board on its thread.</summary>
    /// <exception cref="UserException">No board is connected, it is lost meanwhile, or it is busy for too long.</exception>
    public async Task<T> Do<T>(Func<BoardTalk, T> work, bool isLong = false)
    {
        BoardState state = State;
        if (state.Connection == "none") throw new UserException("no board is connected; connect to one first");
        if (state.Connection == "connecting") throw new UserException("the studio is still connecting to the board; try again soon");
        if (state.Connection == "lost") throw Lost();
        if (state.Connection == "busy") throw Occupied();
        var waiting = new Work(talk => work(talk)!);
        if (!_queue.TryAdd(waiting)) throw Occupied();
        try
        {
            // Long work may take its time once it has begun.
            if (isLong) await waiting.Begun.Task.WaitAsync(s_limit);
            return (T)await (isLong ? waiting.Done.Task : waiting.Done.Task.WaitAsync(s_limit));
        }
        catch (TimeoutException)
        {
            waiting.Done.TrySetCanceled();
            throw Occupied();
        }
    }

    /// <summary>Begins to send a model to the board; <see cref="BoardState.Load"/> tells how it goes.</summary>
    /// <exception cref="UserException">No board is connected, or a model is on its way already.</exception>
    public void BeginLoad(UploadedModel model)
    {
        if (State.Connection == "none") throw new UserException("no board is connected; connect to one first");
        lock (_lock)
        {
            if (_state.Load is { IsOver: false }) throw new UserException("a model is being loaded already; wait until it is there");
            Set(_state with { Load = new LoadProgress(model.Stem, "packing") });
        }
        Task.Run(() => Load(model));
    }

    /// <summary>Ends the connection and the thread; the board's setting `stream` is restored.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        Replace(null);
        _thread.Join(CloseMilliseconds);
        _judge.Dispose();
    }

    private static UserException Occupied() => new("the board is busy with an earlier request; try again when it is done");

    private UserException Lost() => new($"the board is not connected: {State.Message}; the studio tries again by itself");

    private async Task Load(UploadedModel model)
    {
        string name = model.Stem;
        try
        {
            SlotsPacket slots = await Do(talk => talk.Slots());
            LoadableModel packed = model.Named(() => LoadableModel.Of(model.Name, model.Data, slots.RamBudget, slots.MaxBytes,
                (what, fraction) => Progress(new LoadProgress(name, "packing", (int)(100 * fraction), 100, what))));
            await Do(talk =>
            {
                talk.Load(name, packed, Progress);
                return true;
            }, isLong: true);
        }
        catch (Exception failure)
        {
            (_, string reason) = Requests.Refused.Of(failure);
            Progress(new LoadProgress(name, "failed", Text: Printable.Text(reason, 400)));
        }
    }

    private void Progress(LoadProgress progress) => Change(state => state with { Load = progress });

    private void Change(Func<BoardState, BoardState> change)
    {
        lock (_lock) Set(change(_state));
    }

    private void Set(BoardState state)
    {
        _state = state with { Revision = _state.Revision + 1 };
        Pages.Set("state", _state);
    }

    private void Replace(Goal? goal)
    {
        lock (_lock)
        {
            _goal?.Stop.Cancel();
            _goal = goal;
            FailQueue(new UserException("another board was chosen meanwhile"));
            Set(goal is null ? new BoardState() : new BoardState
            {
                Connection = "connecting", Address = goal.Target.Address, Sensor = goal.Target.SensorName,
                Unplugged = goal.Target.Sensor?.IsUnplugged,
            });
        }
    }

    // Gives up a board that has never answered, unless the user has chosen another one meanwhile.
    private void Drop(Goal goal)
    {
        lock (_lock)
            if (_goal == goal) Replace(null);
    }

    private void Run()
    {
        while (!_isClosed)
        {
            Goal? goal;
            lock (_lock) goal = _goal;
            if (goal is null)
            {
                if (_queue.TryTake(out Work? work, IdleMilliseconds)) work.Fail(new UserException("no board is connected"));
                continue;
            }
            try
            {
                Talk(goal);
                if (goal.Stop.IsCancellationRequested) Pages.Forget();
            }
            catch (UserException failure)
            {
                Lose(goal, failure);
            }
            catch (Exception failure)
            {
                // A fault of the studio itself must not end the thread.
                Lose(goal, new UserException($"unexpected {failure.GetType().Name}: {Printable.Text(failure.Message, 300)}"));
            }
        }
    }

    // Opens a line and works with it until it ends with a restart of the board, or the user wants another board.
    private void Talk(Goal goal)
    {
        using BoardLine line = goal.Target.Open();
        using var talk = new BoardTalk(goal.Target, line, Pages, _judge, _models, change => ChangeOf(goal, change), goal.Stop.Token)
        {
            Carried = goal.Carried,
        };
        goal.Carried = [];
        talk.Refresh();
        goal.First.TrySetResult();
        while (!goal.Stop.IsCancellationRequested && !talk.HasEnded)
        {
            if (_queue.TryTake(out Work? work)) work.Run(talk);
            else talk.Tick(Pages.MillisecondsWithout < MaxMillisecondsWithoutPages);
        }
        goal.Carried = talk.Carried;
    }

    private void ChangeOf(Goal goal, Func<BoardState, BoardState> change)
    {
        lock (_lock)
            if (_goal == goal) Set(change(_state));
    }

    private void Lose(Goal goal, UserException failure)
    {
        if (goal.Stop.IsCancellationRequested) return;
        if (!goal.First.Task.IsCompleted)
        {
            Drop(goal);
            goal.First.TrySetException(failure);
            return;
        }
        string message = Printable.Text(failure.Message, 300);
        ChangeOf(goal, state => state with { Connection = "lost", Message = message });
        FailQueue(Lost());
        goal.Stop.Token.WaitHandle.WaitOne(RetryMilliseconds);
    }

    private void FailQueue(UserException failure)
    {
        while (_queue.TryTake(out Work? work)) work.Fail(failure);
    }

    /// <summary>A board that the user wants, until the user wants another or none.</summary>
    private sealed class Goal(BoardTarget target)
    {
        public BoardTarget Target => target;

        public CancellationTokenSource Stop { get; } = new();

        /// <summary>Ends with the first connection, or with the reason why there is none.</summary>
        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Dictionary<string, string> Carried { get; set; } = [];
    }

    /// <summary>A request that waits for the board's thread.</summary>
    private sealed class Work(Func<BoardTalk, object> work)
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<object> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Run(BoardTalk talk)
        {
            if (Done.Task.IsCompleted) return;
            Begun.TrySetResult();
            try
            {
                Done.TrySetResult(work(talk));
            }
            catch (RefusedException refusal)
            {
                Done.TrySetException(refusal);
            }
            catch (Exception failure)
            {
                Done.TrySetException(failure);
                // The line may be lost: asking shows it.
                if (!talk.HasEnded) talk.Check();
            }
        }

        public void Fail(Exception failure)
        {
            Begun.TrySetResult();
            Done.TrySetException(failure);
        }
    }
}
