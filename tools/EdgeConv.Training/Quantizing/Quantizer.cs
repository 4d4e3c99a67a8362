using EdgeConv.Compiler.Passes;
using Google.Protobuf;

namespace EdgeConv.Training.Quantizing;

/// <summary>Options of quantization. For each one that is null, the value with the smallest measured error is chosen.</summary>
public sealed record QuantizerOptions
{
    /// <summary>Conversion of sensor values to the input that the float model expects.</summary>
    public InputScaling Scaling { get; init; } = InputScaling.None;

    /// <summary>Maximum number of calibration frames, at least 1.</summary>
    public int Frames { get; init; } = 256;

    /// <summary>Method that derives the ranges of activations; null chooses it per tensor by the error.</summary>
    public RangeMethod? Ranges { get; init; }

    /// <summary>Kind of cross-layer equalization; null chooses it by the error.</summary>
    public EqualizationKind? Equalization { get; init; }

    /// <summary>Whether a fully connected layer gets one scale for all outputs, as .json models require; else one per output.</summary>
    public bool OneScalePerGemm { get; init; }

    /// <summary>Whether biases are corrected for the rounding of weights; null keeps the correction if it lowers the error.</summary>
    public bool? CorrectsBias { get; init; }
}

/// <summary>
/// Quantizes float .onnx models to int8, with one scale per output channel for weights and one per tensor for activations, as in TensorFlow
/// Lite's 8-bit quantization specification.
/// </summary>
public sealed class Quantizer
{
    // Maximum number of activations of one frame in all tensors together; models for boards stay far below.
    private const long MaxActivations = 1 << 24;

    // Maximum multiply-accumulates that the reference engine spends on trying ranges tensor by tensor.
    private const long MaxTried = 3_000_000_000;

    private const int MaxAdvised = 3, MaxLabelled = 2_000;

    private readonly byte[] _file;
    private readonly FloatModel _original;
    private readonly FloatModel _model;
    private readonly QuantizedValues _values;
    private readonly Dictionary<string, int[]> _dims = [];
    private readonly int[] _order;

    /// <summary>Reads a model and prepares it. A model that cannot be quantized is refused here, before anything runs.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="file">Content of the .onnx file.</param>
    /// <exception cref="ModelException">The file is damaged, already quantized or too large, or has nodes that are not supported; the
    /// message names them.</exception>
    public Quantizer(string name, byte[] file)
    {
        _file = file;
        QuantizedModel trial;
        try
        {
            _original = FloatModel.Read(name, file);
            _model = _original.Copy();
            FloatRewriting.Run(_model);
            _values = new QuantizedValues(_model);
            // This trial with arbitrary ranges checks shapes, attributes and operators before anything runs.
            trial = new(_model, _values, _ => new ValueRange(-1, 1), false);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException("the file is not an .onnx file, or it is damaged", e);
        }
        catch (Exception e) when (e is OverflowException or ArithmeticException or IndexOutOfRangeException or ArgumentException
        or InvalidCastException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelException("the file is damaged: its nodes do not fit each other", e);
        }
        OnnxValue input = trial.ValueOf(_model.Input.Name);
        _order = input.Order;
        (_, int h, int w, int c) = input.Tensor!.Shape.Nhwc;
        InputShape = new FrameShape(h, w, c);
        long activations = 0;
        foreach (string value in _values.Names)
        {
            _dims[value] = trial.ValueOf(value).Dims;
            activations += _dims[value].Aggregate(1L, (product, extent) => product * extent);
        }
        if (activations > MaxActivations) throw new ModelException(
            $"the model has {Amount.Of(activations, "activation")}; quantize takes at most {Amount.Of(MaxActivations)}");
    }

    /// <summary>Shape of the frames that the model takes, HWC.</summary>
    public FrameShape InputShape { get; }

