namespace EdgeConv.Training.Optimizers;

/// <summary>
/// A learning rate that falls along half a cosine, after a linear rise over the first steps (Loshchilov and Hutter, SGDR, 2017).
/// </summary>
/// <param name="rate">The greatest rate.</param>
/// <param name="steps">All steps of the training, at least 1.</param>
/// <param name="warmup">Steps of the rise, 0 for none.</param>
public sealed class CosineSchedule(double rate, int steps, int warmup)
{
    /// <summary>The rate of one step, from 0.</summary>
    public double At(int step) =>
        step < warmup ? rate * (step + 1) / warmup : rate * 0.5 * (1 + Math.Cos(Math.PI * (step - warmup) / Math.Max(1, steps - warmup)));
}
