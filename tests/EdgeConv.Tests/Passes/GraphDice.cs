using System.Collections.Immutable;

namespace EdgeConv.Tests.Passes;

/// <summary>
/// Random small networks that give the passes something to do: branches, padding before windows, activations, views, computed shapes,
/// constants.
/// </summary>
internal sealed class GraphDice(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<Tensor> _maps = [];
    private readonly List<Operator> _operators = [];
    private int _names;

    /// <summary>A network of up to two inputs and about <paramref name="steps"/> operators.</summary>
    public Graph Roll(int steps)
    {
        Tensor[] inputs = [.. Enumerable.Range(0, _random.Next(1, 3))
            .Select(_ => Map(_random.Next(2, 6), _random.Next(2, 6), _random.Next(1, 4), Scale()))];
        _maps.AddRange(inputs);
        _maps.Add(Constant(inputs[0].Shape, Scale()));
        for (int i = 0; i < steps; i++) Step();
        Tensor[] computed = [.. _operators.SelectMany(op => op.Outputs)];
        Tensor[] outputs = [computed[^1], .. computed.Where(_ => _random.Next(8) == 0)];
        return new Graph("dice", [.. inputs], [.. outputs.Distinct()], [.. _operators]);
    }

    /// <summary>Random values for a graph's inputs.</summary>
    public Array[] Inputs(Graph graph) => [.. graph.Inputs.Select(input =>
    {
        Array value = input.NewValue();
        for (int i = 0; i < value.Length; i++)
            value.SetValue(value is float[] ? (_random.NextSingle() - 0.5f) * 10 : (object)(sbyte)_random.Next(-128, 128), i);
        return value;
    })];

    private void Step()
    {
        // Late tensors more often: chains, with now and then a branch.
        Tensor x = _maps[Math.Max(0, _maps.Count - 1 - (int)(_random.NextDouble() * _random.NextDouble() * _maps.Count))];
        (int n, int h, int w, int c) = x.Shape.Nhwc;
        Quantization same = x.Quantized;
        switch (_random.Next(15))
        {
            case 0 or 1:
                int top = _random.Next(3), left = _random.Next(3), bottom = _random.Next(3), right = _random.Next(3);
                if ((h + top + bottom) * (w + left + right) > 100) return;
                Tensor padded = Map(h + top + bottom, w + left + right, c, same);
                Add(new Pad(x, padded, [0, top, left, 0], [0, bottom, right, 0],
                    (sbyte)(_random.Next(3) > 0 ? same.ZeroPoint : _random.Next(-128, 128))), padded);
                // What a padded map is mostly for.
                if (_random.Next(4) > 0) Window(padded, _random.Next(3));
                break;
            case 2 or 3 or 4:
                Window(x, _random.Next(3));
                break;
            case 5 or 6:
                Activation activation = Pick();
                Tensor held = Map(h, w, c, _random.Next(4) > 0 ? same : Scale());
                (string kind, ImmutableArray<sbyte> table) = activation switch
                {
                    Activation.Relu => ("RELU", UnaryTables.Relu(same, held.Quantized)),
                    Activation.ReluN1To1 => ("RELU_N1_TO_1", UnaryTables.ReluN1To1(same, held.Quantized)),
                    Activation.Relu6 => ("RELU6", UnaryTables.Relu6(same)),
                    _ => ("QUANTIZE", UnaryTables.Requantize(same, held.Quantized)),
                };
                Add(new UnaryTable(kind, x, held, table), held);
                break;
            case 7:
                Tensor other = _maps[_random.Next(_maps.Count)];
                if (other.Shape != x.Shape) other = _random.Next(2) == 0 ? x : Constant(new Shape(1, 1, 1, c), Scale());
                Tensor sum = Map(h, w, c, Scale());
                Add(new Elementwise(_random.Next(2) == 0 ? ElementwiseKind.Add : ElementwiseKind.Mul, x, other, sum, Pick()), sum);
                break;
            case 8:
                Tensor flat = new(Name(), new Shape(1, h, w * c, 1), ElementType.Int8, same);
                Add(new Reshape("RESHAPE", x, flat), flat);
                break;
            case 9:
                if (h * w * c > 200) return;
                Tensor joined = Map(h, w, 2 * c, same);
                Add(new Concatenation([x, x], joined, 3, false), joined);
                break;
            case 10:
                Tensor rectified = Map(h, w, c, Scale());
                Add(new Prelu(x, Constant(new Shape(1, 1, c), Scale()), rectified), rectified);
                break;
            case 11:
                Tensor resized = Map(_random.Next(1, 8), _random.Next(1, 8), c, same);
                int placing = _random.Next(3);
                Add(new ResizeBilinear(x, resized, placing == 1, placing == 2), resized);
                break;
            case 12:
                int[] axes = [_random.Next(1, 4), .. Enumerable.Range(1, 3).Where(_ => _random.Next(3) == 0)];
                Tensor reduced = Map(axes.Contains(1) ? 1 : h, axes.Contains(2) ? 1 : w, axes.Contains(3) ? 1 : c, same);
                Add(new Reduce(_random.Next(2) == 0 ? ReduceKind.Maximum : ReduceKind.Minimum, x, axes, reduced), reduced);
                break;
            case 13:
                Tensor[] pieces = [.. Enumerable.Range(0, w).Select(_ => new Tensor(Name(), new Shape(1, h, c), ElementType.Int8, same))];
                _operators.Add(new Split(x, [.. pieces], 2, unpacks: true));
                Tensor piece = Map(h, 1, c, same);
                Add(new Reshape("RESHAPE", pieces[_random.Next(w)], piece), piece);
                break;
            default:
                if (w < 2) return;
                Tensor first = Map(h, 1, c, same), rest = Map(h, w - 1, c, same);
                _operators.Add(new Split(x, [first, rest], 2));
                _maps.AddRange([first, rest]);
                break;
        }
    }

    private void Window(Tensor x, int kind)
    {
        (_, int h, int w, int c) = x.Shape.Nhwc;
        Window window = Sliding(h, w, kind > 0);
        int k = kind == 1 ? _random.Next(1, 4) : c;
        Tensor y = Map(window.OutHeight, window.OutWidth, k, kind == 0 ? x.Quantized : Scale());
        Add(kind switch
        {
            0 => new Pool2D(_random.Next(3) > 0 ? PoolKind.Maximum : PoolKind.Average, x, y, window, Pick()),
            1 => new Conv2D(x, Filters(new Shape(k, window.Rows, window.Columns, c)), null, y, window, Pick()),
            _ => new DepthwiseConv2D(x, Filters(new Shape(1, window.Rows, window.Columns, c)), null, y, window, Pick()),
        }, y);
    }

    // VALID, or SAME as TensorFlow pads.
    private Window Sliding(int h, int w, bool dilates)
    {
        int r = _random.Next(1, Math.Min(h, 3) + 1), s = _random.Next(1, Math.Min(w, 3) + 1), strideY = _random.Next(1, 3),
            strideX = _random.Next(1, 3);
        int dilation = dilates && 2 * r <= h && 2 * s <= w ? _random.Next(1, 3) : 1;
        int reachY = (r - 1) * dilation + 1, reachX = (s - 1) * dilation + 1;
        if (_random.Next(2) == 0)
            return new Window(r, s, strideY, strideX, dilation, dilation, 0, 0, (h - reachY) / strideY + 1, (w - reachX) / strideX + 1);
        int outH = (h + strideY - 1) / strideY, outW = (w + strideX - 1) / strideX;
        return new Window(r, s, strideY, strideX, dilation, dilation, Math.Max(0, (outH - 1) * strideY + reachY - h) / 2,
            Math.Max(0, (outW - 1) * strideX + reachX - w) / 2, outH, outW);
    }

    private Tensor Filters(Shape shape) => Constant(shape, Quantization.PerTensor(0.01f, 0), -127);

    private Tensor Constant(Shape shape, Quantization quantization, int min = -128) => new(Name(), shape, ElementType.Int8, quantization,
        Enumerable.Range(0, shape.Length).Select(_ => (sbyte)_random.Next(min, 128)).ToArray());

    private Tensor Map(int h, int w, int c, Quantization quantization) =>
        new(Name(), new Shape(1, h, w, c), ElementType.Int8, quantization);

    // Few scales and zero points, so that equal ones meet; -128 is what a maximum ignores.
    private Quantization Scale() => Quantization.PerTensor(_random.Next(2) == 0 ? 0.05f : 0.03f,
        _random.Next(3) switch { 0 => -128, 1 => 0, _ => _random.Next(-128, 128) });

    private Activation Pick() => (Activation)_random.Next(4);

    private string Name() => "t" + _names++;

    private void Add(Operator op, Tensor output)
    {
        _operators.Add(op);
        _maps.Add(output);
    }
}
