namespace EdgeConv.Training.Quantizing;

/// <summary>The real values that int8 stands for at a tensor.</summary>
/// <param name="Min">What -128 is, 0 or below.</param>
/// <param name="Max">What 127 is, 0 or above.</param>
internal readonly record struct ValueRange(float Min, float Max)
{
    /// <summary>Scale and zero point. Zero is always one of the 256 values.</summary>
    public Quantization Quantization
    {
        get
        {
            float min = Math.Min(0, Min), max = Math.Max(0, Max), scale = (float)(((double)max - min) / 255);
            // Nothing but zeros: any scale does.
            if (!float.IsNormal(scale)) return Quantization.PerTensor(1, min < 0 ? 127 : -128);
            return Quantization.PerTensor(scale,
                (int)Math.Clamp(Math.Round(-128 - min / (double)scale, MidpointRounding.AwayFromZero), -128, 127));
        }
    }

    /// <summary>Both ranges together.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));
}
