namespace EdgeConv.Training.Quantizing;

/// <summary>Range of real values that the int8 values of a tensor mean.</summary>
/// <param name="Min">Real value of -128, 0 or below.</param>
/// <param name="Max">Real value of 127, 0 or above.</param>
internal readonly record struct ValueRange(float Min, float Max)
{
    /// <summary>Scale and zero point of the range. The real value 0 is always one of the 256 int8 values.</summary>
    public Quantization Quantization
    {
        get
        {
            float min = Math.Min(0, Min), max = Math.Max(0, Max), scale = (float)(((double)max - min) / 255);
            // If all values are 0, any scale is correct.
            if (!float.IsNormal(scale)) return Quantization.PerTensor(1, min < 0 ? 127 : -128);
            return Quantization.PerTensor(scale,
                (int)Math.Clamp(Math.Round(-128 - min / (double)scale, MidpointRounding.AwayFromZero), -128, 127));
        }
    }

    /// <summary>Returns the smallest range that holds both ranges.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));
}
