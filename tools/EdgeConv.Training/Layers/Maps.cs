namespace EdgeConv.Training.Layers;

/// <summary>
/// Values of a batch between two layers, and the gradients of the loss with respect to them. The layout is [C, N, H, W]: one channel of all
/// samples is one row of numbers, and every operator is a few operations on such rows. A row is computed by one thread from start to end,
/// so results do not depend on the number of threads.
/// </summary>
/// <param name="channels">C, at least 1.</param>
/// <param name="height">H, at least 1.</param>
/// <param name="width">W, at least 1.</param>
public sealed class Maps(int channels, int height, int width)
{
    /// <summary>Number of channels, C.</summary>
    public int Channels { get; } = channels;

    /// <summary>Rows of a map, H.</summary>
    public int Height { get; } = height;

    /// <summary>Columns of a map, W.</summary>
    public int Width { get; } = width;

    /// <summary>Values of one channel of one sample: H * W.</summary>
    public int Plane => Height * Width;

    /// <summary>Number of samples in the batch, N.</summary>
    public int Count { get; private set; }

    /// <summary>Values of one channel of all samples: N * H * W.</summary>
    public int Row => Count * Plane;

    /// <summary>The values, [C, N, H, W]. The array may be longer, left from a larger batch.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Gradients of the loss with respect to <see cref="Values"/>, [C, N, H, W]; the array may be longer.</summary>
    public float[] Gradients { get; private set; } = [];

    /// <summary>Sets N, at least 1. The values are undefined afterwards.</summary>
    public void Resize(int count)
    {
        Count = count;
        if (Values.Length >= Channels * Row) return;
        Values = new float[Channels * Row];
        Gradients = new float[Channels * Row];
    }

    /// <summary>Values of one channel, [N, H, W].</summary>
    public Span<float> ValuesOf(int channel) => Values.AsSpan(channel * Row, Row);

    /// <summary>Gradients of one channel, [N, H, W].</summary>
    public Span<float> GradientsOf(int channel) => Gradients.AsSpan(channel * Row, Row);

    /// <summary>All values, exactly C * N * H * W of them.</summary>
    public Span<float> All => Values.AsSpan(0, Channels * Row);

    /// <summary>All gradients, exactly C * N * H * W of them.</summary>
    public Span<float> AllGradients => Gradients.AsSpan(0, Channels * Row);
}
