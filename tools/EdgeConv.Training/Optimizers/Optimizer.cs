namespace EdgeConv.Training.Optimizers;

/// <summary>Changes parameters along their gradients so that the loss falls.</summary>
/// <param name="parameters">Parameters to change.</param>
/// <param name="decay">Weight decay, 0 or above: each step multiplies the weights by 1 - rate * decay (Loshchilov and Hutter, Decoupled
/// Weight Decay, 2019).</param>
public abstract class Optimizer(IReadOnlyList<Parameter> parameters, double decay)
{
    /// <summary>Changes every parameter once, by its current gradients.</summary>
    /// <param name="rate">Learning rate, 0 or above.</param>
    public void Step(double rate)
    {
        Begin();
        for (int p = 0; p < parameters.Count; p++)
        {
            Parameter parameter = parameters[p];
            if (parameter.Decays)
                for (int i = 0; i < parameter.Values.Length; i++) parameter.Values[i] -= (float)(rate * decay * parameter.Values[i]);
            Update(p, parameter, (float)rate);
        }
    }

    /// <summary>Runs once per step, before the first parameter changes.</summary>
    protected virtual void Begin() { }

    /// <summary>Changes one parameter by its gradients.</summary>
    /// <param name="index">Index of the parameter in the list that the optimizer changes.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="rate">Learning rate, 0 or above.</param>
    protected abstract void Update(int index, Parameter parameter, float rate);
}

/// <summary>Stochastic gradient descent with Nesterov's momentum (Sutskever et al., 2013).</summary>
/// <param name="parameters">Parameters to change.</param>
/// <param name="decay">Weight decay, 0 or above.</param>
public sealed class Sgd(IReadOnlyList<Parameter> parameters, double decay) : Optimizer(parameters, decay)
{
    private const float Momentum = 0.9f;

    private readonly float[][] _velocities = [.. parameters.Select(parameter => new float[parameter.Values.Length])];

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, float rate)
    {
        float[] velocity = _velocities[index], values = parameter.Values, gradients = parameter.Gradients;
        for (int i = 0; i < values.Length; i++)
        {
            velocity[i] = Momentum * velocity[i] + gradients[i];
            values[i] -= rate * (gradients[i] + Momentum * velocity[i]);
        }
    }
}

/// <summary>Adam (Kingma and Ba, 2015).</summary>
/// <param name="parameters">Parameters to change.</param>
/// <param name="decay">Weight decay, 0 or above.</param>
public sealed class Adam(IReadOnlyList<Parameter> parameters, double decay) : Optimizer(parameters, decay)
{
    private const float Beta1 = 0.9f, Beta2 = 0.999f, Epsilon = 1e-8f;

    private readonly float[][] _means = [.. parameters.Select(parameter => new float[parameter.Values.Length])];
    private readonly float[][] _squares = [.. parameters.Select(parameter => new float[parameter.Values.Length])];
    private double _bias1 = 1, _bias2 = 1;

    /// <inheritdoc/>
    protected override void Begin()
    {
        _bias1 *= Beta1;
        _bias2 *= Beta2;
    }

    /// <inheritdoc/>
    protected override void Update(int index, Parameter parameter, float rate)
    {
        float[] mean = _means[index], square = _squares[index], values = parameter.Values, gradients = parameter.Gradients;
        float step = (float)(rate / (1 - _bias1)), correction = (float)(1 / Math.Sqrt(1 - _bias2));
        for (int i = 0; i < values.Length; i++)
        {
            mean[i] += (1 - Beta1) * (gradients[i] - mean[i]);
            square[i] += (1 - Beta2) * (gradients[i] * gradients[i] - square[i]);
            values[i] -= step * mean[i] / (MathF.Sqrt(square[i]) * correction + Epsilon);
        }
    }
}

/// <summary>
/// A learning rate that falls along half a cosine, after a linear rise over the first steps (Loshchilov and Hutter, SGDR, 2017).
/// </summary>
/// <param name="rate">Maximum learning rate, reached at the end of the rise.</param>
/// <param name="steps">Number of steps in the whole training, at least 1.</param>
/// <param name="warmup">Number of steps of the rise, 0 for no rise.</param>
public sealed class CosineSchedule(double rate, int steps, int warmup)
{
    /// <summary>Returns the learning rate of a step; steps count from 0.</summary>
    public double At(int step) =>
        step < warmup ? rate * (step + 1) / warmup : rate * 0.5 * (1 + Math.Cos(Math.PI * (step - warmup) / Math.Max(1, steps - warmup)));
}
