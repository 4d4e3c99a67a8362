using System.Runtime.Loader;

namespace EdgeConv.Tests.Models;

/// <summary>Layers as C# against the reference engine; all layers of a test are one assembly.</summary>
[TestClass]
public sealed class CompiledLayerTests() : LayerTests(seed: 7, percent: LongRun.Cases(40, 110))
{
    [TestMethod]
    public void PooledConvolutions()
    {
        List<Graph> graphs = [];
        for (int number = 0; number < 40; number++)
        {
            Tensor x = Map(1, Pick(1, 2, 3));
            Window window = AnyWindow(x) with { StrideX = 1, StrideY = 1, DilationX = 1, DilationY = 1 };
            int h = x.Shape[1] + window.PadTop - window.Rows + 1, w = x.Shape[2] + window.PadLeft - window.Columns + 1;
            if (h < 2 || w < 2) continue;
            Conv2D convolution = Convolution(x, Pick(1, 2, 3, 4, 8), window with { OutHeight = h, OutWidth = w }, AnyActivation());
            Tensor map = convolution.Output, y = Like(map, 1, h / 2, w / 2, map.Shape[3]);
            Pool2D pool = new(PoolKind.Maximum, map, y, new Window(2, 2, 2, 2, 1, 1, 0, 0, h / 2, w / 2), Activation.None);
            graphs.Add(new Graph("pooled", [x], [y], [convolution, pool]));
        }
        Check(graphs);
    }

    // Windows of any size that do not overlap, maxima and averages, over convolutions of any stride.
    [TestMethod]
    public void ConvolutionsPooledByAnyWindow()
    {
        List<Graph> graphs = [];
        int cases = LongRun.Cases(90, 300);
        while (graphs.Count < cases)
        {
            Tensor x = Int8([1, Pick(1, 2, 7, 9), Pick(4, 9, 31, 64), Pick(1, 1, 2, 3)], AnyZeroPoint());
            Window window = AnyWindow(x) with { DilationX = 1, DilationY = 1 };
            int h = (x.Shape[1] + window.PadTop - window.Rows) / window.StrideY + 1,
                w = (x.Shape[2] + window.PadLeft - window.Columns) / window.StrideX + 1;
            if (x.Shape[1] + window.PadTop < window.Rows || x.Shape[2] + window.PadLeft < window.Columns) continue;
            Conv2D convolution = Convolution(x, Pick(1, 2, 3, 4, 8, 20), window with { OutHeight = h, OutWidth = w }, AnyActivation());
            int rows = Pick(1, 2, 3, h), columns = Pick(1, 2, 3, 4, w);
            int strideY = rows + Pick(0, 0, 1), strideX = columns + Pick(0, 0, 0, 1);
            if (rows > h || columns > w || rows * columns < 2) continue;
            Window pooled = new(rows, columns, strideY, strideX, 1, 1, 0, 0, (h - rows) / strideY + 1, (w - columns) / strideX + 1);
            Tensor y = Like(convolution.Output, 1, pooled.OutHeight, pooled.OutWidth, convolution.Output.Shape[3]);
            Activation activation = Pick(0, 0, 1) == 0 ? Activation.None : AnyActivation();
            PoolKind kind = Pick(0, 1, 1) == 0 ? PoolKind.Maximum : PoolKind.Average;
            graphs.Add(new Graph("pooled", [x], [y],
                [convolution, new Pool2D(kind, convolution.Output, y, pooled, activation)]));
        }
        int maxima = graphs.Count(graph => Source(graph).Contains("CONV_2D + MAX_POOL_2D")),
            averages = graphs.Count(graph => Source(graph).Contains("CONV_2D + AVERAGE_POOL_2D"));
        Assert.IsGreaterThan(cases / 12, maxima);
        Assert.IsGreaterThan(cases / 12, averages);
        Check(graphs);
    }

