using EdgeConv.Firmware;
using EdgeConv.Models;

namespace EdgeConv.Board;

/// <summary>
/// What a board makes of its settings: how it converts frames, and which values stand for "auto". The firmware's own code decides.
/// </summary>
public sealed class BoardLoop
{
    private static readonly string[] s_builtIn = ["digits", "strokes", "shake"];

    private readonly Settings _settings = new();
    private readonly IFrameSource _frames;
    private readonly IModel _model;

    /// <summary>Takes the settings of a board.</summary>
    /// <param name="board">Description of the board, which has frames and a model.</param>
    /// <param name="isBuiltIn">Whether its model is built in, not from a slot.</param>
    /// <param name="settings">Its settings by key. Those that this firmware does not know are ignored.</param>
    public BoardLoop(BoardDescription board, bool isBuiltIn, IReadOnlyDictionary<string, string> settings)
    {
        foreach ((string key, string value) in settings)
        {
            try
            {
                _settings.Set(key, value);
            }
            catch (ArgumentException)
            {
                // A secret is not told, and another firmware may know more settings.
            }
        }
        // A model of a slot has the range of the built-in model for its frames.
        _settings.Set("model", isBuiltIn && s_builtIn.Contains(board.Model) ? board.Model : _settings.Get("frames") == "digits" ? "digits"
            : board.Frames is { Height: 1, Width: Loops.ShakeWindow, Channels: 3 } && !board.TakesFrames ? "shake" : "strokes");
        _frames = new FormatOnly(board.Frames);
        _model = new TimedModel(new ShapesOnly(board.Input, board.Output), board.Model, isBuiltIn, null);
    }

    /// <summary>What is at the output: led, servo or motor.</summary>
    public string Kind => Loops.KindOf(_settings);

    /// <summary>The readout, such as score:2.</summary>
    public string Readout => Loops.ReadoutText(_settings, _frames, _model);

    /// <summary>The map from readout to duty, such as 15:80.</summary>
    public string Map => Loops.MapText(_settings, _frames, _model);

    /// <summary>The safe duty, 0 to 10000.</summary>
    public int SafeDuty => Loops.SafeDuty(_settings);

    /// <summary>The PWM frequency in Hz.</summary>
    public int FrequencyHz => Loops.FrequencyHz(_settings);

    /// <summary>What is at the second output: none, led, servo or motor.</summary>
    public string SecondKind => Loops.KindOf(_settings, Loops.Second);

    /// <summary>The readout of the second output, such as off:0.</summary>
    public string SecondReadout => Loops.ReadoutText(_settings, _frames, _model, Loops.Second);

    /// <summary>The map of the second output from readout to duty.</summary>
    public string SecondMap => Loops.MapText(_settings, _frames, _model, Loops.Second);

    /// <summary>The safe duty of the second output, 0 to 10000.</summary>
    public int SecondSafeDuty => Loops.SafeDuty(_settings, Loops.Second);

    /// <summary>The PWM frequency of the second output in Hz.</summary>
    public int SecondFrequencyHz => Loops.FrequencyHz(_settings, Loops.Second);

    /// <summary>Makes the board's preprocessor for a model on this computer.</summary>
    /// <exception cref="ArgumentException">The settings do not fit the frames or the model.</exception>
    public Preprocessor PreprocessorOf(IModel model) => Loops.Describe(_settings, _frames, model, null, null, null).Preprocessor;

    private sealed class FormatOnly(FrameFormat format) : IFrameSource
    {
        public FrameFormat Format => format;

        public FrameStatus Read(short[] frame) => FrameStatus.Ended;
    }

    private sealed class ShapesOnly(TensorInfo input, TensorInfo output) : IModel
    {
        public TensorInfo Input => input;

        public TensorInfo Output => output;

        public void Invoke(sbyte[] input, sbyte[] output) => throw new InvalidOperationException("this model has only shapes");
    }
}
