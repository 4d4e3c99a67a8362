using EdgeConv.Training.Networks;

namespace EdgeConv.Training;

/// <summary>
/// A larger network, already trained, whose scores another network learns to give (Hinton, Vinyals and Dean, Distilling the Knowledge in a
/// Neural Network, 2015). It gets each frame as augmentation changed it, so its scores fit the changed frame.
/// </summary>
/// <param name="teacher">The larger network.</param>
/// <param name="learner">The network that learns.</param>
/// <param name="classWeights">Weight of each class in the loss, above 0.</param>
internal sealed class Teacher(Network teacher, Network learner, float[] classWeights)
{
    // A higher temperature shows more of how the teacher orders the wrong classes.
    private const double Temperature = 4;

    // The part of the gradients that comes from the teacher; the rest comes from the labels.
    private const double Share = 0.7;

    /// <summary>Adds the teacher's part to the gradients of the scores; call it after the loss has written them.</summary>
    /// <param name="labels">Correct class of each frame of the batch.</param>
    public void Teach(ReadOnlySpan<int> labels)
    {
        int count = labels.Length, classes = learner.Scores.Channels;
        teacher.Input.Resize(count);
        learner.Input.All.CopyTo(teacher.Input.All);
        teacher.Forward(training: false);
        Span<double> given = stackalloc double[classes], wanted = stackalloc double[classes];
        double total = 0;
        foreach (int label in labels) total += classWeights[label];
        for (int n = 0; n < count; n++)
        {
            Soften(learner.Scores, n, given);
            Soften(teacher.Scores, n, wanted);
            // The gradients of softened scores shrink with the square of the temperature, so the loss is multiplied by it. The derivative
            // of the softened softmax divides by the temperature once, so one factor is left.
            double scale = Temperature * classWeights[labels[n]] / total;
            for (int k = 0; k < classes; k++)
            {
                ref float gradient = ref learner.Scores.Gradients[k * count + n];
                gradient = (float)((1 - Share) * gradient + Share * scale * (given[k] - wanted[k]));
            }
        }
    }

    // Writes the softmax of a frame's scores at the temperature.
    private static void Soften(Maps scores, int n, Span<double> shares)
    {
        double max = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < shares.Length; k++) max = Math.Max(max, scores.Values[k * scores.Count + n]);
        for (int k = 0; k < shares.Length; k++)
        {
            shares[k] = Math.Exp((scores.Values[k * scores.Count + n] - max) / Temperature);
            sum += shares[k];
        }
        for (int k = 0; k < shares.Length; k++) shares[k] /= sum;
    }
}
