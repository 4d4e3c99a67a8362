using System.CommandLine;
using System.Globalization;
using System.Text;
using EdgeConv.Compiler;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Simulation;

namespace EdgeConv.Cli;

/// <summary>`edgeconv inspect`: what a model is made of and which boards it fits.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx or .json model." };
        Option<bool> json = new("--json") { Description = "Prints the report as JSON (docs/command-line-json.md)." };
        Option<string?> html = new("--html") { Description = "Draws the graph as one page that needs nothing else.", HelpName = "FILE" };
        var command = new Command("inspect", "Shows a model's layers, what they cost, and which boards it fits.") { model, json, html };
        command.SetAction(parsed =>
        {
            InspectReport report = new(ModelFile.Open(parsed.GetValue(model)!));
            if (parsed.GetValue(html) is { } page) SafeFile.Write("--html", page, Encoding.UTF8.GetBytes(InspectHtml.Page(report)));
            if (parsed.GetValue(json)) Console.WriteLine(InspectJson.Text(report));
            else Print(report, parsed.GetValue(html));
        });
        return command;
    }

    private static void Print(InspectReport report, string? page)
    {
        TextTable layers = new(("#", true), ("layer", false), ("operator", false), ("", false), ("output", false), ("MACs", true), ("parameters", true), ("RAM", true));
        foreach (InspectedLayer layer in report.Layers)
        {
            Operator op = layer.Operator;
            layers.Add($"{layer.Index}", Printable.Text(layer.Name), op.Kind, layer.Text, op.Output.Shape.ToString(), Number(op.Macs), Number(op.Parameters), Number(layer.LiveBytes));
        }
        layers.Add("", "all", "", "", "", Number(report.Macs), Number(report.Parameters), Number(report.ArenaBytes));
        layers.Print(Printable.Text(report.Graph.Name));
        foreach (Tensor input in report.Graph.Inputs) Console.WriteLine($"input   {Text(input)}");
        foreach (Tensor output in report.Graph.Outputs) Console.WriteLine($"output  {Text(output)}");
        Console.WriteLine();
        if (page is not null) Console.WriteLine($"\nwritten {page}");
    }

    public static string Text(Tensor tensor) =>
        $"{Printable.Text(tensor.Name)}: {tensor.Shape} {tensor.Type.ToString().ToLowerInvariant()}" +
        (tensor.Quantization is { IsPerTensor: true } q ? string.Create(CultureInfo.InvariantCulture, $", real = (q - {q.ZeroPoint}) * {q.Scale}").Replace("- -", "+ ") : "");

    public static string Number(long value) => value == 0 ? "" : value.ToString("#,0", CultureInfo.InvariantCulture);
}