    [TestMethod]
    public void ConvolutionsWithAMeanOverTheirMap()
    {
        Graph[] graphs = [.. Enumerable.Range(0, LongRun.Cases(90, 300)).Select(number =>
        {
            int groups = Pick(1, 1, 1, 1, 2), c = groups * Pick(1, 2, 3, 6, 20), k = groups * Pick(1, 3, 5, 12, 32);
            // Now and then more inputs or channels than a method has locals.
            if (number % 10 == 0) (c, k, groups) = (Pick(40, 64, 128, 200), Pick(20, 130), 1);
            Tensor x = Int8([1, Pick(1, 1, 2, 5, 8), Pick(1, 3, 4, 9, 16), c], AnyZeroPoint());
            Window window = number % 3 == 0 ? new Window(1, 1, 1, 1, 1, 1, 0, 0, x.Shape[1], x.Shape[2]) : AnyWindow(x);
            Conv2D convolution = Convolution(x, k, window, AnyActivation(), groups);
            Tensor map = convolution.Output, y = Int8([1, 1, 1, k], AnyZeroPoint()), flat = Int8([1, k], AnyZeroPoint());
            Operator reader = Pick(0, 1, 2, 2, 2) switch
            {
                0 => new Reduce(Pick(0, 1) == 0 ? ReduceKind.Mean : ReduceKind.Sum, map, [1, 2], y),
                1 => new Reduce(ReduceKind.Mean, map, [2, 1], flat),
                _ => new Pool2D(PoolKind.Average, map, Like(map, 1, 1, 1, k),
                    new Window(map.Shape[1], map.Shape[2], 1, 1, 1, 1, 0, 0, 1, 1), Activation.None),
            };
            return new Graph("mean", [x], [reader.Output], [convolution, reader]);
        })];
        int together = graphs.Count(graph => Source(graph).Contains("CONV_2D + "));
        Assert.IsInRange(graphs.Length / 2, graphs.Length - 1, together);
        Check(graphs);
    }

    // Instructions that both layers together save for each output of the convolution: a store, a load and an addition, and for a maximum
    // the requantization of all but one activation of a window.
    [TestMethod]
    [DataRow(PoolKind.Average, 1, 1, 1, 8, 8, 16, 24, 8, 8, 8.8)]
    [DataRow(PoolKind.Average, 3, 3, 1, 8, 8, 4, 12, 8, 8, 9.4)]
    [DataRow(PoolKind.Average, 1, 5, 1, 1, 50, 9, 12, 1, 50, 8.8)]
    [DataRow(PoolKind.Average, 3, 3, 1, 16, 16, 1, 8, 2, 2, 11.9)]
    [DataRow(PoolKind.Average, 1, 1, 1, 8, 8, 8, 16, 2, 2, 10.9)]
    [DataRow(PoolKind.Average, 3, 3, 1, 12, 12, 3, 6, 3, 3, 16.2)]
    [DataRow(PoolKind.Average, 1, 7, 2, 1, 128, 3, 9, 1, 4, 22)]
    [DataRow(PoolKind.Maximum, 1, 7, 2, 1, 200, 3, 9, 1, 2, 31.8)]
    [DataRow(PoolKind.Maximum, 3, 3, 2, 24, 24, 1, 8, 2, 2, 25.3)]
    public void PoolingTogetherWithItsConvolutionSavesInstructions(PoolKind kind, int rows, int columns, int stride, int h, int w, int c,
        int k, int poolRows, int poolColumns, double minPerActivation)
    {
        Tensor x = Int8([1, h, w, c], -128), map = Int8([1, (h + stride - 1) / stride, (w + stride - 1) / stride, k], -128);
        if (rows == 1) map = Int8([1, h, (w + stride - 1) / stride, k], -128);
        Window window = new(rows, columns, rows == 1 ? 1 : stride, stride, 1, 1, rows / 2, columns / 2, map.Shape[1], map.Shape[2]);
        Tensor filters = new("w", new Shape(k, rows, columns, c), ElementType.Int8, Quantization.PerTensor(0.001f, 0),
            OperatorRun.Random(Random, k * rows * columns * c));
        Conv2D convolution = new(x, filters, null, map, window, Activation.Relu);
        Window pooled = new(poolRows, poolColumns, poolRows, poolColumns, 1, 1, 0, 0, map.Shape[1] / poolRows, map.Shape[2] / poolColumns);
        Tensor y = Like(map, 1, pooled.OutHeight, pooled.OutWidth, k);
        Pool2D pool = new(kind, map, y, pooled, Activation.None);
        // A map that is an output, too, is stored.
        Graph together = new("together", [x], [y], [convolution, pool]), apart = new("apart", [x], [map, y], [convolution, pool]);
        Check([together, apart]);
        ModelProfile one = ModelProfile.Of(together, ModelProfile.Compiled), two = ModelProfile.Of(apart, ModelProfile.Compiled);
        double saved = (double)(two.Total.Instructions - one.Total.Instructions) / map.Shape.Length;
        Assert.IsInRange(minPerActivation, minPerActivation + 0.5, saved);
        Assert.IsLessThan(two.Total.RamBytes, one.Total.RamBytes);
    }

