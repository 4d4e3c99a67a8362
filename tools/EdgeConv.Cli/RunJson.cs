using System.Text.Json;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Cli;

/// <summary>`run --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal static class RunJson
{
    private const int MostValues = 1000;

    public static string Text(Inference run, string[]? labels, int top) => JsonText.Of(json =>
    {
        json.WriteString("model", run.Model.Name);
        json.WriteString("engine", run.Model.Engine);
        json.WriteNumber("microseconds", Math.Round(run.Microseconds, 1));
        JsonText.WriteTensors(json, "inputs", run.Model.Inputs);
        json.WriteStartArray("layers");
        for (int i = 0; i < run.LayerMicroseconds.Length; i++)
        {
            Operator op = run.Model.Graph!.Operators[i];
            json.WriteStartObject();
            json.WriteNumber("index", i);
            json.WriteString("operator", op.Kind);
            json.WriteString("name", op.Output.Name);
            JsonText.WriteShape(json, op.Output.Shape);
            json.WriteNumber("microseconds", Math.Round(run.LayerMicroseconds[i], 1));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (Tensor output in run.Model.Outputs)
            JsonText.WriteTensor(json, output, () =>
            {
                if (output.Shape.Length <= MostValues)
                {
                    json.WriteStartArray("values");
                    foreach (double value in run.Shown(output)) json.WriteNumberValue(value);
                    json.WriteEndArray();
                }
                json.WriteStartArray("top");
                foreach ((int index, double value, double real) in run.Greatest(output, top))
                {
                    json.WriteStartObject();
                    json.WriteNumber("index", index);
                    if (labels is not null && output == run.Model.Outputs[0]) json.WriteString("label", labels[index]);
                    json.WriteNumber("value", value);
                    json.WriteNumber("real", real);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
        json.WriteEndArray();
    });
}
