using EdgeConv.Compiler.Packed;
using EdgeConv.Slots;

namespace EdgeConv.Compiler.SelfTests;

/// <summary>
/// An .ecm file with the self-test that was chosen for it. It is chosen so that a wrong weight shows: <see cref="Copies"/> copies of the
/// model were tried, each with one random weight changed to a random value, at least <see cref="MinChange"/> away. Smaller changes are
/// often less than one step of a layer's output.
/// </summary>
/// <param name="File">The file, with its self-test.</param>
/// <param name="Layers">Layers that are tested alone, each on noise.</param>
/// <param name="LayerInferences">Inferences of these layers in all.</param>
/// <param name="Inputs">Inputs on which the whole model is tested, 0 to 4.</param>
/// <param name="Copies">Copies that were tried; 0 if no layer has weights.</param>
/// <param name="Caught">How many of them the tests of the layers catch.</param>
/// <param name="Hidden">Changed weights that were drawn but not tried: no input can show them, because the output of their channel never
/// leaves its clamp.</param>
/// <param name="MaxSeconds">Time that the slowest board may take for the self-test, predicted; null for a model too large to be
/// counted.</param>
public sealed record TestedFile(EcmFile File, int Layers, int LayerInferences, int Inputs, int Copies, int Caught, int Hidden,
    double? MaxSeconds)
{
    /// <summary>Copies that are tried.</summary>
    public const int MaxCopies = 200;

    /// <summary>How far a changed weight is from its value, of 255 steps.</summary>
    public const int MinChange = 16;

    /// <summary>Seconds that a self-test of more than one inference takes at most.</summary>
    public const double MaxTestSeconds = 10;

    // More copies, so that what is chosen catches others than those that are counted. Each takes some inferences of a channel.
    private const int MoreCopies = 3800, MoreCopiesOfLargeModel = 800, MinCopiesOfLayer = 20;

    private const long LargeModelMacs = 1_000_000;

    // Rounds of all layers in a row that show nothing new.
    private const int MaxIdle = 200;

    // Multiply-accumulates, and values of noise, that are spent on more rounds: some seconds.
    private const long MaxWork = 300_000_000;

    /// <summary>Adds a self-test; a model without weights and tables gets none.</summary>
    /// <param name="graph">What the file was made from.</param>
    /// <param name="file">The file.</param>
    /// <param name="frames">Inputs for the whole model, all of its inputs one after another; null for noise.</param>
    /// <param name="progress">Called with what is done and which fraction; may be null.</param>
    public static TestedFile Of(Graph graph, EcmFile file, IReadOnlyList<sbyte[]>? frames = null, Action<string, double>? progress = null)
    {
        if (file.Layers.IsEmpty) return new TestedFile(file, 0, 0, 0, 0, 0, 0, 0);
        progress?.Invoke("counting instructions", 0);
        TestTime? time = TestTime.Of(graph, file);
        (List<ChangedWeight> counted, List<ChangedWeight> all, int hidden) = Copy(file);
        List<LayerTest> tests = [];
        foreach (PackedLayer layer in file.Layers.OrderByDescending(layer => layer.Operator.Parameters).Take(SelfTest.MaxLayers))
        {
            progress?.Invoke("choosing the self-test", tests.Count / (double)file.Layers.Length);
            tests.Add(new LayerTest(layer, all.FindAll(copy => copy.Layer == layer.Operator)));
        }
        tests = [.. tests.OrderBy(test => test.Layer.First)];
        // As many inputs of the whole model as a quarter of the time is enough for.
        double whole = time?.Inference ?? double.PositiveInfinity;
        int inputs = (int)Math.Clamp(MaxTestSeconds / 4 / whole, frames is null ? 0 : 1,
            Math.Min(SelfTest.MaxInputs, frames?.Count ?? SelfTest.MaxInputs));
        if (time is not null) AddRounds(tests, time, MaxTestSeconds - inputs * whole);

        List<TestInput> chosen = frames is null ? TestInput.Noise(graph, SelfTestBlock.Compared(file).Operator.Output, inputs)
            : [.. Enumerable.Range(0, inputs).Select(i => new TestInput(frames[(int)((long)i * frames.Count / inputs)]))];
        EcmFile tested = file.WithSelfTest(SelfTestBlock.Write(file, tests, chosen, new uint[tests.Count + chosen.Count]));
        // The engine itself computes what the board must.
        PackedModel model = PackedModel.Load(tested.Bytes);
        SelfTest test = SelfTest.Read(new ByteArraySource(tested.Bytes));
        uint[] results = [.. Enumerable.Range(0, test.Count).Select(step => test.Crc(model, step))];
        HashSet<ChangedWeight> open = [.. tests.SelectMany(test => test.Open)];
        return new TestedFile(file.WithSelfTest(SelfTestBlock.Write(file, tests, chosen, results)), tests.Count,
            tests.Sum(test => test.Rounds), inputs, counted.Count, counted.Count(copy => !open.Contains(copy)), hidden,
            time is null ? null : tests.Sum(time.Of) + inputs * whole);
    }

    // Rounds go to where they catch most in their time.
    private static void AddRounds(List<LayerTest> tests, TestTime time, double seconds)
    {
        long work = 0;
        for (int idle = 0; idle < MaxIdle && work < MaxWork;)
        {
            double left = seconds - tests.Sum(time.Of);
            List<LayerTest> candidates =
                tests.FindAll(test => test.Open.Count > 0 && time.OfRound(test) * test.NextRounds <= left
                    && test.Rounds + test.NextRounds <= SelfTest.MaxRounds);
            if (candidates.Count == 0) return;
            LayerTest best = candidates.MaxBy(test => test.Gain / (time.OfRound(test) * test.NextRounds))!;
            if (best.Gain > 0)
            {
                idle = 0;
                work += best.Layer.Operator.Macs;
                best.Use();
                continue;
            }
            idle++;
            foreach (LayerTest test in candidates)
            {
                work += test.Layer.Operator.Macs + 20 * test.Layer.Input.Shape.Length;
                test.Pass();
            }
        }
    }

    // The copies that are counted, all copies, and how many draws gave a change that no input can show.
    private static (List<ChangedWeight> Counted, List<ChangedWeight> All, int Hidden) Copy(EcmFile file)
    {
        WeightedOperator[] layers = [.. file.Layers.Select(layer => layer.Operator).OfType<WeightedOperator>()];
        long weights = layers.Sum(layer => (long)layer.Filters.Shape.Length);
        Random random = new(1);
        List<ChangedWeight> all = [];
        int hidden = 0;
        void Add(int count, Func<(WeightedOperator Layer, long Index)> draw)
        {
            // A model of which all weights are hidden ends it too.
            for (int end = all.Count + count, tries = 2 * count; all.Count < end && tries > 0; tries--)
            {
                (WeightedOperator layer, long index) = draw();
                ChangedWeight copy = new(layer, (int)index, Other(layer.FilterValues[index], random));
                if (copy.IsHidden) hidden++;
                else all.Add(copy);
            }
        }
        (WeightedOperator, long) Any()
        {
            long index = random.NextInt64(weights);
            int layer = 0;
            while (index >= layers[layer].Filters.Shape.Length) index -= layers[layer++].Filters.Shape.Length;
            return (layers[layer], index);
        }

        if (weights == 0) return ([], [], 0);
        Add(MaxCopies, Any);
        (List<ChangedWeight> counted, int hiddenThere) = ([.. all], hidden);
        Add(layers.Sum(layer => layer.Macs) > LargeModelMacs ? MoreCopiesOfLargeModel : MoreCopies, Any);
        foreach (WeightedOperator layer in layers)
            Add(MinCopiesOfLayer - all.Count(copy => copy.Layer == layer), () => (layer, random.Next(layer.Filters.Shape.Length)));
        return (counted, all, hiddenThere);
    }

    private static sbyte Other(sbyte weight, Random random)
    {
        int value;
        do value = random.Next(sbyte.MinValue, sbyte.MaxValue + 1);
        while (Math.Abs(value - weight) < MinChange);
        return (sbyte)value;
    }
}
