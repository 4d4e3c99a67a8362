using System.Collections.Concurrent;
using EdgeConv.Training.Data;

namespace EdgeConv.Training.Evaluating;

/// <summary>What a model predicts for labelled frames.</summary>
/// <param name="Classes">Names of the model's classes; labels and predictions are indices into them.</param>
/// <param name="Samples">The frames.</param>
/// <param name="Labels">Class of each frame.</param>
/// <param name="Predicted">Class of each frame that the model predicts: the index of its largest output, the first of equal ones.</param>
/// <param name="Loss">Mean cross entropy: the mean of -ln of the probability that the model gives to the right class.</param>
public sealed record Evaluation(IReadOnlyList<string> Classes, Sample[] Samples, int[] Labels, int[] Predicted, double Loss)
{
    // A probability of int8 is 0 if it is below 1/512.
    private const double MinProbability = 1.0 / 512;

    /// <summary>Number of frames whose class the model predicts.</summary>
    public int Right => Labels.Zip(Predicted).Count(pair => pair.First == pair.Second);

    /// <summary>Fraction of frames whose class the model predicts, 0 to 1.</summary>
    public double Accuracy => Right / (double)Samples.Length;

    /// <summary>Evaluates a model on all cores.</summary>
    /// <param name="classes">Names of the model's classes.</param>
    /// <param name="samples">The frames, at least one.</param>
    /// <param name="labels">Class of each frame, an index into <paramref name="classes"/>.</param>
    /// <param name="create">
    /// Makes a function that runs the model on a frame and returns a real value per class. Each runs on one thread at a time.
    /// </param>
    /// <param name="areProbabilities">Whether the values are probabilities; otherwise a softmax makes them such.</param>
    /// <param name="progress">Called with the fraction that is done, 0 to 1; may be null.</param>
    public static Evaluation Of(IReadOnlyList<string> classes, Sample[] samples, int[] labels, Func<Func<Sample, double[]>> create,
        bool areProbabilities, Action<double>? progress)
    {
        int[] predicted = new int[samples.Length];
        double[] losses = new double[samples.Length];
        int done = 0, part = Math.Max(1, samples.Length / 100);
        ConcurrentBag<Func<Sample, double[]>> free = [];
        Parallel.For(0, samples.Length, i =>
        {
            Func<Sample, double[]> run = free.TryTake(out Func<Sample, double[]>? used) ? used : create();
            double[] values = run(samples[i]);
            free.Add(run);
            predicted[i] = Array.IndexOf(values, values.Max());
            losses[i] = -Math.Log(Math.Max(MinProbability, areProbabilities ? values[labels[i]] : Softmax(values, labels[i])));
            int count = Interlocked.Increment(ref done);
            if (count % part == 0) progress?.Invoke(count / (double)samples.Length);
        });
        // Summed in the frames' order, so that the result does not depend on the threads.
        return new(classes, samples, labels, predicted, losses.Sum() / samples.Length);
    }

    /// <summary>Returns the number of frames for each pair [class, predicted class].</summary>
    public int[,] Confusion()
    {
        int[,] counts = new int[Classes.Count, Classes.Count];
        for (int i = 0; i < Samples.Length; i++) counts[Labels[i], Predicted[i]]++;
        return counts;
    }

    /// <summary>Returns the indices of the frames whose class the model does not predict.</summary>
    public int[] Wrong() => [.. Enumerable.Range(0, Samples.Length).Where(i => Labels[i] != Predicted[i])];

    private static double Softmax(double[] values, int index)
    {
        double max = values.Max();
        return Math.Exp(values[index] - max) / values.Sum(value => Math.Exp(value - max));
    }
}
