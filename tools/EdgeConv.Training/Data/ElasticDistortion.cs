namespace EdgeConv.Training.Data;

/// <summary>
/// Random movement of the parts of a frame against each other: points of a coarse grid move, and the cells between them follow (a coarse
/// form of the elastic distortions of Simard, Steinkraus and Platt, Best Practices for Convolutional Neural Networks, 2003).
/// </summary>
internal sealed class ElasticDistortion
{
    // Points of the grid along each side of the frame. Two neighbors that move by an eighth of the frame towards each other meet.
    private const int Points = 5;

    private readonly FrameShape _shape;
    private readonly (double Down, double Right)[] _moves = new (double, double)[Points * Points];

    /// <summary>Draws how far each point moves.</summary>
    /// <param name="shape">Shape of the frame, HWC.</param>
    /// <param name="max">Maximum distance along rows and along columns, as a fraction of the frame's size.</param>
    /// <param name="random">Source of every choice.</param>
    public ElasticDistortion(FrameShape shape, double max, Random random)
    {
        _shape = shape;
        double Draw(int size) => (2 * random.NextDouble() - 1) * max * size;
        for (int i = 0; i < _moves.Length; i++) _moves[i] = (Draw(shape.Height), Draw(shape.Width));
    }

    /// <summary>
    /// Returns how far from a cell the place is from which it takes its value, in cells: bilinear interpolation between the four points
    /// around it.
    /// </summary>
    public (double Down, double Right) At(int y, int x)
    {
        double row = y * (Points - 1.0) / Math.Max(1, _shape.Height - 1), column = x * (Points - 1.0) / Math.Max(1, _shape.Width - 1);
        int above = Math.Min((int)row, Points - 2), left = Math.Min((int)column, Points - 2), at = above * Points + left;
        (double fy, double fx) = (row - above, column - left);
        (double Down, double Right) topLeft = _moves[at], topRight = _moves[at + 1], bottomLeft = _moves[at + Points],
            bottomRight = _moves[at + Points + 1];
        return (Between(topLeft.Down, topRight.Down, bottomLeft.Down, bottomRight.Down),
            Between(topLeft.Right, topRight.Right, bottomLeft.Right, bottomRight.Right));

        double Between(double a, double b, double c, double d) => (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy;
    }
}
