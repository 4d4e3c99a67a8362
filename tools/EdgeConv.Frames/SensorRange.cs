namespace EdgeConv.Frames;

/// <summary>How a sensor's values become a model's input where nothing else is said.</summary>
public static class SensorRange
{
    /// <summary>
    /// Where the input's scale and zero point hold the sensor's own values, as those of trained models do, these map them. Else the
    /// sensor's whole range goes to the whole of int8: a model whose input is scaled to 0..1, or a sensor that gives more than the model
    /// learned from.
    /// </summary>
    public static Preprocessor Map(Preprocessor preprocessor)
    {
        TensorInfo input = preprocessor.Input;
        double low = (-128 - input.ZeroPoint) * (double)input.Scale, high = (127 - input.ZeroPoint) * (double)input.Scale;
        double whole = (high - low) / 1000;
        bool holds = preprocessor.Format.Minimum >= low - whole && preprocessor.Format.Maximum <= high + whole
            && Math.Max(-low, high) <= 65536;
        bool areWhole = Math.Abs(low - Math.Round(low)) <= whole && Math.Abs(high - Math.Round(high)) <= whole;
        return holds && areWhole ? preprocessor.FixedRange((int)Math.Round(low), (int)Math.Round(high)) : preprocessor;
    }
}
