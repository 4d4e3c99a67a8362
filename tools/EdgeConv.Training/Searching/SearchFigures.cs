namespace EdgeConv.Training.Searching;

/// <summary>How well a network does on the frames that the search keeps aside, by its <see cref="SearchMeasure"/>.</summary>
/// <param name="Score">What orders the networks, 0 to 1: the accuracy, or for positions what the measure says.</param>
/// <param name="Frames">Number of the frames, those of several trainings together; 0 if the network could not be trained.</param>
public sealed record SearchFigures(double Score, int Frames)
{
    /// <summary>Figures of a network that was not trained, or could not be.</summary>
    public static readonly SearchFigures None = new(0, 0);

    /// <summary>Median error of the position in pixels; 0 for classes.</summary>
    public double Median { get; init; }

    /// <summary>Error in pixels that 95 % of the frames do not exceed; 0 for classes.</summary>
    public double Percentile95 { get; init; }

    /// <summary>Number of frames in which a thing was missed, or found where nothing is; 0 for classes.</summary>
    public int Lost { get; init; }

    /// <summary>
    /// The score less its standard error: what the network reaches for certain. A score is a mean of values of 0 to 1, so their variance
    /// is at most score * (1 - score), as it is for an accuracy.
    /// </summary>
    internal double Certain => Score - Math.Sqrt((Score * (1 - Score) + 0.001) / Math.Max(1, Frames));

    /// <summary>Returns the mean of these figures and those of another training, each weighted by its frames.</summary>
    internal SearchFigures With(SearchFigures other)
    {
        double Mean(double mine, double others) => (mine * Frames + others * other.Frames) / (Frames + other.Frames);
        return new(Mean(Score, other.Score), Frames + other.Frames)
        {
            Median = Mean(Median, other.Median),
            Percentile95 = Mean(Percentile95, other.Percentile95),
            Lost = Lost + other.Lost,
        };
    }
}
