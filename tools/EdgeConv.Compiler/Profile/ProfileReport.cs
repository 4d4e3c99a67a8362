using System.Text.Json.Serialization;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// The result of `edgeconv profile`: the object that `--json` prints (docs/command-line-json.md), from which the tables and the page are
/// drawn too. Sizes are in bytes.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Engine">"compiled" or "packed": the engine whose code was counted.</param>
/// <param name="Macs">Multiply-accumulates of one inference.</param>
/// <param name="Instructions">IL instructions of one inference.</param>
/// <param name="InstructionsPerMac">Their ratio; null without multiply-accumulates.</param>
/// <param name="RamBytes">Bytes of all arrays.</param>
/// <param name="FlashBytes">Bytes of code and initial values, or of the .ecm file.</param>
/// <param name="HeapBytes">Heap of the model.</param>
/// <param name="LoopBytes">Heap of the loop.</param>
/// <param name="NeededBytes">Heap that a board must have.</param>
/// <param name="MinInstructions">Minimum instructions over three inputs.</param>
/// <param name="MaxInstructions">Maximum instructions over three inputs.</param>
/// <param name="Layers">The layers as the engine runs them.</param>
/// <param name="Rest">The cost of what belongs to no layer.</param>
/// <param name="Boards">The time on each board, and whether the model fits it.</param>
/// <param name="HeapSum">The terms of which <paramref name="NeededBytes"/> is the sum, as text.</param>
/// <param name="RestTime">Time of <paramref name="Rest"/> on the first board.</param>
public sealed record ProfileReport(
    string Model, string Engine, long Macs, long Instructions, double? InstructionsPerMac, long RamBytes, long FlashBytes, long HeapBytes,
    long LoopBytes, long NeededBytes, [property: JsonPropertyName("leastInstructions")] long MinInstructions,
    [property: JsonPropertyName("mostInstructions")] long MaxInstructions, IReadOnlyList<LayerProfile> Layers, LayerCost Rest,
    IReadOnlyList<ProfiledBoard> Boards, [property: JsonIgnore] string HeapSum,
    [property: JsonIgnore] BoardTime RestTime)
{
    /// <summary>Layers and rest together.</summary>
    [JsonIgnore]
    public LayerCost Total => new(Macs, Instructions, RamBytes, FlashBytes);

    /// <summary>Reports a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="boards">Boards to predict times for; null for all.</param>
    public static ProfileReport Of(ModelProfile profile, IReadOnlyList<(BoardFile Board, BoardTarget Target)>? boards = null)
    {
        (EngineCost cost, LayerCost total) = (profile.Cost, profile.Total);
        BoardSpeed[] speeds = [.. (boards ?? BoardFiles.Targets).Select(known => BoardSpeed.Of(known.Board, known.Target))];
        IEnumerable<BoardMemory> memories = (boards ?? BoardFiles.Targets).Select(known => BoardMemory.Of(known.Target));
        return new(profile.Name, profile.Engine, total.Macs, total.Instructions, total.InstructionsPerMac, total.RamBytes, total.FlashBytes,
            cost.HeapBytes, cost.LoopBytes, cost.NeededBytes, profile.MinInstructions, profile.MaxInstructions,
            [.. profile.Layers.Select(layer => LayerProfile.Of(layer, speeds))], profile.Rest,
            [.. speeds.Zip(memories, (speed, memory) => ProfiledBoard.Of(speed, total.Instructions, cost, memory))], cost.Sum,
            BoardTime.Of(speeds[0], profile.Rest.Instructions));
    }
}

/// <summary>One layer and its cost.</summary>
/// <param name="Index">Its number in running order, from 0.</param>
/// <param name="Operator">The operator's name in TensorFlow Lite.</param>
/// <param name="Name">Its output's name.</param>
/// <param name="Text">Window, stride and activation, or "".</param>
/// <param name="Shape">Shape of its output, the outermost axis first.</param>
/// <param name="Cost">Its cost.</param>
/// <param name="Boards">Its time on each board.</param>
public sealed record LayerProfile(
    int Index, string Operator, string Name, string Text, ImmutableArray<int> Shape, [property: JsonIgnore] LayerCost Cost,
    [property: JsonPropertyOrder(1)] IReadOnlyList<BoardTime> Boards) : LayerCost(Cost)
{
    internal static LayerProfile Of(ProfiledLayer layer, IEnumerable<BoardSpeed> boards) =>
        new(layer.Index, layer.Operator.Kind, layer.Operator.Output.Name, layer.Text, layer.Operator.Output.Shape.Axes, layer.Cost,
            [.. boards.Select(board => BoardTime.Of(board, layer.Cost.Instructions))]);
}

/// <summary>A time on a board: one number if its speed was measured, else a range.</summary>
/// <param name="Board">Name of the board, as the option `--board` takes it.</param>
/// <param name="Milliseconds">The time, if the board's speed was measured.</param>
/// <param name="MinMilliseconds">Minimum, if it was not measured.</param>
/// <param name="MaxMilliseconds">Maximum, if it was not measured.</param>
public record BoardTime([property: JsonPropertyOrder(-1)] string Board, double? Milliseconds,
    [property: JsonPropertyName("leastMilliseconds")] double? MinMilliseconds,
    [property: JsonPropertyName("mostMilliseconds")] double? MaxMilliseconds)
{
    /// <summary>The time that a board takes for a number of IL instructions.</summary>
    public static BoardTime Of(BoardSpeed board, long instructions)
    {
        (double low, double high) = board.Milliseconds(instructions);
        return board.Nanoseconds is null ? new(board.Board, null, low, high) : new(board.Board, low, null, null);
    }
}

/// <summary>How fast a board runs a model, and whether the model fits it.</summary>
/// <param name="Time">Time of one inference.</param>
/// <param name="Measured">Whether somebody measured the board's speed.</param>
/// <param name="Nanoseconds">Time of one IL instruction, if it was measured.</param>
/// <param name="MinNanoseconds">Minimum time of one IL instruction, if it was not measured.</param>
/// <param name="MaxNanoseconds">Maximum time of one IL instruction, if it was not measured.</param>
/// <param name="Fits">Whether a program with the model would start.</param>
/// <param name="Source">Where the figures come from.</param>
/// <param name="Verdict">Whether it fits, in words.</param>
public sealed record ProfiledBoard(
    [property: JsonIgnore] BoardTime Time, bool Measured, double? Nanoseconds,
    [property: JsonPropertyName("leastNanoseconds")] double? MinNanoseconds,
    [property: JsonPropertyName("mostNanoseconds")] double? MaxNanoseconds,
    [property: JsonPropertyOrder(1)] bool Fits, [property: JsonPropertyOrder(1)] string Source, [property: JsonIgnore] string Verdict)
    : BoardTime(Time)
{
    internal static ProfiledBoard Of(BoardSpeed speed, long instructions, EngineCost cost, BoardMemory memory)
    {
        bool isMeasured = speed.Nanoseconds is not null;
        return new(BoardTime.Of(speed, instructions), isMeasured, speed.Nanoseconds, isMeasured ? null : speed.Low,
            isMeasured ? null : speed.High, cost.Fits(memory), speed.Source, cost.Verdict(memory));
    }
}