    [TestMethod]
    public void AveragePoolsOfAnyGeometry() => CheckLayers(100, number =>
    {
        Tensor x = Map(Pick(1, 1, 2), Pick(1, 2, 3, 4, 6, 8));
        Window window = AnyWindow(x) with { DilationX = 1, DilationY = 1 };
        if (number % 5 == 0) window = new Window(x.Shape[1], x.Shape[2], 1, 1, 1, 1, 0, 0, 1, 1);
        else
        {
            // Each window covers a cell of the map at least.
            int top = Math.Min(window.PadTop, window.Rows - 1), left = Math.Min(window.PadLeft, window.Columns - 1);
            window = window with
            {
                PadTop = top,
                PadLeft = left,
                OutHeight = Math.Min(window.OutHeight, (x.Shape[1] + top - 1) / window.StrideY + 1),
                OutWidth = Math.Min(window.OutWidth, (x.Shape[2] + left - 1) / window.StrideX + 1)
            };
        }
        Tensor y = Like(x, x.Shape[0], window.OutHeight, window.OutWidth, x.Shape[3]);
        return [new Pool2D(PoolKind.Average, x, y, window, AnyActivation())];
    });

    [TestMethod]
    public void AveragesOfEverySum()
    {
        // All sums of up to 64 values; of more values, the sums around each at which the average changes.
        int[] counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 25, 36, 49, 64, 100, 255, 256, 257, 300, 1000];
        List<Graph> graphs = [];
        List<sbyte[]> inputs = [];
        foreach (int cells in counts)
        {
            int[] sums = cells <= 64 ? [.. Enumerable.Range(-128 * cells, 255 * cells + 1)]
                : [.. Enumerable.Range(-256, 511).SelectMany(halves => Enumerable.Range(halves * cells / 2 - 2, 5))
                    .Where(sum => sum >= -128 * cells && sum <= 127 * cells).Distinct()];
            Tensor x = Int8([1, 1, cells, sums.Length], 3);
            graphs.Add(Layer(new Pool2D(PoolKind.Average, x, Like(x, 1, 1, 1, sums.Length),
                new Window(1, cells, 1, 1, 1, 1, 0, 0, 1, 1), Activation.None)));
            // A sum is divided evenly between its cells; the first ones get the rest.
            inputs.Add([.. Enumerable.Range(0, cells).SelectMany(cell => sums.Select(sum =>
                (sbyte)(Math.DivRem(sum + 128 * cells, cells, out int rest) - 128 + (cell < rest ? 1 : 0))))]);
        }
        Check(graphs, i => [inputs[i]]);
    }

    [TestMethod]
    public void MeansAndSumsOfManyCells() => CheckLayers(20, _ =>
    {
        int h = Pick(1, 3, 6, 20), w = Pick(1, 7, 16, 40), c = Pick(1, 2, 5);
        Tensor x = Int8([Pick(1, 2), h, w, c], AnyZeroPoint());
        (int[] axes, int[] kept) = Pick(0, 1, 2) switch
        {
            0 => (new[] { 1, 2 }, new[] { x.Shape[0], 1, 1, c }),
            1 => ([2], [x.Shape[0], h, 1, c]),
            _ => ([1, 2, 3], [x.Shape[0], 1, 1, 1]),
        };
        return [new Reduce(ReduceKind.Mean, x, axes, Int8(kept, AnyZeroPoint())),
            new Reduce(ReduceKind.Sum, x, axes, Int8(kept, AnyZeroPoint())), new Reduce(ReduceKind.Mean, x, axes, Like(x, kept))];
    });

    [TestMethod]
    [DataRow(2, 2, 8, 39.2)] // the kernel took 137
    [DataRow(2, 2, 3, 40)]
    [DataRow(3, 3, 8, 69.2)]
    [DataRow(8, 8, 8, 477)] // a loop over all cells
    public void AveragePoolsCostWhatIsStated(int rows, int columns, int channels, double maxPerOutput)
    {
        Tensor x = Int8([1, 8 * rows, 8 * columns, channels], 3);
        Graph graph = Layer(new Pool2D(PoolKind.Average, x, Like(x, 1, 8, 8, channels),
            new Window(rows, columns, rows, columns, 1, 1, 0, 0, 8, 8), Activation.None));
        double perOutput = (double)ModelProfile.Of(graph, ModelProfile.Compiled).Layers[0].Cost.Instructions / (64 * channels);
        Assert.IsInRange(0.95 * maxPerOutput, maxPerOutput, perOutput);
    }

    [TestMethod]
    public void DepthwiseConvolutionsThatMakeTheirInput()
    {
        Graph[] graphs = [.. Enumerable.Range(0, LongRun.Cases(45, 120)).Select(number =>
        {
            int c = Pick(1, 2, 3, 5), k = Pick(2, 3, 7, 8, 12), groups = c == 3 && k % 3 == 0 ? Pick(1, 3) : 1;
            Tensor x = Int8([1, Pick(9, 16, 31), Pick(1, 2, 5, 9), c], Pick(-128, 127, AnyInt8()));
            Window window = number % 2 == 0 ? new Window(1, 1, 1, 1, 1, 1, 0, 0, x.Shape[1], x.Shape[2]) : AnyWindow(x);
            Operator first = c == 1 && number % 3 == 0 ? Depthwise(x, k, window, AnyActivation())
                : Convolution(x, k, window, AnyActivation(), groups);
            Window after = number % 3 > 0 ? AnyWindow(first.Output)
                : new Window(3, 3, Pick(1, 2), Pick(1, 2), 1, 1, 1, 1, (window.OutHeight + 1) / 2, (window.OutWidth + 1) / 2);
            DepthwiseConv2D second = Depthwise(first.Output, k, after, AnyActivation());
            return new Graph("pair", [x], [second.Output], [first, second]);
        })];
        int pairs = graphs.Count(graph => Source(graph).Contains(" + DEPTHWISE_CONV_2D"));
        Assert.IsInRange(graphs.Length / 6, graphs.Length * 5 / 6, pairs);
        Check(graphs);
    }

    [TestMethod]
    public void EqualFiltersAreSummedOnce()
    {
        // Filters 0, 2 and 5 are equal with biases of their own, 1 and 4 as well, 3 is all zero.
        const int Taps = 18;
        sbyte[] Filter(int scale, int offset) => [.. Enumerable.Range(0, Taps).Select(tap => (sbyte)(scale * tap + offset))];
        sbyte[] a = Filter(1, -40), b = Filter(3, 1), zero = new sbyte[Taps];
        Tensor connected = Int8([1, Taps], 3), map = Int8([1, 9, 9, 2], -7);
        Tensor bias = new("b", new Shape(6), ElementType.Int32, null, new int[] { 100, -70, 900, 55, -70, 100 });
        Tensor Weights(params int[] axes) =>
            new("w", new Shape(axes), ElementType.Int8, Quantization.PerTensor(0.01f, 0), (sbyte[])[.. a, .. b, .. a, .. zero, .. b, .. a]);
        Graph graph = Layer(new FullyConnected(connected, Weights(6, Taps), bias, Int8([1, 6], 4), Activation.None));
        // One long holds both sums: a product for each tap, and no more.
        Assert.AreEqual(Taps, Regex.Count(CSharpCompiler.CompileSums(graph, "Models", "Model"), @"x\d+ \* "));
        List<Graph> graphs = [graph];
        foreach (int stride in (int[])[1, 2])
        {
            Window window = new(3, 3, stride, stride, 1, 1, 1, 1, 9 / stride + 9 % stride, 9 / stride + 9 % stride);
            graphs.Add(Layer(new Conv2D(map, Weights(6, 3, 3, 2), bias, Output(map, window, 6), window, Activation.None)));
            Tensor zeros = new("w", new Shape(2, 3, 3, 2), ElementType.Int8, Quantization.PerTensor(0.01f, 0), new sbyte[36]);
            graphs.Add(Layer(new Conv2D(map, zeros, Bias(2), Output(map, window, 2), window, Activation.Relu)));
        }
        Check(graphs);
    }

    [TestMethod]
    public void PrunedConvolutions()
    {
        List<Graph> graphs = [];
        for (int number = 0; number < LongRun.Cases(60, 150); number++)
        {
            Tensor x = Map(1, Pick(1, 2, 3, 6));
            Window window = AnyWindow(x);
            if (number % 3 > 0) window = window with { StrideX = 1, StrideY = 1, DilationX = 1, DilationY = 1 };
            int h = x.Shape[1] + window.PadTop - window.Rows + 1, w = x.Shape[2] + window.PadLeft - window.Columns + 1;
            if (number % 3 > 0 && (h < 1 || w < 1)) continue;
            if (number % 3 > 0) window = window with { OutHeight = h, OutWidth = w };
            Conv2D dense = Convolution(x, Pick(2, 3, 6, 7, 12), window, AnyActivation());
            Conv2D pruned = new(x, Pruned(dense, Pick(20, 60, 90)), dense.Bias, dense.Output, window, dense.Activation);
            if (number % 3 < 2 || h < 2 || w < 2) graphs.Add(Layer(pruned));
            else
            {
                Tensor y = Like(pruned.Output, 1, h / 2, w / 2, pruned.Output.Shape[3]);
                Pool2D pool = new(PoolKind.Maximum, pruned.Output, y, new Window(2, 2, 2, 2, 1, 1, 0, 0, h / 2, w / 2), Activation.None);
                graphs.Add(new Graph("pooled", [x], [y], [pruned, pool]));
            }
        }
        Check(graphs);
    }

    [TestMethod]
    [DataRow(1, 9)] // one window, loaded at once
    [DataRow(2, 2)] // a window that moves by two columns
    [DataRow(1, 2)] // a window that moves by one column
    public void PrunedWeightsHaveNoCode(int stride, int extent)
    {
        const int Taps = 18, Filters = 6;
        int size = 3 + (extent - 1) * stride;
        Tensor x = Int8([1, size, size, 2], 5);
        Window window = new(3, 3, stride, stride, 1, 1, 0, 0, extent, extent);
        Graph Pruned(Func<int, int, bool> isLeft)
        {
            sbyte[] weights = [.. Enumerable.Range(0, Filters * Taps)
                .Select(i => (sbyte)(isLeft(i / Taps / 3, i % Taps) ? i % 50 + 1 : 0))];
            Tensor filters = new("w", new Shape(Filters, 3, 3, 2), ElementType.Int8, Quantization.PerTensor(0.01f, 0), weights);
            return Layer(new Conv2D(x, filters, Bias(Filters), Output(x, window, Filters), window, Activation.Relu));
        }
        long Cost(Func<int, int, bool> isLeft) =>
            ModelProfile.Of(Pipeline.Run(Pruned(isLeft)), ModelProfile.Compiled).Total.Instructions;
        long dense = Cost((_, _) => true);
        // A third of the first group's taps are gone: 4 instructions each, at every position.
        Assert.IsLessThanOrEqualTo(dense - 4 * 5 * extent * extent, Cost((group, tap) => group == 1 || tap % 3 > 0));
        // A channel that no filter reads is not loaded either: at least 5 instructions for each row of the window.
        Assert.IsLessThanOrEqualTo(dense - (2 * 4 * 8 + 3 * 5) * extent * extent, Cost((_, tap) => tap % 2 == 0));
        Check([Pruned((group, tap) => group == 1 || tap % 3 > 0), Pruned((_, tap) => tap % 2 == 0)]);
    }

    [TestMethod]
    public void WideLayers()
    {
        // Sums that are flushed, called for each position, streamed in several methods, or too long to be code at all.
        int[] channels = [20, 60, 110, 130, 300];
        IEnumerable<Operator> layers = channels.Select(c => Convolution(Int8([1, 4, 4, c], 3), 7, Same(4)));
        // All weights at the end: every 63 products fill a lane.
        Tensor full = Int8([1, 4, 4, 40], -128);
        sbyte[] ends = [.. Enumerable.Repeat((sbyte)-128, 9 * 40 * 30)];
        Tensor filters = new("w", new Shape(30, 3, 3, 40), ElementType.Int8, Quantization.PerTensor(0.001f, 0), ends);
        Check([.. layers.Select(Layer), Layer(Convolution(Int8([1, 1, 1, 2120], -7), 5, new Window(1, 1, 1, 1, 1, 1, 0, 0, 1, 1))),
            Layer(Connected(3000, 4, 1)), Layer(Depthwise(Int8([1, 3, 3, 700], 0), 700, Same(3), Activation.Relu)),
            Layer(new Conv2D(full, filters, Bias(30), Output(full, Same(4), 30), Same(4), Activation.None))]);
    }

    [TestMethod]
    public void FloatInsideIsATable()
    {
        Tensor x = Int8([1, 300], 3), real = new("real", x.Shape, ElementType.Float32, null), y = Int8([1, 300], -20);
        Check([new Graph("float", [x], [y], [new Dequantize(x, real), new QuantizeFloat(real, y)])]);
    }

    [TestMethod]
    public void WhatIsNotInt8IsRefusedByName()
    {
        Graph graph = Layer(new ArgMax(Int8([1, 10], 3), 1, new("best", new Shape(1), ElementType.Int32, null)));
        Assert.Contains("'best' is Int32", Assert.ThrowsExactly<ModelException>(() => Source(graph)).Message);
    }

    [TestMethod]
    public void LayersThatDoNotFitBecomeTables()
    {
        Tensor x = Int8([1, 8, 8, 16], 1), map = Int8([1, 8, 8, 16], 2), flat = Like(map, 1, 1024), y = Int8([1, 20], 0);
        Tensor Dense(Shape shape) =>
            new("w", shape, ElementType.Int8, Quantization.PerTensor(0.01f, 0), OperatorRun.Random(Random, shape.Length));
        Conv2D convolution = new(x, Dense(new(16, 3, 3, 16)), Bias(16), map, Same(8), Activation.Relu);
        FullyConnected connected = new(flat, Dense(new(20, 1024)), Bias(20), y, Activation.None);
        Graph graph = new("g", [x], [y], [convolution, new Reshape("RESHAPE", map, flat), connected]);
        CompiledSource Compiled(bool splits, int maxBytes) =>
            CSharpCompiler.Compile(graph, "Models", "Model", "test", splits, maxBytes, ModelProfile.CostOf);
        CompiledSource one = Compiled(false, 60000), several = Compiled(true, 60000);
        Assert.HasCount(1, one.Files);
        Assert.HasCount(1, one.Tables);
        Assert.Contains("tables in RAM", one.Files[0].Text);
        Assert.IsGreaterThan(2, several.Files.Length);
        Assert.IsEmpty(several.Tables);
        // A table runs on a kernel of EdgeConv.Packed; what is code needs EdgeConv alone.
        Assert.IsTrue(one.NeedsPacked && one.Files[^1].Text.Contains("references EdgeConv.Packed"));
        Assert.IsFalse(several.NeedsPacked || several.Files[^1].Text.Contains("EdgeConv.Packed"));
        byte[][] alone = [.. DeviceLibraries.Images.Take(1)];
        Assert.ThrowsExactly<ToolException>(() => DesktopBuild.Compile("Model", [("Model.cs", one.Files[0].Text)], alone));
        _ = DesktopBuild.Compile("Part", [("Part.cs", several.Files[0].Text)], alone);
        foreach (CompiledSource source in (CompiledSource[])[one, several]) CompareFiles(graph, source, 60000);
        Assert.Contains("--assemblies", Assert.ThrowsExactly<ModelException>(() => Compiled(false, 100)).Message);
    }

    [TestMethod]
    public void AMeanIsApartFromALayerOfTablesAndTogetherInSeveralAssemblies()
    {
        const int Inputs = 48, Outputs = 120;
        Window window = new(1, 1, 1, 1, 1, 1, 0, 0, 6, 6);
        Tensor x = Int8([1, 6, 6, Inputs], 1), filters = new("w", new Shape(Outputs, 1, 1, Inputs), ElementType.Int8,
            Quantization.PerTensor(0.01f, 0), OperatorRun.Random(Random, Inputs * Outputs));
        Conv2D convolution = new(x, filters, Bias(Outputs), Output(x, window, Outputs), window, Activation.Relu);
        Tensor map = convolution.Output, y = Like(map, 1, 1, 1, Outputs);
        Graph graph = new("g", [x], [y],
            [convolution, new Pool2D(PoolKind.Average, map, y, new Window(6, 6, 1, 1, 1, 1, 0, 0, 1, 1), Activation.None)]);
        CompiledSource Compiled(bool splits) =>
            CSharpCompiler.Compile(graph, "Models", "Model", "test", splits, 20000, ModelProfile.CostOf);
        CompiledSource one = Compiled(false), several = Compiled(true);
        Assert.IsTrue(one.Files.Length == 1 && one.Tables.Length == 1 && one.Files[0].Text.Contains("// 1: AVERAGE_POOL_2D"));
        Assert.IsGreaterThan(2, several.Files.Length);
        Assert.IsTrue(several.Tables.IsEmpty && several.Files[^1].Text.Contains("// 0: CONV_2D + AVERAGE_POOL_2D"));
        CompareFiles(graph, one, 20000);
        CompareFiles(graph, several, 20000);
    }

    private protected override Operator[] MoreOperators(Tensor x)
    {
        int[] axes = x.Shape.ToArray(), before = Array.ConvertAll(axes, Random.Next), after = Array.ConvertAll(axes, Random.Next);
        Tensor padded = Like(x, [.. axes.Select((extent, axis) => before[axis] + extent + after[axis])]);
        Tensor Channel() => Like(x, [.. axes[..3], 1]).WithConstant(Values(axes[0] * axes[1] * axes[2]));
        Tensor operand = Constant([axes[2], Pick(1, axes[3])], 9);
        return
        [
            new MirrorPad(x, padded, [.. before], [.. after], Random.Next(2) == 0),
            new Elementwise((ElementwiseKind)Random.Next(3), x, operand, Int8(axes, 4), AnyActivation()),
            new Concatenation([x, Channel(), Channel()], Like(x, [.. axes[..3], axes[3] + 2]), 3, false),
        ];
    }

    // Sets weights of neighboring channels at the same tap to 0, and some taps, rows and channels of all filters.
    private Tensor Pruned(Conv2D convolution, int percent)
    {
        (int outputs, int rows, int columns, int channels) = convolution.Filters.Shape.Nhwc;
        sbyte[] weights = [.. (sbyte[])convolution.Filters.Constant!];
        int row = Random.Next(rows + 2), channel = Random.Next(channels + 2);
        bool[] isGone = [.. Enumerable.Range(0, (outputs + 2) / 3 * rows * columns * channels).Select(_ => Random.Next(100) < percent)];
        for (int i = 0; i < weights.Length; i++)
        {
            int taps = rows * columns * channels, k = i / taps, tap = i % taps;
            if (isGone[k / 3 * taps + tap] || tap / channels / columns == row || tap % channels == channel) weights[i] = 0;
        }
        return convolution.Filters.WithConstant(weights);
    }

    private protected override void Check(IReadOnlyList<Graph> graphs) => Check(graphs, null);

    // Without inputs, random ones are taken.
    private void Check(IReadOnlyList<Graph> graphs, Func<int, Array[]>? inputs)
    {
        Assert.IsNotEmpty(graphs);
        IEnumerable<(string, string)> files = graphs.Select((graph, i) => ($"Model{i}.cs", Source(graph, $"Models{i}")));
        byte[] image = DesktopBuild.Compile("Layers", files, DeviceLibraries.Images);
        using (var module = ModuleDefinition.ReadModule(new MemoryStream(image)))
        {
            IEnumerable<MethodDefinition> methods = module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);
            Assert.AreEqual("", string.Join('\n', methods.Select(CompiledLimits.Breach).OfType<string>()));
        }
        Assembly assembly = Load([.. DeviceLibraries.Images, image]);
        for (int i = 0; i < graphs.Count; i++) Compare(graphs[i], assembly, $"Models{i}.Model", inputs?.Invoke(i));
    }

    private void Compare(Graph graph, Assembly assembly, string type, Array[]? given = null)
    {
        graph = Int8InputsAndOutputs.Run(graph);
        object instance = Activator.CreateInstance(assembly.GetType(type, throwOnError: true)!)!;
        Action<sbyte[], sbyte[]> invoke = instance.GetType().GetMethod("Invoke")!.CreateDelegate<Action<sbyte[], sbyte[]>>(instance);
        for (int round = 0; round < (given is null ? 3 : 1); round++)
        {
            Array[] inputs = given ?? [.. graph.Inputs.Select(input => (Array)Values(input.Shape.Length))];
            TensorValues values = ReferenceEngine.Run(graph, inputs);
            sbyte[] expected = [.. graph.Outputs.SelectMany(values.Int8)], y = new sbyte[expected.Length];
            invoke([.. inputs.SelectMany(input => (sbyte[])input)], y);
            CollectionAssert.AreEqual(expected, y, $"{type} {Described(graph)}");
        }
    }

    private void CompareFiles(Graph graph, CompiledSource source, int maxBytes)
    {
        List<byte[]> images = [.. DeviceLibraries.Images];
        foreach ((string name, string text, int bytes) in source.Files)
        {
            images.Add(DesktopBuild.Compile(name, [(name + ".cs", text)], [.. images]));
            CompiledLimits.Check(images[^1]);
            Assert.IsLessThanOrEqualTo(maxBytes, bytes);
        }
        Compare(graph, Load(images), "Models.Model");
    }

    private static Assembly Load(List<byte[]> images)
    {
        var context = new AssemblyLoadContext("layers");
        return images.ConvertAll(image => context.LoadFromStream(new MemoryStream(image)))[^1];
    }

    private static string Source(Graph graph, string name = "Models") => CSharpCompiler.Compile(graph, name, "Model", "test");
}
