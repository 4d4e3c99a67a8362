namespace EdgeConv.Cli;

/// <summary>`profile --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal sealed record ProfileJson(
    string Model, string Engine, long Macs, long Instructions, double? InstructionsPerMac, long RamBytes, long FlashBytes,
    long HeapBytes, long LoopBytes, long NeededBytes, long LeastInstructions, long MostInstructions,
    IEnumerable<ProfiledLayerJson> Layers, CostJson Rest, IEnumerable<BoardTotalJson> Boards)
{
    public static ProfileJson Of(ModelProfile profile, IReadOnlyList<BoardSpeed> boards, IReadOnlyList<BoardMemory> memories)
    {
        CostJson total = CostJson.Of(profile.Macs, profile.Total);
        return new(
            profile.Name, profile.Engine, total.Macs, total.Instructions, total.InstructionsPerMac, total.RamBytes, total.FlashBytes,
            profile.Cost.HeapBytes, profile.Cost.LoopBytes, profile.Cost.NeededBytes, profile.LeastInstructions, profile.MostInstructions,
            profile.Layers.Select(layer => ProfiledLayerJson.Of(layer, boards)), CostJson.Of(0, profile.Rest),
            boards.Select((board, i) => BoardTotalJson.Of(board, profile.Total.Instructions, profile.Cost.Fits(memories[i]))));
    }
}

internal sealed record CostJson(long Macs, long Instructions, double? InstructionsPerMac, long RamBytes, long FlashBytes)
{
    public static CostJson Of(long macs, LayerCost cost) => new(
        macs, cost.Instructions, macs > 0 ? Math.Round((double)cost.Instructions / macs, 4) : null, cost.RamBytes, cost.FlashBytes);
}

internal sealed record ProfiledLayerJson(
    int Index, string Operator, string Name, string Text, IReadOnlyList<int> Shape, long Macs, long Instructions,
    double? InstructionsPerMac, long RamBytes, long FlashBytes, IEnumerable<BoardTimeJson> Boards)
{
    public static ProfiledLayerJson Of(ProfiledLayer layer, IReadOnlyList<BoardSpeed> boards)
    {
        CostJson cost = CostJson.Of(layer.Operator.Macs, layer.Cost);
        return new(
            layer.Index, layer.Operator.Kind, layer.Operator.Output.Name, layer.Text, layer.Operator.Output.Shape.Axes,
            cost.Macs, cost.Instructions, cost.InstructionsPerMac, cost.RamBytes, cost.FlashBytes,
            boards.Select(board => BoardTimeJson.Of(board, layer.Cost.Instructions)));
    }
}

/// <summary>The time on a board: one number where its speed was measured, else the ends of a range.</summary>
internal sealed record BoardTimeJson(string Board, double? Milliseconds, double? LeastMilliseconds, double? MostMilliseconds)
{
    public static BoardTimeJson Of(BoardSpeed board, long instructions)
    {
        (double low, double high) = board.Milliseconds(instructions);
        return board.Nanoseconds is null ? new(board.Board, null, low, high) : new(board.Board, low, null, null);
    }
}

internal sealed record BoardTotalJson(
    string Board, bool Measured, double? Nanoseconds, double? LeastNanoseconds, double? MostNanoseconds,
    double? Milliseconds, double? LeastMilliseconds, double? MostMilliseconds, bool Fits, string Source)
{
    public static BoardTotalJson Of(BoardSpeed board, long instructions, bool fits)
    {
        BoardTimeJson time = BoardTimeJson.Of(board, instructions);
        bool isMeasured = board.Nanoseconds is not null;
        return new(
            board.Board, isMeasured, board.Nanoseconds, isMeasured ? null : board.Low, isMeasured ? null : board.High,
            time.Milliseconds, time.LeastMilliseconds, time.MostMilliseconds, fits, board.Source);
    }
}
