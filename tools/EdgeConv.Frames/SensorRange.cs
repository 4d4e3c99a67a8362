namespace EdgeConv.Frames;

/// <summary>Default conversion of a sensor's values to a model's input.</summary>
public static class SensorRange
{
    /// <summary>
    /// If the input's scale and zero point cover the sensor's own values, as in models trained here, they define the conversion. Otherwise
    /// the sensor's full range maps to all of int8, for example for a model whose input is 0 to 1.
    /// </summary>
    public static Preprocessor Map(Preprocessor preprocessor)
    {
        TensorInfo input = preprocessor.Input;
        double low = (-128 - input.ZeroPoint) * (double)input.Scale, high = (127 - input.ZeroPoint) * (double)input.Scale;
        double tolerance = (high - low) / 1000;
        bool holds = preprocessor.Format.Minimum >= low - tolerance && preprocessor.Format.Maximum <= high + tolerance
            && Math.Max(-low, high) <= 65536;
        bool areIntegers = Math.Abs(low - Math.Round(low)) <= tolerance && Math.Abs(high - Math.Round(high)) <= tolerance;
        return holds && areIntegers ? preprocessor.FixedRange((int)Math.Round(low), (int)Math.Round(high)) : preprocessor;
    }
}
