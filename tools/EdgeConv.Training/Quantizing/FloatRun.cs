using EdgeConv.Compiler.CSharp;
using Microsoft.ML.OnnxRuntime;

namespace EdgeConv.Training.Quantizing;

/// <summary>A float model in ONNX Runtime, with some of its values as outputs.</summary>
internal sealed class FloatRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _input;
    private readonly string[] _names;
    private readonly long[] _dims;

    /// <summary>Opens a model.</summary>
    /// <param name="model">For the file's input.</param>
    /// <param name="file">The model as a file whose outputs include <paramref name="names"/>.</param>
    /// <param name="names">What <see cref="Of"/> gives, in this order.</param>
    /// <exception cref="ModelException">ONNX Runtime refuses the file.</exception>
    public FloatRun(FloatModel model, byte[] file, IEnumerable<string> names)
    {
        _input = model.Input.Name;
        _names = [.. names];
        _dims = model.Input.Dims;
        using SessionOptions options = new()
        {
            // Sums in one order, so that the same command gives the same file.
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            _session = new InferenceSession(file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw Refuse(e);
        }
    }

    /// <summary>A model with some of its values.</summary>
    public static FloatRun Open(FloatModel model, IReadOnlyCollection<string> names) => new(model, model.Write(names), names);

    /// <summary>Some values of a model for each of several inputs: by input, then by name.</summary>
    public static float[][][] OfAll(FloatModel model, IReadOnlyCollection<string> names, IEnumerable<float[]> inputs)
    {
        using FloatRun run = Open(model, names);
        return [.. inputs.Select(run.Of)];
    }

    /// <summary>The values for one input, in the order of their names.</summary>
    /// <param name="input">In the file's own order of axes.</param>
    /// <exception cref="ModelException">ONNX Runtime fails, or gives something else than float.</exception>
    public float[][] Of(float[] input)
    {
        try
        {
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(input, _dims);
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, [_input], [value], _names);
            return [.. results.Select(result => result.GetTensorDataAsSpan<float>().ToArray())];
        }
        catch (OnnxRuntimeException e)
        {
            throw Refuse(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private static ModelException Refuse(OnnxRuntimeException e) =>
        new("ONNX Runtime cannot run the model: " + OnnxText.Short(e.Message.ReplaceLineEndings(" ")), e);
}
