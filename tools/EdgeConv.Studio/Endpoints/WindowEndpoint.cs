using EdgeConv.Compiler.Operators;
using EdgeConv.Reference;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Asks for the computation of one cell of a layer's output.</summary>
/// <param name="Model">The network.</param>
/// <param name="Frame">One byte per value of the input, row-major HWC.</param>
/// <param name="Layer">Index of the layer.</param>
/// <param name="Channel">Channel of the cell.</param>
/// <param name="Row">Row of the cell.</param>
/// <param name="Column">Column of the cell.</param>
internal sealed record WindowRequest(UploadedModel Model, byte[] Frame, int Layer, int Channel, int Row, int Column);

/// <summary>Returns the computation of one cell: the values under the window, the products, their sum, and the steps to int8.</summary>
internal static class WindowEndpoint
{
    private const int MaxTaps = 1 << 14;

    public static object Answer(WindowRequest request, CancellationToken cancellation) => request.Model.Named(() =>
    {
        Graph graph = NetworkRun.Prepare(request.Model.ReadGraph());
        if (request.Layer < 0 || request.Layer >= graph.Operators.Length)
            throw new ModelException($"layer must be 0 to {graph.Operators.Length - 1}, not {request.Layer}");
        Operator op = graph.Operators[request.Layer];
        (_, int height, int width, int channels) = op.Output.Shape.Nhwc;
        if (request.Row < 0 || request.Row >= height || request.Column < 0 || request.Column >= width || request.Channel < 0
            || request.Channel >= channels)
            throw new ModelException($"row {request.Row}, column {request.Column}, channel {request.Channel} is outside the output of " +
                $"{height}x{width}x{channels}");
        TensorValues values = NetworkRun.Run(graph, NetworkRun.Quantize(request.Frame, graph.Inputs[0].Shape.Length), cancellation).Values;
        return op switch
        {
            Conv2D conv => Summed(request, values, conv.Input, conv.Window, conv.Filters.Shape[3],
                request.Channel / (channels / conv.Groups) * conv.Filters.Shape[3],
                (sbyte[])conv.Filters.Constant!, request.Channel * (conv.Filters.Shape.Length / channels), 1, conv.Bias,
                conv.Multipliers[request.Channel % conv.Multipliers.Length], conv.Activation, op.Output),
            DepthwiseConv2D conv => Summed(request, values, conv.Input, conv.Window, 1, request.Channel / conv.ChannelMultiplier,
                (sbyte[])conv.Filters.Constant!, request.Channel, channels, conv.Bias,
                conv.Multipliers[request.Channel % conv.Multipliers.Length], conv.Activation, op.Output),
            Pool2D pool => Pooled(request, values, pool),
            _ => throw new ModelException($"{op} has no window that moves over its input"),
        };
    });

    // The weights of the channel's filter, [R, S, depth], begin at index firstWeight and are weightStep apart.
    private static object Summed(WindowRequest request, TensorValues values, Tensor input, Window window, int depth, int firstInput,
        sbyte[] weights, int firstWeight, int weightStep, Tensor? bias, Multiplier multiplier, Activation activation, Tensor output)
    {
        int taps = window.Rows * window.Columns * depth;
        if (taps > MaxTaps) throw new ModelException($"the window has {Amount.Of(taps, "value")}, more than {Amount.Of(MaxTaps)}");
        (bool[] inside, int[] inputs) = Under(request, values, input, window, depth, firstInput);
        int zeroPoint = input.Quantized.ZeroPoint, sum = 0;
        int[] taken = new int[taps], products = new int[taps];
        for (int i = 0; i < taps; i++)
        {
            taken[i] = weights[firstWeight + i * weightStep];
            products[i] = inside[i / depth] ? (inputs[i] - zeroPoint) * taken[i] : 0;
            sum += products[i];
        }
        int added = bias is null ? 0 : ((int[])bias.Constant!)[request.Channel], accumulator = sum + added;
        (int mantissa, int shift) = multiplier;
        int multiplied = ReferenceMath.RoundingDoublingHighMul(accumulator * (1 << Math.Max(shift, 0)), mantissa);
        int scaled = ReferenceMath.RoundingDivideByPowerOfTwo(multiplied, Math.Max(-shift, 0));
        (int minimum, int maximum) = ActivationRange.Of(activation, output.Quantized);
        return new
        {
            kind = "sum", rows = window.Rows, columns = window.Columns, depth, inside, inputs, zeroPoint, weights = taken, products, sum,
            bias = added, accumulator, multiplier = mantissa, shift, multiplied, scaled,
            outputZeroPoint = output.Quantized.ZeroPoint, minimum, maximum, activation = activation.ToString(),
            result = ReferenceMath.Clamp(scaled + output.Quantized.ZeroPoint, minimum, maximum),
        };
    }

    private static object Pooled(WindowRequest request, TensorValues values, Pool2D pool)
    {
        (bool[] inside, int[] inputs) = Under(request, values, pool.Input, pool.Window, 1, request.Channel);
        (_, _, int width, int channels) = pool.Output.Shape.Nhwc;
        return new
        {
            kind = pool.PoolKind.ToString().ToLowerInvariant(), rows = pool.Window.Rows, columns = pool.Window.Columns, inside, inputs,
            zeroPoint = pool.Input.Quantized.ZeroPoint,
            result = (int)values.Int8(pool.Output)[(request.Row * width + request.Column) * channels + request.Channel],
        };
    }

    // Returns which cells of the window are inside the map, and the values of depth channels there.
    private static (bool[] Inside, int[] Inputs) Under(WindowRequest request, TensorValues values, Tensor input, Window window, int depth,
        int firstChannel)
    {
        (_, int height, int width, int channels) = input.Shape.Nhwc;
        sbyte[] map = values.Int8(input);
        bool[] inside = new bool[window.Rows * window.Columns];
        int[] inputs = new int[inside.Length * depth];
        for (int i = 0; i < inside.Length; i++)
        {
            int y = request.Row * window.StrideY - window.PadTop + i / window.Columns * window.DilationY;
            int x = request.Column * window.StrideX - window.PadLeft + i % window.Columns * window.DilationX;
            inside[i] = y >= 0 && y < height && x >= 0 && x < width;
            for (int c = 0; c < depth && inside[i]; c++) inputs[i * depth + c] = map[(y * width + x) * channels + firstChannel + c];
        }
        return (inside, inputs);
    }
}
