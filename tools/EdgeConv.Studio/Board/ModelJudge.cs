using System.Threading.Channels;
using EdgeConv.Link;

namespace EdgeConv.Studio.Board;

/// <summary>
/// Runs the board's model on the frames of the board, on a thread of its own, and compares the outputs. A model that is too slow for all
/// frames is run on the newest ones.
/// </summary>
/// <param name="pages">Receive the maps and the result.</param>
internal sealed class ModelJudge(BoardPages pages) : IDisposable
{
    private readonly Channel<StepPacket> _steps =
        Channel.CreateBounded<StepPacket>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly object _lock = new();
    private LiveModel? _model;
    private string _unknown = "";
    private int _change, _compared, _different;
    private string? _first;
    private bool _isStarted;

    /// <summary>Takes the model to compare with.</summary>
    public void Take(LiveModel model) => Take(model, "");

    /// <summary>Notes that the board's model is not known here.</summary>
    /// <param name="why">The reason.</param>
    public void TakeNone(string why) => Take(null, why);

    /// <summary>Adds a step of the board.</summary>
    public void Add(StepPacket step)
    {
        lock (_lock)
        {
            if (!_isStarted) Task.Run(Run);
            _isStarted = true;
        }
        _steps.Writer.TryWrite(step);
    }

    /// <inheritdoc/>
    public void Dispose() => _steps.Writer.TryComplete();

    private void Take(LiveModel? model, string why)
    {
        lock (_lock)
        {
            (_model, _unknown, _compared, _different, _first) = (model, why, 0, 0, null);
            _change++;
        }
        if (model is null) pages.Set("maps", new { light = "unknown", text = why });
    }

    private async Task Run()
    {
        await foreach (StepPacket step in _steps.Reader.ReadAllAsync())
        {
            LiveModel? model;
            int change;
            lock (_lock) (model, change) = (_model, _change);
            if (model is null) continue;
            try
            {
                Judge(model, change, step);
            }
            catch (Exception failure) when (failure is ModelException or ArgumentException or ModelFormatException)
            {
                lock (_lock)
                    if (change == _change) TakeNone($"The model cannot be run here: {Printable.Text(failure.Message, 300)}");
            }
        }
    }

    private void Judge(LiveModel model, int change, StepPacket step)
    {
        (sbyte[] output, byte[][] layers) = model.Run(step.Frame);
        lock (_lock)
        {
            if (change != _change) return;
            _compared++;
            string? difference = Difference(step, output);
            if (difference is not null) _different++;
            _first ??= difference;
            string light = _different == 0 ? "equal" : "differs";
            pages.Set("maps", new
            {
                light, text = _first ?? "", compared = _compared, different = _different, number = step.Number, layers = model.Layers,
                data = layers,
            });
        }
    }

    private static string? Difference(StepPacket step, sbyte[] here)
    {
        if (here.Length != step.Output.Length)
            return $"The board's output has {Amount.Of(step.Output.Length, "value")}, the studio's {here.Length}.";
        for (int i = 0; i < here.Length; i++)
            if (here[i] != step.Output[i])
                return $"Frame {step.Number}: value {i} of the output is {step.Output[i]} on the board and {here[i]} here.";
        return null;
    }
}
