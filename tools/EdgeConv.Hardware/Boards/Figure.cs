namespace EdgeConv.Hardware.Boards;

/// <summary>A number from a data sheet or a measurement: one value, or a range if the value is not known exactly.</summary>
/// <param name="Source">Source of the number.</param>
/// <param name="Value">The value, or null for a range.</param>
/// <param name="Low">Lower end of the range, or null.</param>
/// <param name="High">Upper end of the range, or null.</param>
public sealed record Figure(string Source, double? Value = null, double? Low = null, double? High = null)
{
    /// <summary>The value, or the lower end of the range.</summary>
    public double Min => Value ?? Low!.Value;

    /// <summary>The value, or the upper end of the range.</summary>
    public double Max => Value ?? High!.Value;

    /// <summary>Whether the figure has a source and is a positive value, or a positive range whose ends are in order.</summary>
    public bool IsSound => Source.Length > 0 && (Value is > 0 ? Low is null && High is null : Value is null && Low > 0 && Low <= High);
}
