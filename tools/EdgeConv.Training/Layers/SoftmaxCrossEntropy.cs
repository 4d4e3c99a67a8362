namespace EdgeConv.Training.Layers;

/// <summary>
/// The loss: cross-entropy of the softmax of the scores with the right classes, each sample by the weight of its class, over the sum of the
/// weights.
/// </summary>
/// <param name="scores">[classes, N, 1, 1].</param>
/// <param name="classWeights">One per class.</param>
public sealed class SoftmaxCrossEntropy(Maps scores, float[] classWeights)
{
    /// <summary>The loss, and its gradients into the scores' gradients.</summary>
    /// <param name="labels">The right class of each sample of the batch.</param>
    /// <returns>The loss, how many samples have their greatest score at the right class, and the sum of their weights.</returns>
    public (double Loss, int Right, double Weight) Forward(ReadOnlySpan<int> labels)
    {
        int count = scores.Count, classes = scores.Channels;
        double loss = 0, total = 0;
        int right = 0;
        foreach (int label in labels) total += classWeights[label];
        for (int n = 0; n < count; n++)
        {
            double max = double.NegativeInfinity, sum = 0;
            int best = 0;
            for (int k = 0; k < classes; k++)
            {
                float score = scores.Values[k * count + n];
                if (!(score > max)) continue;
                max = score;
                best = k;
            }
            for (int k = 0; k < classes; k++) sum += Math.Exp(scores.Values[k * count + n] - max);
            double weight = classWeights[labels[n]] / total;
            for (int k = 0; k < classes; k++)
            {
                double share = Math.Exp(scores.Values[k * count + n] - max) / sum;
                scores.Gradients[k * count + n] = (float)(weight * (share - (k == labels[n] ? 1 : 0)));
            }
            loss -= weight * (scores.Values[labels[n] * count + n] - max - Math.Log(sum));
            if (best == labels[n]) right++;
        }
        return (loss, right, total);
    }
}
