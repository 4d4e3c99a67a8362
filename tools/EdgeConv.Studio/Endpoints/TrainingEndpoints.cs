using System.Runtime.InteropServices;
using EdgeConv.Studio.Data;
using EdgeConv.Studio.Training;
using EdgeConv.Training;
using EdgeConv.Training.Networks;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Trains on the frames of a project, and tries, saves and returns the trained model.</summary>
/// <param name="data">Folder of the data.</param>
/// <param name="jobs">The trainings.</param>
internal sealed class TrainingEndpoints(DataFolder data, TrainingJobs jobs)
{
    private const int MaxMistakes = 60, MaxEpochs = 20_000;
    private const string Stem = "model";

    public object Start(TrainingRequest request, CancellationToken cancellation)
    {
        request.Check();
        ProjectFolder project = data.Open(request.Project);
        if (Readiness.Problem(project, project.Classes()) is { } problem) throw new UserException(problem);
        return new { job = jobs.Start(request, project.Path).Number };
    }

    public object Stop(StopRequest request, CancellationToken cancellation)
    {
        if (jobs.Last is { } job && job.Number == request.Job) job.Stop();
        return new { };
    }

    /// <summary>Returns the state of the last training, and its epochs from an index on.</summary>
    public object State(IQueryCollection query)
    {
        int since = DataEndpoints.Number(query, "since", 0, MaxEpochs);
        if (jobs.Last is not { } job) return new { job = 0, presets = Preset.Names };
        (JobState state, string? failure, Epoch[] epochs) = job.Since(since);
        return new
        {
            job = job.Number, state = state.ToString().ToLowerInvariant(), failure, presets = Preset.Names,
            project = job.Request.Project, command = job.Request.Command(job.Folder),
            epochs = epochs.Select(epoch => new
            {
                number = epoch.Number, of = epoch.Of, isFineTuning = epoch.IsFineTuning, loss = epoch.Loss, accuracy = epoch.Accuracy,
                validation = epoch.Validation,
            }),
        };
    }

    public object Result(IQueryCollection query)
    {
        TrainingResult result = ResultOf(query);
        int classes = result.Classes.Length;
        return new
        {
            name = result.Title, classes = result.Classes, shape = DataEndpoints.Shape(result.Shape), network = result.Network,
            accuracy = result.Accuracy, floatAccuracy = result.FloatAccuracy, testFrames = result.TestFrames, input = result.Input,
            confusion = Enumerable.Range(0, classes).Select(row =>
                Enumerable.Range(0, classes).Select(column => result.Confusion[row, column])),
            mistakes = result.Mistakes.Count(mistake => mistake.IsTest), learned = result.Mistakes.Count(mistake => !mistake.IsTest),
            notes = result.Notes, cost = Cost(result.Profile),
        };
    }

    /// <summary>
    /// Returns some misclassified frames with their pictures; those that were moved or deleted in the meantime have none.
    /// </summary>
    public object Mistakes(IQueryCollection query)
    {
        TrainingJob job = jobs.WithResult(DataEndpoints.Number(query, "job", 1, int.MaxValue));
        int from = DataEndpoints.Number(query, "from", 0, int.MaxValue), count = DataEndpoints.Number(query, "count", 1, MaxMistakes);
        ProjectFolder project = data.Open(job.Request.Project);
        Mistake[] shown = [.. job.Result!.Mistakes.Skip(from).Take(count)];
        string?[] paths = [.. shown.Select(mistake => project.FindRelative(mistake.Path))];
        Queue<object?> pictures = new(Thumbnails.Of([.. paths.OfType<string>()]));
        return new
        {
            total = job.Result.Mistakes.Count,
            mistakes = shown.Zip(paths, (mistake, path) => new
            {
                file = mistake.Path.Split('/')[^1], frame = mistake.Frame, label = mistake.Label, predicted = mistake.Predicted,
                isTest = mistake.IsTest,
                picture = path is null ? null : pictures.Dequeue(),
            }).ToArray(),
        };
    }

    public object Try(TryRequest request, CancellationToken cancellation)
    {
        TrainingResult result = jobs.WithResult(request.Job).Result!;
        return new { shares = result.Try(MemoryMarshal.Cast<byte, short>(request.Values).ToArray()) };
    }

    /// <summary>Returns a file of the trained model: .json, .tflite or .labels.txt.</summary>
    public object File(IQueryCollection query)
    {
        TrainingResult result = ResultOf(query);
        string ending = query["ending"].ToString();
        return result.Files.TryGetValue(ending, out byte[]? file) ? new { name = result.Title + ending, data = file }
            : throw new ModelException($"ending must be one of {string.Join(", ", result.Files.Keys)}");
    }

    public object Save(SaveRequest request, CancellationToken cancellation)
    {
        TrainingJob job = jobs.WithResult(request.Job);
        ProjectFolder project = data.Open(job.Request.Project);
        lock (data.Changes)
            SafeFile.WriteAll("--data", project.Path, job.Result!.Files.Select(file => (Stem + file.Key, file.Value)));
        return new { folder = project.Path, files = job.Result.Files.Keys.Select(ending => Stem + ending) };
    }

    private TrainingResult ResultOf(IQueryCollection query) =>
        jobs.WithResult(DataEndpoints.Number(query, "job", 1, int.MaxValue)).Result!;

    private static object? Cost(ProfileReport? profile) => profile is null ? null : new
    {
        engine = profile.Engine, macs = profile.Macs, instructions = profile.Instructions, needed = profile.NeededBytes,
        flash = profile.FlashBytes,
        boards = profile.Boards.Select(board => new
        {
            board = board.Board, min = board.Milliseconds ?? board.MinMilliseconds, max = board.Milliseconds ?? board.MaxMilliseconds,
            measured = board.Measured, fits = board.Fits, verdict = board.Verdict,
        }),
    };
}
