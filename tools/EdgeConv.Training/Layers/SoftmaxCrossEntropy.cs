namespace EdgeConv.Training.Layers;

/// <summary>
/// Loss of training: the mean cross-entropy between the softmax of the scores and the correct classes, where each sample counts by the
/// weight of its class.
/// </summary>
/// <param name="scores">Scores of the network, [classes, N, 1, 1].</param>
/// <param name="classWeights">Weight of each class, above 0.</param>
public sealed class SoftmaxCrossEntropy(Maps scores, float[] classWeights)
{
    /// <summary>Computes the loss and writes its gradients to the gradients of the scores.</summary>
    /// <param name="labels">Correct class of each sample in the batch, N of them.</param>
    /// <returns>Loss, number of samples whose highest score is at the correct class, and sum of all samples' weights.</returns>
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
