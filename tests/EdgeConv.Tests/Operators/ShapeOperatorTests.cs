namespace EdgeConv.Tests.Operators;

/// <summary>
/// Operators that move values without changing them: pads, slices, splits, packs, transpositions, shapes, resizes, and the graph inputs and
/// outputs of float32.
/// </summary>
[TestClass]
public class ShapeOperatorTests
{
    private static readonly sbyte[] s_oneToSix = [1, 2, 3, 4, 5, 6];

    [TestMethod]
    [DataRow(0, new[] { 0, 1, 0, 1 }, new[] { 3, 4 }, new double[] { 1, 2, 3, 2, 4, 5, 6, 5, 1, 2, 3, 2 })]
    [DataRow(0, new[] { 1, 0, 1, 0 }, new[] { 3, 4 }, new double[] { 5, 4, 5, 6, 2, 1, 2, 3, 5, 4, 5, 6 })]
    [DataRow(1, new[] { 0, 1, 0, 1 }, new[] { 3, 4 }, new double[] { 1, 2, 3, 3, 4, 5, 6, 6, 4, 5, 6, 6 })]
    [DataRow(1, new[] { 1, 1, 2, 2 }, new[] { 4, 7 },
        new double[] { 2, 1, 1, 2, 3, 3, 2, 2, 1, 1, 2, 3, 3, 2, 5, 4, 4, 5, 6, 6, 5, 5, 4, 4, 5, 6, 6, 5 })]
    [DataRow(0, new[] { 1, 1, 2, 2 }, new[] { 4, 7 },
        new double[] { 6, 5, 4, 5, 6, 5, 4, 3, 2, 1, 2, 3, 2, 1, 6, 5, 4, 5, 6, 5, 4, 3, 2, 1, 2, 3, 2, 1 })]
    public void MirrorPad(int mode, int[] paddings, int[] shape, double[] expected)
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), pads = model.Int32([2, 2], paddings), y = model.Int8(shape);
        OperatorRun.Gives(model.Operator(100, [x, pads], [y], (0, (byte)mode)).Read([x], [y]), s_oneToSix, expected);
    }

    [TestMethod]
    public void MirrorPadRefusesMoreThanThereIs()
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), pads = model.Int32([2, 2], 2, 0, 0, 0), y = model.Int8([4, 3]);
        OperatorRun.IsRefused(model.Operator(100, [x, pads], [y], (0, (byte)0)), [x], [y], "mirror image");
    }

    [TestMethod]
    public void PadUsesTheZeroPoint()
    {
        TfliteBuilder model = new();
        int x = model.Int8([3], 0.5f, 9), pads = model.Int32([1, 2], 1, 2), y = model.Int8([6], 0.5f, 9);
        OperatorRun.Gives(model.Operator(34, [x, pads], [y]).Read([x], [y]), (sbyte[])[1, 2, 3], 9, 1, 2, 3, 9, 9);
        TfliteBuilder wrong = new();
        (x, pads, y) = (wrong.Int8([3]), wrong.Int32([1, 2], -1, 1), wrong.Int8([3]));
        OperatorRun.IsRefused(wrong.Operator(34, [x, pads], [y]), [x], [y], "padding of -1");
    }

    // shape, begin, end, strides, masks for begin, end, ellipsis, new axes, left-out axes; shape and values of the output (of an input 1,
    // 2, 3, ...).
    [TestMethod]
    [DataRow(new[] { 4 }, new[] { 1 }, new[] { 3 }, new[] { 1 }, 0, 0, 0, 0, 0, new[] { 2 }, new double[] { 2, 3 })]
    [DataRow(new[] { 4 }, new[] { -3 }, new[] { 3 }, new[] { 1 }, 0, 0, 0, 0, 0, new[] { 2 }, new double[] { 2, 3 })]
    [DataRow(new[] { 4 }, new[] { -5 }, new[] { 9 }, new[] { 1 }, 0, 0, 0, 0, 0, new[] { 4 }, new double[] { 1, 2, 3, 4 })]
    [DataRow(new[] { 4 }, new[] { 1 }, new[] { 3 }, new[] { 1 }, 1, 0, 0, 0, 0, new[] { 3 }, new double[] { 1, 2, 3 })]
    [DataRow(new[] { 4 }, new[] { 1 }, new[] { 3 }, new[] { 1 }, 0, 1, 0, 0, 0, new[] { 3 }, new double[] { 2, 3, 4 })]
    [DataRow(new[] { 3 }, new[] { -1 }, new[] { -4 }, new[] { -1 }, 0, 0, 0, 0, 0, new[] { 3 }, new double[] { 3, 2, 1 })]
    [DataRow(new[] { 4 }, new[] { 0 }, new[] { 0 }, new[] { -2 }, 1, 1, 0, 0, 0, new[] { 2 }, new double[] { 4, 2 })]
    [DataRow(new[] { 5 }, new[] { 0 }, new[] { 5 }, new[] { 2 }, 0, 0, 0, 0, 0, new[] { 3 }, new double[] { 1, 3, 5 })]
    [DataRow(new[] { 2, 3 }, new[] { 1, 0 }, new[] { 2, 2 }, new[] { 1, 1 }, 0, 0, 0, 0, 0, new[] { 1, 2 }, new double[] { 4, 5 })]
    [DataRow(new[] { 2, 3 }, new[] { 0, 0 }, new[] { 2, 3 }, new[] { 1, 1 }, 0, 0, 0, 0, 1, new[] { 3 }, new double[] { 1, 2, 3 })]
    [DataRow(new[] { 2, 3 }, new[] { 0, -1 }, new[] { 2, 0 }, new[] { 1, 1 }, 0, 0, 0, 0, 2, new[] { 2 }, new double[] { 3, 6 })]
    [DataRow(new[] { 2, 3 }, new[] { 1, 1 }, new[] { 2, 2 }, new[] { 1, 1 }, 0, 0, 0, 0, 3, new int[0], new double[] { 5 })]
    [DataRow(new[] { 2, 2, 2 }, new[] { 0, 1 }, new[] { 0, 2 }, new[] { 1, 1 }, 0, 0, 1, 0, 2, new[] { 2, 2 }, new double[] { 2, 4, 6, 8 })]
    [DataRow(new[] { 2, 2 }, new[] { 0, 1 }, new[] { 0, 2 }, new[] { 1, 1 }, 0, 0, 0, 1, 0, new[] { 1, 1, 2 }, new double[] { 3, 4 })]
    [DataRow(new[] { 3, 2 }, new[] { 1 }, new[] { 3 }, new[] { 1 }, 0, 0, 0, 0, 0, new[] { 2, 2 }, new double[] { 3, 4, 5, 6 })]
    public void StridedSlice(int[] shape, int[] begin, int[] end, int[] strides, int beginMask, int endMask, int ellipsis, int newAxes,
        int leftOut, int[] outputShape, double[] expected)
    {
        TfliteBuilder model = new();
        int x = model.Int8(shape), y = model.Int8(outputShape), b = model.Ints(begin), e = model.Ints(end), s = model.Ints(strides);
        sbyte[] values = [.. Enumerable.Range(1, shape.Aggregate(1, (product, extent) => product * extent)).Select(i => (sbyte)i)];
        model.Operator(45, [x, b, e, s], [y], (0, beginMask), (1, endMask), (2, ellipsis), (3, newAxes), (4, leftOut));
        OperatorRun.Gives(model.Read([x], [y]), values, expected);
    }

    [TestMethod]
    [DataRow(new[] { 1, 0 }, new[] { 1, 2 }, new[] { 1, 2 }, new double[] { 4, 5 })]
    [DataRow(new[] { 0, 1 }, new[] { -1, -1 }, new[] { 2, 2 }, new double[] { 2, 3, 5, 6 })]
    public void Slice(int[] begin, int[] size, int[] outputShape, double[] expected)
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), y = model.Int8(outputShape), b = model.Ints(begin), s = model.Ints(size);
        OperatorRun.Gives(model.Operator(65, [x, b, s], [y]).Read([x], [y]), s_oneToSix, expected);
    }

    [TestMethod]
    [DataRow(new[] { 1, 0 }, new[] { 2, 2 }, "2 cells from 1")]
    [DataRow(new[] { -1, 0 }, new[] { 1, 2 }, "1 cells from -1")]
    [DataRow(new[] { 0, 0 }, new[] { int.MaxValue, 2 }, "2147483647 cells")]
    public void SliceRefusesCellsOutside(int[] begin, int[] size, string text)
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), y = model.Int8([2, 2]), b = model.Ints(begin), s = model.Ints(size);
        OperatorRun.IsRefused(model.Operator(65, [x, b, s], [y]), [x], [y], text);
    }

    [TestMethod]
    public void SplitCutsAlongAnAxis()
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), axis = model.Int32([], -1), a = model.Int8([2, 1]), b = model.Int8([2, 1]), c = model.Int8([2, 1]);
        Graph graph = model.Operator(49, [axis, x], [a, b, c]).Read([x], [c, a, b]);
        TensorValues values = ReferenceEngine.Run(graph, [s_oneToSix]);
        CollectionAssert.AreEqual((sbyte[])[3, 6, 1, 4, 2, 5], graph.Outputs.SelectMany(values.Int8).ToArray());
    }

    [TestMethod]
    public void SplitTakesUnequalSizes()
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), sizes = model.Ints(1, 2), axis = model.Int32([], 1), a = model.Int8([2, 1]), b = model.Int8([2, 2]);
        OperatorRun.Gives(model.Operator(102, [x, sizes, axis], [a, b]).Read([x], [b]), s_oneToSix, 2, 3, 5, 6);
    }

    [TestMethod]
    [DataRow(0, new[] { 2, 2 }, new double[] { 1, 2, 8, 9 })]
    [DataRow(1, new[] { 2, 2 }, new double[] { 1, 8, 2, 9 })]
    [DataRow(-1, new[] { 2, 2 }, new double[] { 1, 8, 2, 9 })]
    public void PackAddsAnAxis(int axis, int[] shape, double[] expected)
    {
        TfliteBuilder model = new();
        int x = model.Int8([2]), other = model.Int8([2], 0.1f, 0, [8, 9]), y = model.Int8(shape);
        OperatorRun.Gives(model.Operator(83, [x, other], [y], (0, 2), (1, axis)).Read([x], [y]), (sbyte[])[1, 2], expected);
    }

    [TestMethod]
    [DataRow(0, new[] { 3 }, new double[] { 4, 5, 6 }), DataRow(1, new[] { 2 }, new double[] { 2, 5 })]
    [DataRow(-1, new[] { 2 }, new double[] { 2, 5 })]
    public void UnpackDropsAnAxis(int axis, int[] shape, double[] expected)
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]);
        int[] outputs = [.. Enumerable.Range(0, axis == 0 ? 2 : 3).Select(_ => model.Int8(shape))];
        Graph graph = model.Operator(88, [x], outputs, (0, outputs.Length), (1, axis)).Read([x], [outputs[1]]);
        OperatorRun.Gives(graph, s_oneToSix, expected);
        Assert.AreEqual("UNPACK", graph.Operators[0].Kind);
    }

    [TestMethod]
    public void UnpackOfOneIsAView()
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 1, 3]), y = model.Int8([2, 3]);
        Graph graph = model.Operator(88, [x], [y], (0, 1), (1, 1)).Read([x], [y]);
        Assert.IsTrue(graph.Operators[0].IsView);
        OperatorRun.Gives(graph, s_oneToSix, 1, 2, 3, 4, 5, 6);
        TfliteBuilder wrong = new();
        (x, y) = (wrong.Int8([2, 3]), wrong.Int8([3]));
        wrong.Operator(88, [x], [y], (0, 1), (1, 0));
        OperatorRun.IsRefused(wrong, [x], [y], "the parts have 1 cell in all along axis 0 of 2x3, which has 2");
    }

    [TestMethod]
    public void ConcatenationRefusesOtherScales()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 2]), other = model.Int8([1, 2], 0.2f), y = model.Int8([2, 2]);
        OperatorRun.IsRefused(model.Operator(2, [x, other], [y], (0, 0)), [x, other], [y], "another scale");
    }

    [TestMethod]
    public void TransposeMovesEachCell()
    {
        Random random = new(8);
        for (int round = 0; round < 100; round++)
        {
            int[] shape = [.. Enumerable.Range(0, 4).Select(_ => random.Next(1, 5))], order = [0, 1, 2, 3];
            random.Shuffle(order);
            TfliteBuilder model = new();
            int x = model.Int8(shape), permutation = model.Ints(order), y = model.Int8([.. order.Select(axis => shape[axis])]);
            sbyte[] values = OperatorRun.Random(random, shape[0] * shape[1] * shape[2] * shape[3]);
            double[] expected = new double[values.Length];
            for (int index = 0; index < values.Length; index++)
            {
                int[] at = OperatorRun.At(shape, index);
                expected[order.Aggregate(0, (target, axis) => target * shape[axis] + at[axis])] = values[index];
            }
            Graph graph = model.Operator(39, [x, permutation], [y]).Read([x], [y]);
            OperatorRun.Gives(graph, values, expected);
            if (graph.Operators[0].IsView) OperatorRun.Gives(graph, values, [.. values.Select(value => (double)value)]);
        }
    }

    [TestMethod]
    public void ReshapesKeepValues()
    {
        foreach (int code in (int[])[22, 43, 70])
        {
            TfliteBuilder model = new();
            int x = model.Int8([2, 3]), y = model.Int8([1, 3, 2]);
            OperatorRun.Gives(model.Operator(code, [x], [y]).Read([x], [y]), s_oneToSix, 1, 2, 3, 4, 5, 6);
            TfliteBuilder wrong = new();
            (x, y) = (wrong.Int8([2, 3]), wrong.Int8([2, 2]));
            OperatorRun.IsRefused(wrong.Operator(code, [x], [y]), [x], [y], "cannot become");
        }
    }

    [TestMethod]
    public void ShapeIsKnown()
    {
        TfliteBuilder model = new();
        int x = model.Int8([2, 3]), y = model.Int32([2], null);
        OperatorRun.Gives(model.Operator(77, [x], [y]).Read([x], [y]), s_oneToSix, 2, 3);
    }

    [TestMethod]
    [DataRow(false, false, new[] { 1, 1, 2, 1 }, new[] { 1, 1, 3, 1 }, new sbyte[] { -3, 6 }, new double[] { -3, -3, 6 })]
    [DataRow(false, false, new[] { 1, 2, 2, 1 }, new[] { 1, 3, 3, 1 }, new sbyte[] { 3, -6, 9, 12 },
        new double[] { 3, 3, -6, 3, 3, -6, 9, 9, 12 })]
    [DataRow(true, false, new[] { 1, 1, 3, 1 }, new[] { 1, 1, 4, 1 }, new sbyte[] { 1, 2, 3 }, new double[] { 1, 2, 2, 3 })]
    [DataRow(true, false, new[] { 1, 1, 2, 1 }, new[] { 1, 1, 3, 1 }, new sbyte[] { 1, 2 }, new double[] { 1, 2, 2 })]
    [DataRow(false, true, new[] { 1, 1, 5, 1 }, new[] { 1, 1, 2, 1 }, new sbyte[] { 1, 2, 3, 4, 5 }, new double[] { 2, 4 })]
    [DataRow(false, true, new[] { 1, 1, 2, 1 }, new[] { 1, 1, 5, 1 }, new sbyte[] { 1, 2 }, new double[] { 1, 1, 2, 2, 2 })]
    public void ResizeNearestNeighbor(bool align, bool centers, int[] shape, int[] outputShape, sbyte[] x, double[] expected)
    {
        TfliteBuilder model = new();
        int input = model.Int8(shape), output = model.Int8(outputShape), size = model.Ints(outputShape[1], outputShape[2]);
        OperatorRun.Gives(model.Operator(97, [input, size], [output], (0, align), (1, centers)).Read([input], [output]), x, expected);
    }

    [TestMethod]
    [DataRow(new[] { 1, 1, 2, 1 }, new[] { 1, 1, 3, 1 }, new sbyte[] { 3, 6 }, new double[] { 3, 5, 6 })]
    [DataRow(new[] { 1, 2, 2, 1 }, new[] { 1, 3, 3, 1 }, new sbyte[] { 3, 6, 9, 12 }, new double[] { 3, 5, 6, 7, 9, 10, 9, 11, 12 })]
    public void ResizeBilinear(int[] shape, int[] outputShape, sbyte[] x, double[] expected)
    {
        TfliteBuilder model = new();
        int input = model.Int8(shape), output = model.Int8(outputShape), size = model.Ints(outputShape[1], outputShape[2]);
        OperatorRun.Gives(model.Operator(23, [input, size], [output]).Read([input], [output]), x, expected);
    }

    [TestMethod, DataRow(false, false), DataRow(true, false), DataRow(false, true)]
    public void ResizeBilinearFollowsRealArithmetic(bool align, bool centers)
    {
        Random random = new(5);
        for (int round = 0; round < 200; round++)
        {
            int h = random.Next(1, 7), w = random.Next(1, 7), c = random.Next(1, 4), outH = random.Next(1, 12), outW = random.Next(1, 12);
            TfliteBuilder model = new();
            int input = model.Int8([2, h, w, c]), output = model.Int8([2, outH, outW, c]), size = model.Ints(outH, outW);
            sbyte[] x = OperatorRun.Random(random, 2 * h * w * c);
            Graph graph = model.Operator(23, [input, size], [output], (2, align), (3, centers)).Read([input], [output]);
            double[] actual = OperatorRun.Values(graph, x);
            for (int index = 0; index < actual.Length; index++)
            {
                int[] at = OperatorRun.At([2, outH, outW, c], index);
                double y = Position(at[1], h, outH), z = Position(at[2], w, outW);
                int top = (int)y, left = (int)z, bottom = Math.Min(top + 1, h - 1), right = Math.Min(left + 1, w - 1);
                double At(int row, int column) => x[((at[0] * h + row) * w + column) * c + at[3]];
                double real = (At(top, left) * (1 - y + top) + At(bottom, left) * (y - top)) * (1 - z + left)
                    + (At(top, right) * (1 - y + top) + At(bottom, right) * (y - top)) * (z - left);
                // The step between cells is held in 1024ths: off by up to half of one per cell, of 255 between cells.
                Assert.AreEqual(real, actual[index], 0.5 + 255 * (outH + outW) / 2048.0);
            }
        }

        double Position(int cell, int extent, int outputs) => Math.Clamp(
            align && outputs > 1 ? cell * (extent - 1.0) / (outputs - 1) : centers ? (cell + 0.5) * extent / outputs - 0.5
            : cell * (double)extent / outputs, 0, extent - 1);
    }

    [TestMethod]
    public void FloatInputsAndOutputs()
    {
        TfliteBuilder model = new();
        int x = model.Float32([6]), q = model.Int8([6], 0.5f, 3), y = model.Float32([6]);
        Graph graph = model.Operator(114, [x], [q]).Operator(6, [q], [y]).Read([x], [y]);
        // Rounded half away from zero, held to int8.
        OperatorRun.Gives(graph, (float[])[0.25f, -0.25f, 0.24f, 1e30f, float.NegativeInfinity, 1], 0.5, -0.5, 0, 62, -65.5, 1);
    }
}
