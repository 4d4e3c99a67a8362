using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Packed;

namespace EdgeConv.Cli;

/// <summary>`edgeconv pack`: the file for the packed engine.</summary>
internal static class PackCommand
{
    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx or .json model.");
        Option<string> output = Options.Required("--out", "FILE", "The .ecm file to write.").TakesEnding(".ecm");
        Option<string?> board = Options.Board("Makes the model fit this board: stores the weights of as many layers as necessary in the " +
            "compact form, which takes less memory and more time. Without it, all weights have the fast form.");
        return new Command("pack", "Writes a model as an .ecm file, which the packed engine loads at run time.") { model, output, board }
            .Does(parsed => Pack(parsed.GetValue(model)!, parsed.GetValue(output)!,
                parsed.GetValue(board) is { } name ? BoardMemory.Of(Options.Modules(name)[0].Target) : null));
    }

    private static void Pack(string model, string output, BoardMemory? board)
    {
        Graph graph = Pipeline.ForBoard(ModelFile.Open(model));
        // A file whose arrays alone are too large need not be loaded to find that out.
        EcmFile file = ModelFile.Named(model, () => EcmFile.Write(graph, made => board is null
            || (made.RamBytes <= board.HeapBytes && EngineCost.OfPacked(graph, made, "mixed").FitsHeap(board))));
        EngineCost cost = EngineCost.OfPacked(graph, file, "mixed");
        if (board is not null && !cost.FitsHeap(board))
            throw new ModelException($"{model}: needs {Amount.Of(cost.NeededBytes, "byte")} of heap ({cost.Sum}), "
                + $"{Amount.Of(cost.LargestArrayBytes)} of them in one piece, but {board.Title} has {Amount.Of(board.HeapBytes)} "
                + $"and pieces of up to {Amount.Of(board.LargestArrayBytes)}; take a smaller model or a board with PSRAM");
        SafeFile.Write("--out", output, file.Bytes);

        Terminal.Table(Printable.Text(graph.Name), ["#:", "layer", "operator", "weights", "parameters:"],
            from numbered in graph.Operators.Index()
            let op = numbered.Item
            where op.Parameters > 0
            select (string[])[$"{numbered.Index}", Printable.Text(LayerText.Name(op.Output.Name)), op.Kind,
                file.Compact.Contains(op) ? "sbyte, compact" : "long, fast", Terminal.Number(op.Parameters)]);
        Console.WriteLine($"file  {Amount.Of(file.Bytes.Length)} bytes");
        Console.WriteLine($"RAM   {Amount.Of(file.RamBytes)} bytes, {Amount.Of(file.ArenaBytes)} of them the arena");
        Console.WriteLine($"heap  {Amount.Of(cost.NeededBytes)} bytes in all: {cost.Sum}");
        if (board is not null) Console.WriteLine($"fits  {board.Name}: {cost.Verdict(board)}");
        Console.WriteLine($"written {output}");
    }
}
