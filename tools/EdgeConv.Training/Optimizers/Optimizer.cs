namespace EdgeConv.Training.Optimizers;

/// <summary>Changes parameters by their gradients.</summary>
/// <param name="parameters">What it changes.</param>
/// <param name="decay">How far a step at rate 1 pulls weights towards 0, beside the gradients (Loshchilov and Hutter, Decoupled Weight
/// Decay, 2019).</param>
public abstract class Optimizer(IReadOnlyList<Parameter> parameters, double decay)
{
    /// <summary>One step.</summary>
    /// <param name="rate">The learning rate.</param>
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

    /// <summary>Called once a step.</summary>
    protected virtual void Begin() { }

    /// <summary>Changes one parameter.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="parameter">Values and gradients.</param>
    /// <param name="rate">The learning rate.</param>
    protected abstract void Update(int index, Parameter parameter, float rate);
}

/// <summary>Stochastic gradient descent with Nesterov's momentum (Sutskever et al., 2013).</summary>
/// <param name="parameters">What it changes.</param>
/// <param name="decay">Weight decay.</param>
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
/// <param name="parameters">What it changes.</param>
/// <param name="decay">Weight decay.</param>
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
/// <param name="rate">The greatest rate.</param>
/// <param name="steps">All steps of the training, at least 1.</param>
/// <param name="warmup">Steps of the rise, 0 for none.</param>
public sealed class CosineSchedule(double rate, int steps, int warmup)
{
    /// <summary>The rate of one step, from 0.</summary>
    public double At(int step) =>
        step < warmup ? rate * (step + 1) / warmup : rate * 0.5 * (1 + Math.Cos(Math.PI * (step - warmup) / Math.Max(1, steps - warmup)));
}