    /// <summary>Quantizes the model.</summary>
    /// <param name="data">Calibration frames of <see cref="InputShape"/>.</param>
    /// <param name="options">Options of quantization.</param>
    /// <param name="progress">Called with the name of the current step and its progress, 0 to 1; may be null.</param>
    /// <exception cref="ModelException">The model cannot be quantized.</exception>
    /// <exception cref="UserException">The frames have another shape than the model's input, or a label has no output.</exception>
    public QuantizationResult Run(CalibrationSet data, QuantizerOptions options, Action<string, double>? progress = null)
    {
        if (data.Shape != InputShape)
            throw new UserException($"{data.Name} holds frames of {data.Shape}, but the model takes {InputShape}");
        FloatModel model = _model.Copy();
        bool takesSensorValues = options.Scaling.PutInto(model, _order);
        QuantizedValues values = new(model);
        // The scaling may become an additional layer; its output has the input's shape.
        int[] DimsOf(string value) => _dims.TryGetValue(value, out int[]? dims) ? dims : _dims[model.Input.Name];
        // Original is frame i for the file's own model, Taken is the same frame for the model that is quantized.
        float[] Original(int i) => FromNhwc(options.Scaling.Apply(data.Frames[i]), InputShape);
        float[] Taken(int i) => takesSensorValues ? FromNhwc(data.Frames[i], InputShape) : Original(i);
        float[][] frames = [.. data.Spread(options.Frames).Select(Taken)];
        Search search = new(model, values, DimsOf, frames, FixedInput(data, options.Scaling, takesSensorValues), options, progress);
        Candidate best = search.Run(MaxTried);

        progress?.Invoke("comparing layers", 0);
        double folding = FoldingError(data.Spread(8), best.Uncorrected, Original, Taken);
        QuantizedLayer[] layers = Layers(best, search, progress);
        Accuracy? accuracy = data.Labels is null ? null : AccuracyOf(best, data, Original, Taken, progress);
        return new QuantizationResult(Pipeline.Run(best.Quantized.Graph), layers, best.Equalization, best.EqualizedPairs,
            best.BiasCorrected, Noise.DecibelsOf(best.Error), Noise.DecibelsOf(search.PlainError), takesSensorValues, folding, accuracy);
    }

    /// <summary>Returns the class that the float model gives each frame, computed by ONNX Runtime.</summary>
    /// <param name="frames">Frames of <see cref="InputShape"/>, each row-major HWC.</param>
    /// <param name="scaling">Conversion of the frames' values to the input that the model expects.</param>
    /// <exception cref="ModelException">ONNX Runtime cannot run the model.</exception>
    public int[] Classify(IEnumerable<float[]> frames, InputScaling scaling)
    {
        using FloatRun run = new(_original, _file, _original.Outputs);
        return [.. frames.Select(frame => ClassOf(run.Of(FromNhwc(scaling.Apply(frame), InputShape))[0]))];
    }

    // The input range of images is always that of pixels, 0 to 255, even if the frames hold fewer values.
    private static ValueRange? FixedInput(CalibrationSet data, InputScaling scaling, bool takesSensorValues)
    {
        if (!data.AreImages) return null;
        (float scale, float offset) = takesSensorValues ? (1, 0) : (scaling.Scale[0], scaling.Offset[0]);
        return new ValueRange(Math.Min(offset, 255 * scale + offset), Math.Max(offset, 255 * scale + offset));
    }

    private QuantizedLayer[] Layers(Candidate best, Search search, Action<string, double>? progress)
    {
        LayerNode[] nodes = LayerNode.Of(best.Model, search.Values);
        string[] names = [.. nodes.Select(node => node.Value)];
        Noise[] noises = [.. names.Select(_ => new Noise())];
        float[][] frames = search.Compared;
        using (FloatRun run = FloatRun.Open(best.Uncorrected, names))
            foreach (float[] frame in frames)
            {
                float[][] expected = run.Of(frame);
                TensorValues actual = Evaluation.Run(best.Quantized, best.Model, frame);
                for (int i = 0; i < names.Length; i++) noises[i].Add(expected[i], Evaluation.Real(best.Quantized, actual, names[i]));
            }
        Sensitivity sensitivity = new(best.Uncorrected, best.Quantized, search.Measured, frames[..Math.Min(frames.Length, 16)]);
        LayerNode[] exact = LayerNode.Of(best.Uncorrected, search.Values);
        double[] alone = new double[nodes.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            alone[i] = sensitivity.Of(exact[i], true, true);
            progress?.Invoke("measuring layers one by one", (i + 1.0) / nodes.Length);
        }
        HashSet<int> costly = [.. Enumerable.Range(0, nodes.Length).Where(i => alone[i] > 0).OrderByDescending(i => alone[i])
            .Take(MaxAdvised)];
        return [.. nodes.Select((node, i) =>
        {
            Quantization q = best.Quantized.Quantizations[node.Value];
            OnnxFileNode? clamp = QuantizedValues.ClampOf(best.Model, node.Node);
            string? advice = !costly.Contains(i) ? null : Advice.Of(best.Uncorrected, exact[i], best.Calibration.Of[node.Value],
                sensitivity.Of(exact[i], true, false), sensitivity.Of(exact[i], false, true),
                best.Quantized.Overflows.TryGetValue(node.Node.Outputs[0], out int channel) ? channel : null);
            string group = search.Values.Of(node.Value);
            return new QuantizedLayer(OnnxText.Short(node.Node.Name.Length > 0 ? node.Node.Name : node.Node.Outputs[0]), clamp is null
                ? node.Node.Type : $"{node.Node.Type} + {clamp.Type}", best.Quantized.ValueOf(node.Value).Tensor!.Shape,
                (-128 - q.ZeroPoint) * (double)q.Scale, (127 - q.ZeroPoint) * (double)q.Scale, search.Values.Fixed.ContainsKey(group) ? null
                : best.Methods[group], noises[i].Decibels, Noise.DecibelsOf(alone[i]), advice);
        })];
    }

