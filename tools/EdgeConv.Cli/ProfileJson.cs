using System.Text.Json;
using EdgeConv.Compiler.Profile;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Cli;

/// <summary>`profile --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal static class ProfileJson
{
    public static string Text(ModelProfile profile, IReadOnlyList<BoardSpeed> boards, IReadOnlyList<BoardMemory> memories) => JsonText.Of(json =>
    {
        json.WriteString("model", profile.Name);
        json.WriteString("engine", profile.Engine);
        WriteCost(json, profile.Macs, profile.Total);
        json.WriteNumber("heapBytes", profile.Cost.HeapBytes);
        json.WriteNumber("loopBytes", profile.Cost.LoopBytes);
        json.WriteNumber("neededBytes", profile.Cost.NeededBytes);
        json.WriteNumber("leastInstructions", profile.LeastInstructions);
        json.WriteNumber("mostInstructions", profile.MostInstructions);
        json.WriteStartArray("layers");
        foreach (ProfiledLayer layer in profile.Layers)
        {
            json.WriteStartObject();
            json.WriteNumber("index", layer.Index);
            json.WriteString("operator", layer.Operator.Kind);
            json.WriteString("name", layer.Operator.Output.Name);
            json.WriteString("text", layer.Text);
            JsonText.WriteShape(json, layer.Operator.Output.Shape);
            WriteCost(json, layer.Operator.Macs, layer.Cost);
            json.WriteStartArray("boards");
            foreach (BoardSpeed board in boards)
            {
                json.WriteStartObject();
                json.WriteString("board", board.Board);
                WriteTime(json, board, layer.Cost.Instructions);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("rest");
        WriteCost(json, 0, profile.Rest);
        json.WriteEndObject();
        json.WriteStartArray("boards");
        for (int i = 0; i < boards.Count; i++)
        {
            BoardSpeed board = boards[i];
            json.WriteStartObject();
            json.WriteString("board", board.Board);
            json.WriteBoolean("measured", board.Nanoseconds is not null);
            if (board.Nanoseconds is { } measured) json.WriteNumber("nanoseconds", measured);
            else
            {
                json.WriteNumber("leastNanoseconds", board.Low);
                json.WriteNumber("mostNanoseconds", board.High);
            }
            WriteTime(json, board, profile.Total.Instructions);
            json.WriteBoolean("fits", profile.Cost.Fits(memories[i]));
            json.WriteString("source", board.Source);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static void WriteTime(Utf8JsonWriter json, BoardSpeed board, long instructions)
    {
        (double low, double high) = board.Milliseconds(instructions);
        if (board.Nanoseconds is not null) json.WriteNumber("milliseconds", low);
        else
        {
            json.WriteNumber("leastMilliseconds", low);
            json.WriteNumber("mostMilliseconds", high);
        }
    }

    private static void WriteCost(Utf8JsonWriter json, long macs, LayerCost cost)
    {
        json.WriteNumber("macs", macs);
        json.WriteNumber("instructions", cost.Instructions);
        if (macs > 0) json.WriteNumber("instructionsPerMac", Math.Round((double)cost.Instructions / macs, 4));
        json.WriteNumber("ramBytes", cost.RamBytes);
        json.WriteNumber("flashBytes", cost.FlashBytes);
    }
}
