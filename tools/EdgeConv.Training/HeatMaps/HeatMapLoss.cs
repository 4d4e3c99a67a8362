namespace EdgeConv.Training.HeatMaps;

/// <summary>
/// Loss of training to heat maps: the squared difference to the <see cref="HeatMap"/>, and the squared error of the centroid, so that the
/// position is right also where the frame cuts the peak off. Values of the background that are well below 0 are right, because the
/// readout ignores them.
/// </summary>
/// <param name="maps">Output of the network, [1, N, H, W].</param>
/// <param name="frame">Shape of the frame, HWC.</param>
public sealed class HeatMapLoss(Maps maps, FrameShape frame)
{
    // The background should be at least this far below 0, so that noise and rounding seldom lift it above 0, where it would draw the
    // centroid to the middle.
    private const double Margin = 0.1;

    // A cell of the peak counts more than one of the background, of which there are many.
    private const double PeakWeight = 4, CentroidWeight = 0.2, MinSum = 0.1;

    private readonly HeatMap _heat = new(frame, maps.Height, maps.Width);
    private readonly float[] _target = new float[maps.Plane];

    /// <summary>Computes the loss and writes its gradients to the gradients of the maps.</summary>
    /// <param name="positions">Position of each sample in the batch, N of them, in pixels.</param>
    /// <returns>Loss, number of samples whose position is right to one cell, and N.</returns>
    public (double Loss, int Right, double Weight) Forward(ReadOnlySpan<Position> positions)
    {
        double loss = 0;
        int right = 0;
        for (int n = 0; n < maps.Count; n++)
        {
            Span<float> values = maps.Values.AsSpan(n * maps.Plane, maps.Plane);
            Span<float> gradients = maps.Gradients.AsSpan(n * maps.Plane, maps.Plane);
            _heat.Draw(positions[n], _target);
            for (int i = 0; i < values.Length; i++)
            {
                double error = _target[i] == 0 ? Math.Max(0, values[i] + Margin) : values[i] - _target[i];
                double weight = (1 + PeakWeight * _target[i]) / maps.Count;
                loss += weight * error * error;
                gradients[i] = (float)(2 * weight * error);
            }
            loss += Centroid(positions[n].X, frame.Width, maps.Width, i => i % maps.Width, values, gradients)
                + Centroid(positions[n].Y, frame.Height, maps.Height, i => i / maps.Width, values, gradients);
            if (IsRight(_heat.Read(values), positions[n])) right++;
        }
        return (loss, right, maps.Count);
    }

    private bool IsRight(Position read, Position position) =>
        position.X is null ? read.X is null : position.DistanceTo(read) <= (double)frame.Width / maps.Width;

    private double Centroid(double? pixel, int pixels, int cells, Func<int, int> along, ReadOnlySpan<float> values, Span<float> gradients)
    {
        if (pixel is not { } there) return 0;
        double sum = 0, moment = 0;
        for (int i = 0; i < values.Length; i++)
            if (values[i] > 0) (sum, moment) = (sum + values[i], moment + values[i] * along(i));
        if (sum < MinSum) return 0;
        double centroid = moment / sum, error = centroid - Math.Clamp(HeatMap.ToCells(there, pixels, cells), 0, cells - 1);
        double factor = 2 * CentroidWeight * error / maps.Count / sum;
        for (int i = 0; i < values.Length; i++)
            if (values[i] > 0) gradients[i] += (float)(factor * (along(i) - centroid));
        return CentroidWeight * error * error / maps.Count;
    }
}
