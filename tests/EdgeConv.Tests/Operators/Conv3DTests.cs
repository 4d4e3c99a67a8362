using EdgeConv.Reference;

namespace EdgeConv.Tests.Operators;

/// <summary>A convolution over volumes, as the operators it becomes, gives the bytes of the plain loops in every engine.</summary>
[TestClass]
public class Conv3DTests
{
    [TestMethod]
    public void EveryEngineGivesTheBytesOfTheReference()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            int n = random.Next(1, 3), c = random.Next(1, 4), k = random.Next(1, 6);
            int[] Three(int max) => [random.Next(1, max + 1), random.Next(1, max + 1), random.Next(1, max + 1)];
            int[] extents = Three(6), taps = Three(3), strides = Three(2), dilations = Three(2);
            // The last window begins inside the volume; what hangs over the end is padding.
            int[] pads = [.. taps.Select(t => random.Next(t))],
                outputs = [.. extents.Select((extent, axis) => random.Next((extent + pads[axis] - 1) / strides[axis] + 1) + 1)];
            bool isValid = seed % 4 == 0;
            if (isValid)
            {
                (pads, outputs) = (new int[3], Three(3));
                extents = [.. taps.Select((t, axis) => (outputs[axis] - 1) * strides[axis] + (t - 1) * dilations[axis] + 1)];
            }
            Quantization from = Quantization.PerTensor(0.05f, random.Next(-128, 128)),
                to = Quantization.PerTensor(0.3f, random.Next(-128, 128));
            Tensor x = new("x", new Shape([n, .. extents, c]), ElementType.Int8, from);
            Shape filterShape = new([k, .. taps, c]);
            Tensor filters = new("filters", filterShape, ElementType.Int8,
                new Quantization([.. Enumerable.Range(0, k).Select(i => 0.01f + 0.003f * i)], [.. new int[k]], 0),
                OperatorRun.Random(random, filterShape.Length));
            int[]? biases = seed % 3 == 0 ? null : [.. Enumerable.Range(0, k).Select(_ => random.Next(-3000, 3000))];
            Tensor? bias = biases is null ? null : new("bias", new Shape(k), ElementType.Int32, null, biases);
            Tensor y = new("y", new Shape([n, .. outputs, k]), ElementType.Int8, to);
            Activation activation = (Activation)(seed % 4);
            WindowAxis depth = new(taps[0], strides[0], dilations[0], pads[0], outputs[0]);
            Window window = new(taps[1], taps[2], strides[1], strides[2], dilations[1], dilations[2], pads[1], pads[2], outputs[1],
                outputs[2]);
            Graph graph = new("volume", [x], [y], [.. Conv3D.Of(x, filters, bias, y, depth, window, activation)]);
            sbyte[] values = OperatorRun.Random(random, x.Shape.Length), expected = new sbyte[y.Shape.Length];
            Multiplier[] multipliers = [.. filters.Quantized.Scales.Select(scale => Multiplier.Of((double)from.Scale * scale / to.Scale))];
            (int min, int max) = ActivationRange.Of(activation, to);
            ReferenceConv.Conv3D(values, n, extents[0], extents[1], extents[2], c, from.ZeroPoint, (sbyte[])filters.Constant!, k, taps[0],
                taps[1], taps[2], biases!, strides[0], strides[1], strides[2], dilations[0], dilations[1], dilations[2], pads[0], pads[1],
                pads[2], outputs[0], outputs[1], outputs[2], [.. multipliers.Select(m => m.Mantissa)],
                [.. multipliers.Select(m => m.Shift)], to.ZeroPoint, min, max, expected);
            CollectionAssert.AreEqual(expected, EngineCheck.Agree(graph, values), $"seed {seed}");
            if (isValid) OperatorRun.Values(graph, values);
        }
    }
}
