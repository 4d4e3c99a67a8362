using System.Text.Json;
using EdgeConv.Compiler.Profile;

namespace EdgeConv.Cli;

/// <summary>`inspect --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal static class InspectJson
{
    public static string Text(InspectReport report, IReadOnlyList<BoardMemory> boards) => JsonText.Of(json =>
    {
        json.WriteString("model", report.Graph.Name);
        JsonText.WriteTensors(json, "inputs", report.Graph.Inputs);
        JsonText.WriteTensors(json, "outputs", report.Graph.Outputs);
        json.WriteNumber("macs", report.Macs);
        json.WriteNumber("parameters", report.Parameters);
        json.WriteNumber("arenaBytes", report.ArenaBytes);
        json.WriteStartArray("layers");
        foreach (InspectedLayer layer in report.Layers)
        {
            json.WriteStartObject();
            json.WriteNumber("index", layer.Index);
            json.WriteString("operator", layer.Operator.Kind);
            json.WriteString("name", layer.Operator.Output.Name);
            json.WriteString("text", layer.Text);
            JsonText.WriteShape(json, layer.Operator.Output.Shape);
            json.WriteNumber("macs", layer.Operator.Macs);
            json.WriteNumber("parameters", layer.Operator.Parameters);
            json.WriteNumber("liveBytes", layer.LiveBytes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (report.Refusal is not null) json.WriteString("refusal", report.Refusal);
        if (report.CompiledRefusal is not null) json.WriteString("compiledRefusal", report.CompiledRefusal);
        WriteBoards(json, report.Engines, boards);
    });

    /// <summary>engines and boards.</summary>
    public static void WriteBoards(Utf8JsonWriter json, IReadOnlyList<EngineCost> engines, IReadOnlyList<BoardMemory> boards)
    {
        json.WriteStartArray("engines");
        foreach (EngineCost engine in engines)
        {
            json.WriteStartObject();
            json.WriteString("engine", engine.Engine);
            json.WriteString("weights", engine.Weights);
            json.WriteNumber("ramBytes", engine.RamBytes);
            json.WriteNumber("fileBytes", engine.FileBytes);
            json.WriteNumber("codeBytes", engine.CodeBytes);
            json.WriteNumber("heapBytes", engine.HeapBytes);
            json.WriteNumber("loopBytes", engine.LoopBytes);
            json.WriteNumber("neededBytes", engine.NeededBytes);
            json.WriteNumber("largestArrayBytes", engine.LargestArrayBytes);
            json.WriteNumber("assemblies", engine.Assemblies);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("boards");
        foreach (BoardMemory board in boards)
        {
            json.WriteStartObject();
            json.WriteString("board", board.Name);
            json.WriteNumber("heapBytes", board.HeapBytes);
            json.WriteString("heapSource", board.HeapSource);
            json.WriteNumber("largestArrayBytes", board.LargestArrayBytes);
            json.WriteString("largestArraySource", board.LargestArraySource);
            json.WriteNumber("deploymentBytes", board.DeploymentBytes);
            json.WriteNumber("storageBytes", board.StorageBytes);
            json.WriteString("flashSource", board.FlashSource);
            json.WriteStartArray("engines");
            foreach (EngineCost engine in engines)
            {
                json.WriteStartObject();
                json.WriteString("engine", engine.Engine);
                json.WriteString("weights", engine.Weights);
                json.WriteBoolean("fitsHeap", engine.FitsHeap(board));
                json.WriteBoolean("fitsStorage", engine.FitsStorage(board));
                json.WriteBoolean("fitsDeployment", engine.FitsDeployment(board));
                json.WriteBoolean("fits", engine.Fits(board));
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
