using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Cli;

/// <summary>`inspect --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal static class InspectJson
{
    public static string Text(InspectReport report) => JsonText.Of(json =>
    {
        json.WriteString("model", report.Graph.Name);
        json.WriteStartArray("inputs");
        foreach (Tensor input in report.Graph.Inputs) JsonText.WriteTensor(json, input);
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (Tensor output in report.Graph.Outputs) JsonText.WriteTensor(json, output);
        json.WriteEndArray();
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
    });
}
