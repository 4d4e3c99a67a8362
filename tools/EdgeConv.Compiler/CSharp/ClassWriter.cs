namespace EdgeConv.Compiler.CSharp;

/// <summary>Collects the code of a compiled model's class: its fields, the statements of Invoke, and the methods of its layers.</summary>
internal sealed class ClassWriter
{
    // The kernels that are in the library EdgeConv.Packed.
    private static readonly HashSet<string> s_packedKernels = ["Conv2D", "DepthwiseConv2D", "FullyConnected", "TransposeConv2D"];

    private readonly ArenaPlan _arena;
    private readonly ArenaScratch _scratch;
    private readonly SortedDictionary<int, int> _paddings = [];
    private readonly CodeWriter _run = new();
    private readonly CodeWriter _fields = new();
    private readonly Dictionary<Tensor, string> _constants = new(ReferenceEqualityComparer.Instance);
    private int _layer;

    /// <summary>Begins a class.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="arena">The offsets of its tensors.</param>
    /// <param name="storesAccumulators">True if the only layer writes its int32 accumulators to the array <c>sums</c>, for
    /// benchmarks.</param>
    /// <param name="tables">Layers that run on a kernel of the device library, with their weights in tables.</param>
    internal ClassWriter(Graph graph, ArenaPlan arena, bool storesAccumulators, IReadOnlySet<Operator> tables)
    {
        (StoresAccumulators, _arena, _scratch) = (storesAccumulators, arena, new ArenaScratch(graph, arena));
        foreach (Operator op in graph.Operators.SelectMany(op =>
            op is ConvolvedDepthwise pair ? (Operator[])[pair.Convolution, pair.Reader] : [op]))
            if (CompiledOperators.IsSummed(op) && !tables.Contains(op)) Tables.Include(CompiledOperators.AccumulatorsOf(op));
    }

    /// <summary>True if the only layer writes its int32 accumulators to the array <c>sums</c> instead of int8 activations.</summary>
    internal bool StoresAccumulators { get; }

    /// <summary>Name of the array to which layers write.</summary>
    internal string OutputArray => StoresAccumulators ? "sums" : "a";

    /// <summary>True if a layer runs on a kernel of the library EdgeConv.Packed. Otherwise the library EdgeConv is enough.</summary>
    internal bool NeedsPacked { get; private set; }

    internal ClampTables Tables { get; } = new();

    internal CodeWriter Methods { get; } = new();

    /// <summary>The statements of Invoke.</summary>
    internal string RunText => _run.ToString();

    /// <summary>The declarations of fields.</summary>
    internal string FieldText => _fields.ToString();

    internal int ArenaBytes => _scratch.Bytes;

    /// <summary>The arrays from which padding is copied: name, length, and the zero point that all elements have.</summary>
    internal IEnumerable<(string Name, int Length, int Value)> Paddings =>
        _paddings.Select(padding => (PaddingName(padding.Key), padding.Value, padding.Key));

    /// <summary>The beginning of the names of the current layer's methods, e.g. Layer3.</summary>
    internal string Name => "Layer" + _layer;

    /// <summary>Begins the next layer.</summary>
    /// <param name="op">The layer.</param>
    /// <param name="number">Index of the layer in running order.</param>
    /// <param name="note">Text that is added to the layer's comment, or "".</param>
    internal void Begin(Operator op, int number, string note)
    {
        _layer = number;
        _run.Line($"// {number}: {op.Kind} {string.Join(", ", op.Inputs.Where(i => !i.IsConstant).Select(i => i.Shape.ToString()))} -> "
            + $"{op.Output.Shape}{note}");
    }

    /// <summary>Adds a statement to Invoke, where <c>a</c> is the arena.</summary>
    internal void Run(string statement) => _run.Line(statement);

    /// <summary>Begins a block in Invoke; dispose the result to end it.</summary>
    internal IDisposable RunBlock(string head) => _run.Block(head);

    /// <summary>Adds a private field for the current layer and returns its name.</summary>
    internal string Field(string type, string suffix, string value)
    {
        string name = $"_layer{_layer}{suffix}";
        _fields.Line($"private readonly {type} {name} = {value};");
        return name;
    }

