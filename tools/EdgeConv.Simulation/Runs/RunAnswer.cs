using System.Text.RegularExpressions;

namespace EdgeConv.Simulation.Runs;

/// <summary>
/// The answer of a run in words: the class that the network read in each frame, or else the readout and what the output did, and how many
/// frames were read right.
/// </summary>
public sealed partial class RunAnswer
{
    private const int MaxWrong = 3;

    private readonly SimulationRun _run;
    private readonly string[]? _classes;
    private readonly bool _areLabeled;

    /// <summary>Reads a run. Its frames are judged if the label of each is the name of a class.</summary>
    public RunAnswer(SimulationRun run)
    {
        _run = run;
        _classes = run.Example.Classes;
        _areLabeled = _classes is not null && run.Frames.Count > 0 && run.Frames.All(frame => LabelOf(frame) >= 0);
        if (!_areLabeled) return;
        int[] judged = [.. Enumerable.Range(0, run.Frames.Count).Where(i => IsRight(run.Frames[i]) is not null)];
        if (judged.Length > 0)
            Total = $"{Amount.Of(judged.Count(i => IsRight(run.Frames[i]) == true))} of {Amount.Of(judged.Length)} right";
    }

    /// <summary>Such as "49 of 50 right"; null if the right classes are not known.</summary>
    public string? Total { get; }

    /// <summary>Returns the answer for a frame, such as "reads 7".</summary>
    public string Of(FrameRecord frame)
    {
        if (frame.Layers is null) return $"no answer: {RunText.State(frame.Reason)}";
        return ClassOf(frame) is { } read ? $"reads {read}"
            : $"{_run.Example.ReadoutName}: {frame.Activation256 / 256.0:0.##}, {OutputOf(frame)}";
    }

    /// <summary>Returns the name of the class that the network read in a frame; null if it did not run or has no classes.</summary>
    public string? ClassOf(FrameRecord frame) => ReadIn(frame) is var read and >= 0 ? NameOf(read) : null;

    /// <summary>Returns whether a frame was read right; null if that is not known.</summary>
    public bool? IsRight(FrameRecord frame) => _areLabeled && ReadIn(frame) is var read and >= 0 ? read == LabelOf(frame) : null;

    /// <summary>Returns what the output does, such as "servo at 1,500 µs (7.50 %)".</summary>
    public string OutputOf(FrameRecord frame)
    {
        string percent = $"{frame.Duty / 100.0:0.00} %";
        return _run.Example.Drives == "servo" ? $"servo at {frame.HighTicks / 100.0:#,0} µs ({percent})"
            : $"{_run.Example.Drives} at {percent}";
    }

    /// <summary>Returns the answer of the run: that for its last frame, the total, and some frames that were read wrong.</summary>
    public string Summary()
    {
        FrameRecord last = _run.Frames[^1];
        FrameRecord[] wrong = [.. _run.Frames.Where(frame => IsRight(frame) == false)];
        IEnumerable<string> mistakes = wrong.Take(MaxWrong)
            .Select(frame => $"frame {frame.Index} reads {ClassOf(frame)}, is {frame.Label}");
        string more = wrong.Length > MaxWrong ? $" and {Amount.Of(wrong.Length - MaxWrong)} more" : "";
        return Of(last) + (Total is null ? "" : ", " + Total) + (wrong.Length == 0 ? "" : $" ({string.Join("; ", mistakes)}{more})");
    }

    // The readout may be the class itself, with its hysteresis. Otherwise the class with the highest score counts.
    private int ReadIn(FrameRecord frame)
    {
        if (_classes is null || frame.Layers is not { Length: > 0 } layers) return -1;
        if (_run.Example.ReadsClass) return Math.Clamp(frame.Activation256 / 256, 0, _classes.Length - 1);
        return layers[^1].Length == _classes.Length ? Array.IndexOf(layers[^1], layers[^1].Max()) : -1;
    }

    private string NameOf(int index) => _classes![index].Length > 0 ? _classes[index] : $"class {index}";

    private int LabelOf(FrameRecord frame)
    {
        int index = Array.IndexOf(_classes!, frame.Label);
        return index >= 0 ? index : Array.IndexOf(_classes!, NumberAtTheEnd().Replace(frame.Label, ""));
    }

    // A recording that is named LABEL_N belongs to the class LABEL.
    [GeneratedRegex(@"_[0-9]+$")]
    private static partial Regex NumberAtTheEnd();
}
