using EdgeConv.Training.Evaluating;

namespace EdgeConv.Training.Searching;

/// <summary>How the search measures a trained network: a score that orders networks, and figures for people.</summary>
public abstract class SearchMeasure
{
    /// <summary>Returns the measure for labelled frames.</summary>
    public static SearchMeasure For(DataSet data) => data.HasPositions ? new PositionMeasure(data.Shape) : new ClassMeasure();

    /// <summary>Sentence about the height of a point in the report's picture.</summary>
    public abstract string Explanation { get; }

    /// <summary>Error of a network whose score is 0, in the unit of <see cref="Tick"/>; the error of a score of 1 is 0.</summary>
    internal abstract double MaxError { get; }

    /// <summary>Headings of <see cref="Cells"/> in a table.</summary>
    public abstract IReadOnlyList<string> Headings { get; }

    /// <summary>Returns the figures for a row of a table.</summary>
    public abstract IReadOnlyList<string> Cells(SearchFigures figures);

    /// <summary>Returns the figures in words: "97.5 %" or "median 0.31, 95 % within 1.20 pixels".</summary>
    public abstract string Text(SearchFigures figures);

    /// <summary>Returns what a test found.</summary>
    /// <param name="test">The test; it has frames.</param>
    /// <param name="isInt8">Whether to take the int8 model, not the network in floating point.</param>
    internal abstract SearchFigures Of(TestResult test, bool isInt8);

    /// <summary>Returns the text of an error at the picture's axis.</summary>
    /// <param name="error">Error, 0 to <see cref="MaxError"/>.</param>
    internal abstract string Tick(double error);

    /// <summary>Networks for classes: the score is the accuracy.</summary>
    private sealed class ClassMeasure : SearchMeasure
    {
        public override string Explanation => "Its height is the accuracy.";

        internal override double MaxError => 100;

        public override IReadOnlyList<string> Headings => ["validation"];

        public override IReadOnlyList<string> Cells(SearchFigures figures) => [Text(figures)];

        public override string Text(SearchFigures figures) => $"{100 * figures.Score:0.0} %";

        internal override SearchFigures Of(TestResult test, bool isInt8) =>
            new(isInt8 ? test.Int8Accuracy : test.FloatAccuracy, test.Samples.Length);

        internal override string Tick(double error) => $"{100 - error:0.#} %";
    }

    /// <summary>
    /// Networks for positions: the score is 1 less the mean error, as a fraction of an eighth of the frame's longer side. No frame counts
    /// more than this eighth, and a missed or false frame counts so much. The one figure thus holds both how far positions are off and how
    /// often nothing is right, and does not depend on the size of the network's map.
    /// </summary>
    /// <param name="frame">Shape of the frames, HWC.</param>
    private sealed class PositionMeasure(FrameShape frame) : SearchMeasure
    {
        public override string Explanation => "Its height is the mean error of the position. An error above " +
            $"{PositionErrors.Text(MaxError)}, or a frame that is missed or false, counts as {MaxError:0.##}.";

        internal override double MaxError { get; } = Math.Max(frame.Height, frame.Width) / 8.0;

        public override IReadOnlyList<string> Headings => ["median px", "95 % px", "missed or false"];

        public override IReadOnlyList<string> Cells(SearchFigures figures) =>
            [$"{figures.Median:0.00}", $"{figures.Percentile95:0.00}", Lost(figures)];

        public override string Text(SearchFigures figures) =>
            $"median {figures.Median:0.00}, 95 % within {figures.Percentile95:0.00} pixels, {Lost(figures)} missed or false";

        internal override SearchFigures Of(TestResult test, bool isInt8)
        {
            PositionErrors errors = (isInt8 ? test.Int8Places : test.FloatPlaces)!;
            return new(1 - errors.MeanUpTo(MaxError) / MaxError, test.Samples.Length)
            {
                Median = errors.Median,
                Percentile95 = errors.Percentile95,
                Lost = errors.Missed + errors.Invented,
            };
        }

        internal override string Tick(double error) => $"{error:0.##} px";

        private static string Lost(SearchFigures figures) => $"{100.0 * figures.Lost / Math.Max(1, figures.Frames):0.0} %";
    }
}
