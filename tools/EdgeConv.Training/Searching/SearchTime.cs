namespace EdgeConv.Training.Searching;

/// <summary>
/// When a search must end, so that the training of the network that it found ends at most a minute after the time that was given, as far
/// as the trainings of the search show how long it takes.
/// </summary>
public static class SearchTime
{
    // The network that was found learns from the quarter of the recordings too that the search kept aside.
    private const double Longer = 4.0 / 3;

    // The part of the minute in which frames are read, instructions counted and files written.
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(10);

    /// <summary>Returns when the search must end, from its start. At least half of the time is for the search.</summary>
    /// <param name="given">The time that was given.</param>
    /// <param name="longest">Time of the longest full training so far.</param>
    /// <param name="trainings">Number of trainings of the network that is found, at least 1.</param>
    public static TimeSpan End(TimeSpan given, TimeSpan longest, int trainings)
    {
        TimeSpan end = given + TimeSpan.FromMinutes(1) - s_rest - trainings * Longer * longest;
        return end > given ? given : end < given / 2 ? given / 2 : end;
    }
}
