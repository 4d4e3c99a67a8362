using EdgeConv.Compiler.Json;
using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Networks;
using EdgeConv.Training.Report;

namespace EdgeConv.Studio.Training;

/// <summary>State of a training.</summary>
internal enum JobState
{
    /// <summary>It reads the frames.</summary>
    Reading,

    /// <summary>It trains.</summary>
    Training,

    /// <summary>It counts what the model costs on boards.</summary>
    Counting,

    /// <summary>It has a result.</summary>
    Done,

    /// <summary>The user stopped it.</summary>
    Stopped,

    /// <summary>It failed.</summary>
    Failed,
}

/// <summary>One training on a thread of its own. It runs as `edgeconv train` does, so both give the same model.</summary>
internal sealed class TrainingJob
{
    // As the options --test and --validation by default.
    private const double Test = 0.2, Validation = 0.1;

    private readonly Lock _lock = new();
    private readonly List<Epoch> _epochs = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private JobState _state = JobState.Reading;
    private string? _failure;
    private TrainingResult? _result;

    /// <summary>Starts a training.</summary>
    /// <param name="number">Number of the job, from 1.</param>
    /// <param name="request">Options, which were checked.</param>
    /// <param name="folder">Full path of the project.</param>
    /// <param name="before">The job before, whose thread ends first; may be null.</param>
    public TrainingJob(int number, TrainingRequest request, string folder, TrainingJob? before)
    {
        (Number, Request, Folder) = (number, request, folder);
        // A lower priority keeps the page fast.
        _thread = new Thread(() => Run(before)) { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "training" };
        _thread.Start();
    }

    public int Number { get; }

    public TrainingRequest Request { get; }

    public string Folder { get; }

    /// <summary>Whether it has not ended and was not stopped.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lock) return _state < JobState.Done;
        }
    }

    public TrainingResult? Result
    {
        get
        {
            lock (_lock) return _result;
        }
    }

    /// <summary>Returns the state, the error of a job that failed, and the epochs from an index on.</summary>
    public (JobState State, string? Failure, Epoch[] Epochs) Since(int epoch)
    {
        lock (_lock) return (_state, _failure, [.. _epochs.Skip(epoch)]);
    }

    /// <summary>Stops the job; its thread ends a little later.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_state >= JobState.Done) return;
            _state = JobState.Stopped;
        }
        _stop.Cancel();
    }

    private void Run(TrainingJob? before)
    {
        before?._thread.Join();
        FilesInUse.Begin();
        try
        {
            TrainingResult result = Train();
            End(JobState.Done, null, result);
        }
        catch (OperationCanceledException)
        {
            End(JobState.Stopped, null, null);
        }
        catch (OutOfMemoryException)
        {
            End(JobState.Failed, "the training needs more memory than this computer has free; choose a smaller size of the frames", null);
        }
        catch (Exception failure)
        {
            End(JobState.Failed, Printable.Text(Refused.Of(failure).Reason, 2000), null);
        }
    }

    // The same steps as TrainCommand's.
    private TrainingResult Train()
    {
        (byte[]? file, string name) = Request.File is { } own ? (own, TrainingRequest.OwnNetwork)
            : Request.Network is { } preset ? (Preset.File(preset), preset) : (null, "");
        DataSet frames = DataReader.Read(Folder, new DataOptions
        {
            Shape = Request.FrameShape
                ?? (Request.File is null ? null : ModelFile.Named(name, () => NetworkReader.ShapeOf(file!))),
            Cancellation = _stop.Token,
        });
        if (file is null) (name, file) = (Preset.For(frames.Shape), Preset.File(Preset.For(frames.Shape)));
        TrainingOptions options = new()
        {
            Epochs = Request.Epochs, Seed = Request.Seed, Augmentation = Augmentation.For(frames.Kind),
        };
        Enter(JobState.Training);
        TrainingRun run = new(frames, file, frames.Title, options, Test, Validation) { OnEpoch = (_, _, epoch) => Add(epoch) };
        return ModelFile.Named(name, () =>
        {
            (TrainedModel model, IReadOnlyList<(SplitPlan, int, TestResult)> results) =
                run.Run([new SplitPlan("stratified")], 1, _stop.Token);
            Enter(JobState.Counting);
            return new TrainingResult(new TrainingReport(frames, name, model, results), _stop.Token);
        });
    }

    private void Add(Epoch epoch)
    {
        lock (_lock) _epochs.Add(epoch);
    }

    private void Enter(JobState state)
    {
        _stop.Token.ThrowIfCancellationRequested();
        lock (_lock)
            if (_state < JobState.Done) _state = state;
    }

    // A job that was stopped in the meantime stays stopped.
    private void End(JobState state, string? failure, TrainingResult? result)
    {
        lock (_lock)
        {
            if (_state >= JobState.Done) return;
            (_state, _failure, _result) = (state, failure, result);
        }
    }
}
