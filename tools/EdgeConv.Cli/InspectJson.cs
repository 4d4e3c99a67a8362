namespace EdgeConv.Cli;

/// <summary>`inspect --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal sealed record InspectJson(
    string Model, IEnumerable<TensorJson> Inputs, IEnumerable<TensorJson> Outputs, long? Macs, long? Parameters, long? ArenaBytes,
    IEnumerable<InspectedLayerJson>? Layers, string? Refusal, string? CompiledRefusal, IEnumerable<EngineJson> Engines,
    IEnumerable<BoardJson> Boards)
{
    /// <summary>Of a model whose layers are known.</summary>
    public static InspectJson Of(InspectReport report, IReadOnlyList<BoardMemory> boards) => new(
        report.Graph.Name, report.Graph.Inputs.Select(TensorJson.Of), report.Graph.Outputs.Select(TensorJson.Of),
        report.Macs, report.Parameters, report.ArenaBytes, report.Layers.Select(InspectedLayerJson.Of),
        report.Refusal, report.CompiledRefusal, report.Engines.Select(EngineJson.Of),
        boards.Select(board => BoardJson.Of(board, report.Engines)));

    /// <summary>Of an .ecm file.</summary>
    public static InspectJson Of(
        string model, IEnumerable<Tensor> inputs, IEnumerable<Tensor> outputs, IReadOnlyList<EngineCost> engines,
        IReadOnlyList<BoardMemory> boards) => new(
        model, inputs.Select(TensorJson.Of), outputs.Select(TensorJson.Of), null, null, null, null, null, null,
        engines.Select(EngineJson.Of), boards.Select(board => BoardJson.Of(board, engines)));
}

internal sealed record InspectedLayerJson(
    int Index, string Operator, string Name, string Text, IReadOnlyList<int> Shape, long Macs, long Parameters, long LiveBytes)
{
    public static InspectedLayerJson Of(InspectedLayer layer) => new(
        layer.Index, layer.Operator.Kind, layer.Operator.Output.Name, layer.Text, layer.Operator.Output.Shape.Axes,
        layer.Operator.Macs, layer.Operator.Parameters, layer.LiveBytes);
}

internal sealed record EngineJson(
    string Engine, string Weights, long RamBytes, long FileBytes, long CodeBytes, long HeapBytes, long LoopBytes, long NeededBytes,
    long LargestArrayBytes, int Assemblies)
{
    public static EngineJson Of(EngineCost engine) => new(
        engine.Engine, engine.Weights, engine.RamBytes, engine.FileBytes, engine.CodeBytes, engine.HeapBytes, engine.LoopBytes,
        engine.NeededBytes, engine.LargestArrayBytes, engine.Assemblies);
}

internal sealed record BoardJson(
    string Board, int HeapBytes, string HeapSource, int LargestArrayBytes, string LargestArraySource, int DeploymentBytes, int StorageBytes,
    string FlashSource, IEnumerable<FitJson> Engines)
{
    public static BoardJson Of(BoardMemory board, IReadOnlyList<EngineCost> engines) => new(
        board.Name, board.HeapBytes, board.HeapSource, board.LargestArrayBytes, board.LargestArraySource, board.DeploymentBytes,
        board.StorageBytes, board.FlashSource, engines.Select(engine => FitJson.Of(board, engine)));
}

internal sealed record FitJson(string Engine, string Weights, bool FitsHeap, bool FitsStorage, bool FitsDeployment, bool Fits)
{
    public static FitJson Of(BoardMemory board, EngineCost engine) => new(
        engine.Engine, engine.Weights, engine.FitsHeap(board), engine.FitsStorage(board), engine.FitsDeployment(board), engine.Fits(board));
}
