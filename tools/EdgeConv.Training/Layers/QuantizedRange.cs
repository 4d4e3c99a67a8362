namespace EdgeConv.Training.Layers;

/// <summary>Range of real values that the int8 activations of one tensor can hold; training updates it.</summary>
public sealed class QuantizedRange
{
    private const float Momentum = 0.05f;

    // [0] minimum, [1] maximum, [2] 1 after the first observation. It is an array so that it is saved and restored with the parameters.
    private readonly float[] _state = new float[3];

    /// <summary>Values to save and restore: minimum, maximum, and 1 after the first observation.</summary>
    public float[] State => _state;

    /// <summary>Real value of one int8 step, above 0.</summary>
    public float Scale => Math.Max(_state[1] - _state[0], 1e-6f) / 255;

    /// <summary>The int8 value that means 0, from -128 to 127.</summary>
    public int ZeroPoint => (int)Math.Clamp(MathF.Round(-128 - _state[0] / Scale), -128, 127);

    /// <summary>Sets the range; it is widened to hold 0.</summary>
    public void Set(float min, float max)
    {
        _state[0] = Math.Min(0, min);
        _state[1] = Math.Max(0, max);
        _state[2] = 1;
    }

    /// <summary>Moves the range towards the range of a batch, by a moving average.</summary>
    public void Observe(float min, float max)
    {
        if (_state[2] == 0) Set(min, max);
        else Set(_state[0] + Momentum * (Math.Min(0, min) - _state[0]), _state[1] + Momentum * (Math.Max(0, max) - _state[1]));
    }
}
