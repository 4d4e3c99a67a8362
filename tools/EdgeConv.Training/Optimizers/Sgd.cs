using EdgeConv.Training.Layers;

namespace EdgeConv.Training.Optimizers;

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
