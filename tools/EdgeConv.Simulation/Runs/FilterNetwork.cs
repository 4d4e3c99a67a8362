using EdgeConv.Common;
using EdgeConv.Kernels;

namespace EdgeConv.Simulation.Runs;

/// <summary>
/// The built-in example: a network made by hand that finds strokes in 8x8 frames. Four named filters with ReLU, maximum pooling, a 2x2
/// convolution that sets vertical edges against horizontal ones, and the mean over the map. Output [1, 3]: how much there is of vertical
/// strokes, of horizontal strokes, and of edges of any kind; -128 is none.
/// </summary>
public sealed class FilterNetwork : ILayeredModel
{
    private const int Size = 8;
    private const int ZeroPoint = -128;     // all tensors: 0 is the least activation, which makes the clamp of int8 a ReLU

    private readonly Conv2D _edges, _strokes;
    private readonly Pool2D _pool, _mean;
    private readonly ModelLayer[] _layers;

    /// <summary>Makes the network; allocates all it will ever need.</summary>
    public FilterNetwork()
    {
        string[] names = { "sobel-x", "sobel-y", "laplacian", "gaussian" };
        sbyte[] filters = new sbyte[4 * 9];
        int[] multipliers = new int[4], shifts = new int[4];
        for (int k = 0; k < 4; k++)
        {
            NamedFilter filter = NamedFilter.ByName(names[k]);
            Array.Copy(filter.Weights, 0, filters, k * 9, 9);
            NamedFilter.Reciprocal(filter.Divisor, out multipliers[k], out shifts[k]);
        }
        _edges = new Conv2D(Window2D.Same(Size, Size, 1, 3, 3, 1), 4, 1, filters, null, ZeroPoint,
            new Requantization(multipliers, shifts, ZeroPoint, ZeroPoint, 127));
        _pool = new Pool2D(Window2D.Valid(8, 8, 4, 2, 2, 2), PoolKind.Maximum, -128, 127);

        // [3, 2, 2, 4]: all four taps weigh sobel-x, sobel-y, laplacian and gaussian alike.
        sbyte[] rows = { 3, -3, 0, 1, -3, 3, 0, 1, 1, 1, 1, 0 }, weights = new sbyte[3 * 16];
        for (int i = 0; i < weights.Length; i++) weights[i] = rows[i / 16 * 4 + i % 4];
        _strokes = new Conv2D(Window2D.Valid(4, 4, 4, 2, 2, 1), 3, 1, weights, null, ZeroPoint,
            new Requantization(new int[] { 1 << 30 }, new int[] { -2 }, ZeroPoint, ZeroPoint, 127));
        _mean = new Pool2D(Window2D.Global(3, 3, 3), PoolKind.Average, -128, 127);

        const float Scale = 1f / 255;
        string[] strokes = { "vertical", "horizontal", "edges" };
        Input = new TensorInfo(new int[] { 1, Size, Size, 1 }, Scale, ZeroPoint);
        Output = new TensorInfo(new int[] { 1, 3 }, Scale, ZeroPoint);
        _layers = new ModelLayer[]
        {
            new ModelLayer("convolution 3x3 + ReLU", new TensorInfo(new int[] { 1, 8, 8, 4 }, Scale, ZeroPoint), new sbyte[256], filters,
                new int[] { 4, 3, 3, 1 }, names),
            new ModelLayer("maximum pooling 2x2", new TensorInfo(new int[] { 1, 4, 4, 4 }, Scale, ZeroPoint), new sbyte[64], null, null,
                names),
            new ModelLayer("convolution 2x2 + ReLU", new TensorInfo(new int[] { 1, 3, 3, 3 }, Scale, ZeroPoint), new sbyte[27], weights,
                new int[] { 3, 2, 2, 4 }, strokes),
            new ModelLayer("average pooling, global", Output, new sbyte[3], null, null, strokes),
        };
    }

    /// <summary>[1, 8, 8, 1], zero point -128.</summary>
    public TensorInfo Input { get; }

    /// <summary>[1, 3]: vertical strokes, horizontal strokes, edges; zero point -128.</summary>
    public TensorInfo Output { get; }

    /// <summary>4.</summary>
    public int LayerCount => _layers.Length;

    /// <summary>One layer and its activations of the last inference.</summary>
    public ModelLayer Layer(int index) => _layers[index];

    /// <summary>Runs one inference.</summary>
    /// <param name="input">64 activations.</param>
    /// <param name="output">Receives 3 activations.</param>
    public void Invoke(sbyte[] input, sbyte[] output)
    {
        sbyte[] edges = _layers[0].Activations, pooled = _layers[1].Activations, strokes = _layers[2].Activations,
            means = _layers[3].Activations;
        _edges.Invoke(input, 0, edges, 0);
        _pool.Invoke(edges, 0, pooled, 0);
        _strokes.Invoke(pooled, 0, strokes, 0);
        _mean.Invoke(strokes, 0, means, 0);
        Array.Copy(means, output, 3);
    }
}
