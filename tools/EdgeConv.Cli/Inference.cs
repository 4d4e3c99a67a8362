using System.Diagnostics;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Cli;

/// <summary>One inference that has been run: all its tensors, and the time of each layer.</summary>
internal sealed record Inference(Graph Graph, TensorValues Values, double[] Microseconds)
{
    public static Inference Run(Graph graph, Array[] inputs)
    {
        List<double> times = [];
        long before = Stopwatch.GetTimestamp();
        TensorValues values = ReferenceEngine.Run(graph, inputs, _ =>
        {
            long now = Stopwatch.GetTimestamp();
            times.Add(Stopwatch.GetElapsedTime(before, now).TotalMicroseconds);
            before = now;
        });
        return new Inference(graph, values, [.. times]);
    }

    /// <summary>The greatest values of an output, greatest first, and what they mean.</summary>
    public (int Index, double Value, double Real)[] Greatest(Tensor output, int count)
    {
        Array values = Values.Of(output);
        Quantization? q = output.Quantization;
        return [.. Enumerable.Range(0, values.Length)
            .Select(i => (Index: i, Value: Convert.ToDouble(values.GetValue(i))))
            .OrderByDescending(item => item.Value).ThenBy(item => item.Index)
            .Take(count)
            .Select(item => (item.Index, item.Value, q is null ? item.Value : (item.Value - q.ZeroPoint) * q.Scale))];
    }
}
