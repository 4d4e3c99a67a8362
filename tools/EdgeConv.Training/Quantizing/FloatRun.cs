using EdgeConv.Compiler.CSharp;
using Microsoft.ML.OnnxRuntime;

namespace EdgeConv.Training.Quantizing;

/// <summary>Runs a float model in ONNX Runtime and returns chosen values of it.</summary>
internal sealed class FloatRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string _input;
    private readonly string[] _names;
    private readonly long[] _dims;

    /// <summary>Opens a model.</summary>
    /// <param name="model">The model, for the name and shape of its input.</param>
    /// <param name="file">The model as a file whose outputs include <paramref name="names"/>.</param>
    /// <param name="names">Names of the values that <see cref="Of"/> returns, in this order.</param>
    /// <exception cref="ModelException">ONNX Runtime refuses the file.</exception>
    public FloatRun(FloatModel model, byte[] file, IEnumerable<string> names)
    {
        _input = model.Input.Name;
        _names = [.. names];
        _dims = model.Input.Dims;
        using SessionOptions options = new()
        {
            // One thread always adds in the same order, so the same command gives the same file.
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

    /// <summary>Opens a model so that <see cref="Of"/> returns the named values.</summary>
    public static FloatRun Open(FloatModel model, IReadOnlyCollection<string> names) => new(model, model.Write(names), names);

    /// <summary>Computes the named values for each input; the first index of the result is the input, the second the name.</summary>
    public static float[][][] OfAll(FloatModel model, IReadOnlyCollection<string> names, IEnumerable<float[]> inputs)
    {
        using FloatRun run = Open(model, names);
        return [.. inputs.Select(run.Of)];
    }

    /// <summary>Computes the named values for one input, in the order of their names.</summary>
    /// <param name="input">Input in the file's own axis order.</param>
    /// <exception cref="ModelException">ONNX Runtime fails, or a value is not float.</exception>
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
