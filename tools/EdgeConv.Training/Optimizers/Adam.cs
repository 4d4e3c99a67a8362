using EdgeConv.Training.Layers;

namespace EdgeConv.Training.Optimizers;

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
