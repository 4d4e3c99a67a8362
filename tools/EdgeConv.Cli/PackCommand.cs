using System.CommandLine;
using EdgeConv.Common;
using EdgeConv.Compiler;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;

namespace EdgeConv.Cli;

/// <summary>`edgeconv pack`: the file for the packed engine.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx or .json model." };
        Option<string> output = new("--out") { Description = "The .ecm file to write.", HelpName = "FILE", Required = true };
        output.TakesEndings(".ecm");
        Option<string?> board = BoardOption.Create("Chooses the weights' form of each layer so that the model fits this board; without it, all are fast.");
        var command = new Command("pack", "Writes the file that the packed engine loads at run time.") { model, output, board };
        command.SetAction(parsed => Pack(parsed.GetValue(model)!, parsed.GetValue(output)!, parsed.GetValue(board) is { } name ? Board.Of(BoardOption.Modules(name)[0].Target) : null));
        return command;
    }

    private static void Pack(string model, string output, Board? board)
    {
        Graph graph = QuantizedBorders.Run(Pipeline.Run(ModelFile.Open(model)));
        EcmFile file;
        try
        {
            file = EcmFile.Write(graph, board?.HeapBytes ?? long.MaxValue);
        }
        catch (ModelException e)
        {
            throw new ModelException($"{model}: {e.Message}", e);
        }
        EngineCost cost = new("packed", "mixed", file.RamBytes, file.ArenaBytes, file.Bytes.Length);
        if (board is not null && !cost.FitsHeap(board))
            throw new ModelException($"{model}: needs {Amount.Of(file.RamBytes, "byte")} of RAM, {Amount.Of(file.ArenaBytes)} of them in one piece, but {board.Title} has {Amount.Of(board.HeapBytes)} and pieces of up to {Amount.Of(board.LargestArrayBytes)}; take a smaller model or a board with PSRAM");
        SafeFile.Write("--out", output, file.Bytes);

        TextTable layers = new(("#", true), ("layer", false), ("operator", false), ("weights", false), ("parameters", true));
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            Operator op = graph.Operators[i];
            if (op.Parameters > 0) layers.Add($"{i}", Printable.Text(LayerText.Name(op.Output.Name)), op.Kind, file.Compact.Contains(op) ? "sbyte, compact" : "long, fast", InspectCommand.Number(op.Parameters));
        }
        layers.Print(Printable.Text(graph.Name));
        Console.WriteLine($"file  {Amount.Of(file.Bytes.Length, "byte")}");
        Console.WriteLine($"RAM   {Amount.Of(file.RamBytes, "byte")}, {InspectCommand.Number(file.ArenaBytes)} of them the arena");
        Console.WriteLine($"written {output}");
    }
}
