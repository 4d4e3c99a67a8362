namespace EdgeConv.Training.Layers;

/// <summary>
/// Values of a batch between two layers, and the gradients of the loss by them. They lie channel by channel, [C, N, H, W], so that a
/// channel of all samples is one row of numbers and every operator a few operations on such rows. Threads share rows out and never a sum,
/// so results do not depend on how many there are.
/// </summary>
/// <param name="channels">C.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
public sealed class Maps(int channels, int height, int width)
{
    /// <summary>C.</summary>
    public int Channels { get; } = channels;

    /// <summary>H.</summary>
    public int Height { get; } = height;

    /// <summary>W.</summary>
    public int Width { get; } = width;

    /// <summary>H * W.</summary>
    public int Plane => Height * Width;

    /// <summary>N, samples of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Values of one channel: N * H * W.</summary>
    public int Row => Count * Plane;

    /// <summary>[C, N, H, W]; may be longer.</summary>
    public float[] Values { get; private set; } = [];

    /// <summary>Gradients by <see cref="Values"/>, likewise.</summary>
    public float[] Gradients { get; private set; } = [];

    /// <summary>Sets N; what the values were is lost.</summary>
    public void Resize(int count)
    {
        Count = count;
        if (Values.Length >= Channels * Row) return;
        Values = new float[Channels * Row];
        Gradients = new float[Channels * Row];
    }

    /// <summary>The row of one channel.</summary>
    public Span<float> ValuesOf(int channel) => Values.AsSpan(channel * Row, Row);

    /// <summary>The gradients of one channel.</summary>
    public Span<float> GradientsOf(int channel) => Gradients.AsSpan(channel * Row, Row);

    /// <summary>All values in use.</summary>
    public Span<float> All => Values.AsSpan(0, Channels * Row);

    /// <summary>All gradients in use.</summary>
    public Span<float> AllGradients => Gradients.AsSpan(0, Channels * Row);
}
