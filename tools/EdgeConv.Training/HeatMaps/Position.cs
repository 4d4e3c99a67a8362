namespace EdgeConv.Training.HeatMaps;

/// <summary>Where something is in a frame, in pixels: 0 is the middle of the first column or row.</summary>
/// <param name="X">Column, or null if there is nothing in the frame.</param>
/// <param name="Y">Row, or null if only the column is known.</param>
public sealed record Position(double? X, double? Y = null)
{
    /// <summary>Nothing is in the frame.</summary>
    public static readonly Position Nothing = new(null, null);

    /// <summary>Returns the distance to another position in pixels, over the axes that both have; null if one of them is nothing.</summary>
    public double? DistanceTo(Position other)
    {
        if (X is not { } x || other.X is not { } otherX) return null;
        return Y is { } y && other.Y is { } otherY ? Math.Sqrt((x - otherX) * (x - otherX) + (y - otherY) * (y - otherY))
            : Math.Abs(x - otherX);
    }

    /// <summary>Returns the position in a frame that is moved by some pixels to the right and down.</summary>
    public Position Moved(double right, double down) => new(X + right, Y + down);
}
