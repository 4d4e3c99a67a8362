using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Packed;

namespace EdgeConv.Cli;

/// <summary>`edgeconv pack`: the file for the packed engine.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx or .json model." };
        Option<string> output = Options.Required("--out", "FILE", "The .ecm file to write.").TakesEndings(".ecm");
        Option<string?> board =
            Options.Board("Chooses the weights' form of each layer so that the model fits this board; without it, all are fast.");
        var command = new Command("pack", "Writes the file that the packed engine loads at run time.") { model, output, board };
        command.SetAction(parsed => Pack(parsed.GetValue(model)!, parsed.GetValue(output)!,
            parsed.GetValue(board) is { } name ? BoardMemory.Of(Options.Modules(name)[0].Target) : null));
        return command;
    }

    private static void Pack(string model, string output, BoardMemory? board)
    {
        Graph graph = Int8InputsAndOutputs.Run(Pipeline.Run(ModelFile.Open(model)));
        // Arrays that are too large by themselves need not be loaded to be told so.
        EcmFile file = Named.Of(model, () => EcmFile.Write(graph, made => board is null
            || (made.RamBytes <= board.HeapBytes && EngineCost.OfPacked(graph, made, "mixed").FitsHeap(board))));
        EngineCost cost = EngineCost.OfPacked(graph, file, "mixed");
        if (board is not null && !cost.FitsHeap(board))
            throw new ModelException($"{model}: needs {Amount.Of(cost.NeededBytes, "byte")} of heap ({cost.Sum}), "
                + $"{Amount.Of(cost.LargestArrayBytes)} of them in one piece, but {board.Title} has {Amount.Of(board.HeapBytes)} "
                + $"and pieces of up to {Amount.Of(board.LargestArrayBytes)}; take a smaller model or a board with PSRAM");
        SafeFile.Write("--out", output, file.Bytes);

        TextTable layers = new(("#", true), ("layer", false), ("operator", false), ("weights", false), ("parameters", true));
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            Operator op = graph.Operators[i];
            if (op.Parameters > 0) layers.Add($"{i}", Printable.Text(LayerText.Name(op.Output.Name)), op.Kind,
                file.Compact.Contains(op) ? "sbyte, compact" : "long, fast", InspectCommand.Number(op.Parameters));
        }
        layers.Print(Printable.Text(graph.Name));
        Console.WriteLine($"file  {Amount.Of(file.Bytes.Length)} bytes");
        Console.WriteLine($"RAM   {Amount.Of(file.RamBytes)} bytes, {Amount.Of(file.ArenaBytes)} of them the arena");
        Console.WriteLine($"heap  {Amount.Of(cost.NeededBytes)} bytes in all: {cost.Sum}");
        if (board is not null) Console.WriteLine($"fits  {board.Name}: {cost.Verdict(board)}");
        Console.WriteLine($"written {output}");
    }
}