    // Compares the original file with the float model after folding and equalization, both in ONNX Runtime.
    private double FoldingError(IReadOnlyList<int> frames, FloatModel model, Func<int, float[]> original, Func<int, float[]> taken)
    {
        using FloatRun before = new(_original, _file, _original.Outputs), after = FloatRun.Open(model, model.Outputs);
        double max = 0, difference = 0;
        foreach (int i in frames)
        {
            float[][] expected = before.Of(original(i)), actual = after.Of(taken(i));
            for (int o = 0; o < expected.Length; o++)
                for (int v = 0; v < expected[o].Length; v++)
                {
                    max = Math.Max(max, Math.Abs(expected[o][v]));
                    difference = Math.Max(difference, Math.Abs((double)expected[o][v] - actual[o][v]));
                }
        }
        return max == 0 ? difference : difference / max;
    }

    private Accuracy AccuracyOf(Candidate best, CalibrationSet data, Func<int, float[]> original, Func<int, float[]> taken,
        Action<string, double>? progress)
    {
        using FloatRun run = new(_original, _file, _original.Outputs);
        int right = 0, int8Right = 0, agreeing = 0, done = 0;
        IReadOnlyList<int> frames = data.Spread(MaxLabelled);
        foreach (int i in frames)
        {
            TensorValues values = Evaluation.Run(best.Quantized, best.Model, taken(i));
            float[] scores = run.Of(original(i))[0], int8Scores = Evaluation.Real(best.Quantized, values, best.Model.Outputs[0]);
            if (scores.Length > 1 && data.Labels![i] >= scores.Length)
                throw new UserException($"{data.Name} has more labels than the {Amount.Of(scores.Length, "output")} of the model");
            int answer = ClassOf(scores), int8Answer = ClassOf(int8Scores), label = data.Labels![i];
            right += answer == label ? 1 : 0;
            int8Right += int8Answer == label ? 1 : 0;
            agreeing += answer == int8Answer ? 1 : 0;
            progress?.Invoke("accuracy", ++done / (double)frames.Count);
        }
        return new Accuracy(frames.Count, right, int8Right, agreeing);
    }

    // Index of the maximum output. A model with one output gives class 1 above 0.5 (after a Sigmoid) or above 0 (otherwise).
    private int ClassOf(float[] scores) => scores.Length > 1 ? Array.IndexOf(scores, scores.Max())
        : scores[0] > (_original.Producer(_original.Outputs[0])?.Type == "Sigmoid" ? 0.5f : 0) ? 1 : 0;

    // Converts a frame from [H, W, C] to the file's axis order.
    private float[] FromNhwc(float[] frame, FrameShape shape)
    {
        if (_order.Length < 3 || _order[^1] != 1) return frame;
        float[] turned = new float[frame.Length];
        int cells = shape.Height * shape.Width;
        for (int i = 0; i < frame.Length; i++) turned[i % shape.Channels * cells + i / shape.Channels] = frame[i];
        return turned;
    }
}
