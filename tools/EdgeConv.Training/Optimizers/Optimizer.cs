using EdgeConv.Training.Layers;

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
    protected virtual void Begin()
    {
    }

    /// <summary>Changes one parameter.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="parameter">Values and gradients.</param>
    /// <param name="rate">The learning rate.</param>
    protected abstract void Update(int index, Parameter parameter, float rate);
}