    /// <summary>The position of a tensor in the arena, or in a field that holds the tensor's constant.</summary>
    internal ArrayOffset AddressOf(Tensor tensor)
    {
        if (tensor.Constant is not sbyte[] constant) return new("a", Offset(tensor));
        if (!_constants.TryGetValue(tensor, out string? field))
        {
            field = Field("sbyte[]", "Constant" + (_constants.Count == 0 ? ""
                : _constants.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)), Array(constant));
            _constants.Add(tensor, field);
        }
        return new(field, 0);
    }

    /// <summary>True if the arena has room for so many bytes while the layer runs, without becoming larger.</summary>
    internal bool HasRoom(long bytes) => _scratch.HasRoom(_layer, bytes);

    /// <summary>Reserves so many bytes of the arena for the time that the layer runs, and returns their offset.</summary>
    internal int Scratch(long bytes) => _scratch.Reserve(_layer, bytes);

    /// <summary>The name of a field with an array of at least <paramref name="length"/> elements that are all the zero point.</summary>
    internal string Padding(int zeroPoint, int length)
    {
        _paddings[zeroPoint] = Math.Max(length, _paddings.GetValueOrDefault(zeroPoint));
        return PaddingName(zeroPoint);
    }

    private static string PaddingName(int zeroPoint) => $"_padding{zeroPoint + 128}";

    /// <summary>The offset of a tensor in the arena.</summary>
    internal int Offset(Tensor tensor) => _arena.OffsetOf(tensor);

    /// <summary>The offset of a layer's output in <see cref="OutputArray"/>.</summary>
    internal int OutputOffset(Tensor tensor) => StoresAccumulators ? 0 : Offset(tensor);

    /// <summary>
    /// Adds a field with a kernel of the device library and a call of the kernel, for layers whose code is not written out.
    /// </summary>
    /// <param name="factory">The kernel's class, or a static method of the class that makes a kernel, e.g. Elementwise.Sum.</param>
    /// <param name="arguments">Arguments of the constructor or method.</param>
    /// <param name="tensors">Inputs and output of the call.</param>
    internal void Kernel(string factory, string arguments, params Tensor[] tensors)
    {
        string type = factory.Split('.')[0];
        NeedsPacked |= s_packedKernels.Contains(type);
        string field = Field(type, "", $"{(type == factory ? "new " : "")}{factory}({arguments})");
        Run($"{field}.Invoke({string.Join(", ", tensors.Select(AddressOf))});");
    }

    /// <summary>Copies a tensor to one with as many values; adds no code if both have the same offset in the arena.</summary>
    internal void View(Tensor from, Tensor to)
    {
        if (from.IsConstant || Offset(from) != Offset(to)) Run($"Array.Copy({AddressOf(from)}, {AddressOf(to)}, {to.Shape.Length});");
    }

    /// <summary>Copies blocks of values from tensor to tensor.</summary>
    internal void Copy(params IEnumerable<BlockCopy> copies)
    {
        foreach (BlockCopy copy in copies)
            Copy(AddressOf(copy.From) + copy.FromOffset, Offset(copy.To) + copy.ToOffset, copy.Extents, copy.FromSteps, copy.ToSteps);
    }

    /// <summary>Copies a block of any shape from one layout to another. Elements that follow each other on both sides are copied by one
    /// Array.Copy.</summary>
    /// <param name="source">Position of the block in the source.</param>
    /// <param name="to">Offset of the block in the arena.</param>
    /// <param name="extents">Shape of the block.</param>
    /// <param name="sourceSteps">Per axis: elements from one index to the next in the source.</param>
    /// <param name="steps">Per axis: elements from one index to the next in the arena.</param>
    internal void Copy(ArrayOffset source, int to, ReadOnlySpan<int> extents, ReadOnlySpan<int> sourceSteps, ReadOnlySpan<int> steps)
    {
        int axes = extents.Length, run = 1;
        // Innermost axes whose elements follow each other without gaps on both sides are copied together.
        while (axes > 0 && (extents[axes - 1] == 1 || (sourceSteps[axes - 1] == run && steps[axes - 1] == run))) run *= extents[--axes];
        List<IDisposable> loops = [];
        string from = $"{source.Offset}", target = $"{to}";
        for (int axis = 0; axis < axes; axis++)
        {
            if (extents[axis] == 1) continue;
            loops.Add(_run.Block($"for (int i{axis} = 0; i{axis} < {extents[axis]}; i{axis}++)"));
            from += $" + i{axis} * {sourceSteps[axis]}";
            target += $" + i{axis} * {steps[axis]}";
        }
        Run(run == 1 ? $"a[{target}] = {source.Array}[{from}];" : $"Array.Copy({source.Array}, {from}, a, {target}, {run});");
        loops.Reverse();
        foreach (IDisposable loop in loops) loop.Dispose();
    }

    /// <summary>
    /// Writes loops over a block, the innermost axis last. The body gets a function that makes the index expression of an element from an
    /// offset and the steps per axis.
    /// </summary>
    internal void Each(ReadOnlySpan<int> extents, Action<Func<int, int[], string>> body)
    {
        List<IDisposable> loops = [];
        List<int> axes = [];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            if (extents[axis] == 1) continue;
            axes.Add(axis);
            loops.Add(_run.Block($"for (int i{axis} = 0; i{axis} < {extents[axis]}; i{axis}++)"));
        }
        body((start, steps) =>
            string.Concat([$"{start}",
            .. axes.Where(axis => steps[axis] != 0).Select(axis => $" + i{axis}{(steps[axis] == 1 ? "" : $" * {steps[axis]}")}")]));
        loops.Reverse();
        foreach (IDisposable loop in loops) loop.Dispose();
    }

    /// <summary>A requantization as C#.</summary>
    internal static string Requantization(IReadOnlyList<Multiplier> multipliers, Tensor output, Activation activation)
    {
        (int minimum, int maximum) = ActivationRange.Of(activation, output.Quantized);
        return $"new Requantization({Array(multipliers.Select(m => m.Mantissa))}, {Array(multipliers.Select(m => m.Shift))}, "
            + $"{output.Quantized.ZeroPoint}, {minimum}, {maximum})";
    }

    /// <summary>An array of ints as C#.</summary>
    internal static string Array(IEnumerable<int> values) => $"new int[] {{ {string.Join(", ", values)} }}";

    /// <summary>A shape of at least one axis as C#.</summary>
    internal static string Axes(Shape shape) => Array(shape.Rank == 0 ? [1] : shape.Axes);

    /// <summary>A window over a map as C#.</summary>
    internal static string WindowOf(Tensor input, Window window)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        return $"new Window2D({n}, {h}, {w}, {c}, {window.Rows}, {window.Columns}, {window.StrideY}, {window.StrideX}, "
            + $"{window.DilationY}, {window.DilationX}, {window.PadTop}, {window.PadLeft}, {window.OutHeight}, {window.OutWidth})";
    }

    /// <summary>Biases as C#.</summary>
    internal static string Bias(Tensor? bias) => bias is null ? "null" : Array((int[])bias.Constant!);

    /// <summary>An array of sbytes as C#.</summary>
    internal static string Array(IEnumerable<sbyte> values) => $"new sbyte[] {{ {string.Join(", ", values)} }}";
}
