namespace EdgeConv.Hardware.Boards;

/// <summary>A number of a data sheet or a measurement: one value, or a range where it is not known better.</summary>
/// <param name="Source">Where it comes from.</param>
/// <param name="Value">The value, or null where there is a range.</param>
/// <param name="Low">The least it can be, or null.</param>
/// <param name="High">The most it can be, or null.</param>
public sealed record Figure(string Source, double? Value = null, double? Low = null, double? High = null)
{
    /// <summary>What can be counted on.</summary>
    public double Min => Value ?? Low!.Value;

    /// <summary>What it is at best.</summary>
    public double Max => Value ?? High!.Value;

    /// <summary>True where it says one thing: a positive value, or a range whose ends are in order.</summary>
    public bool IsSound => Source.Length > 0 && (Value is > 0 ? Low is null && High is null : Value is null && Low > 0 && Low <= High);
}
