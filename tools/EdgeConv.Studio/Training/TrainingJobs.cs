namespace EdgeConv.Studio.Training;

/// <summary>The trainings that the page starts, one at a time. The last one stays until the next, so a reloaded page shows it.</summary>
internal sealed class TrainingJobs : IDisposable
{
    private readonly Lock _lock = new();
    private TrainingJob? _job;

    /// <summary>The last job, or null.</summary>
    public TrainingJob? Last
    {
        get
        {
            lock (_lock) return _job;
        }
    }

    /// <summary>Starts a training.</summary>
    /// <param name="request">Options, which were checked.</param>
    /// <param name="folder">Full path of the project.</param>
    /// <exception cref="UserException">Another training is running.</exception>
    public TrainingJob Start(TrainingRequest request, string folder)
    {
        lock (_lock)
        {
            if (_job is { IsRunning: true })
                throw new UserException("a training is running, perhaps started by another page; stop it first, or wait for its end");
            return _job = new TrainingJob((_job?.Number ?? 0) + 1, request, folder, _job);
        }
    }

    /// <summary>Returns the result of a job.</summary>
    /// <param name="number">Number of the job.</param>
    /// <exception cref="UserException">It has no result, or a newer job replaced it.</exception>
    public TrainingJob WithResult(int number) => Last is { Result: not null } job && job.Number == number ? job
        : throw new UserException("there is no result of this training any more; train again");

    /// <summary>Stops a running job.</summary>
    public void Dispose() => Last?.Stop();
}
