using System.Text.Json.Serialization;
using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Packed;

namespace EdgeConv.Compiler.Profile;

/// <summary>What one way to run a model takes of a board.</summary>
/// <param name="Engine">compiled or packed.</param>
/// <param name="Weights">How it holds weights: "code" is flash; "long" is fast, 8/3 bytes each; "sbyte" is slower, 1 byte each.</param>
/// <param name="RamBytes">Bytes of the elements of all arrays it allocates, exactly.</param>
/// <param name="FileBytes">Bytes of the file it reads the model from, 0 for code.</param>
/// <param name="CodeBytes">Bytes of its code in flash, counted high: by some percent, of weights in tables by half; 0 for a file.</param>
/// <param name="HeapBytes">What its objects and arrays take of the heap, with what nanoCLR adds to each.</param>
/// <param name="LoopBytes">What the loop takes with buffers for the model's input and output.</param>
/// <param name="LargestArrayBytes">Of <paramref name="HeapBytes"/>, the largest array.</param>
public sealed record EngineCost(
    string Engine, string Weights, long RamBytes, long FileBytes, long CodeBytes, long HeapBytes, long LoopBytes, long LargestArrayBytes)
{
    // An assembly holds 64 KB of bytecode, and methods are not cut: person_detect has 48 KB in each.
    private const int AssemblyCodeBytes = 45_000;

    /// <summary>Engine and weights, for a person.</summary>
    [JsonIgnore]
    public string Name => $"{Engine}, weights as {Weights}";

    /// <summary>Bytes of its file or of its code.</summary>
    [JsonIgnore]
    public long FlashBytes => FileBytes + CodeBytes;

    /// <summary>Assemblies of a compiled model beside the application's own.</summary>
    public int Assemblies => CodeBytes <= CSharpCompiler.MaxBytecode ? 0 : (int)(CodeBytes / AssemblyCodeBytes);

    /// <summary>All that must fit the heap of a board for the program to start and run.</summary>
    public long NeededBytes =>
        HeapBudget.StartBytes + HeapBudget.FirmwareBytes + (long)Assemblies * HeapBudget.AssemblyBytes + LoopBytes + HeapBytes;

    /// <summary>True where the heap holds it, beside the loop and all that nanoFramework and the firmware take.</summary>
    public bool FitsHeap(BoardMemory board) => NeededBytes <= board.HeapBytes && LargestArrayBytes <= board.LargestArrayBytes;

    /// <summary>True where the flash for files holds its file.</summary>
    public bool FitsStorage(BoardMemory board) => FileBytes <= board.StorageBytes;

    /// <summary>True where the flash for code holds its code beside the firmware.</summary>
    public bool FitsDeployment(BoardMemory board) => CodeBytes + HeapBudget.FirmwareFlashBytes <= board.DeploymentBytes;

    /// <summary>True where a program with it would start on the board.</summary>
    public bool Fits(BoardMemory board) => FitsHeap(board) && FitsStorage(board) && FitsDeployment(board);

    /// <summary>Whether it fits a board, with the number that decides.</summary>
    public string Verdict(BoardMemory board)
    {
        List<string> reasons = [];
        if (NeededBytes > board.HeapBytes) reasons.Add($"lacks {Amount.Of(NeededBytes - board.HeapBytes, "byte")} of heap");
        else if (!FitsHeap(board)) reasons.Add($"an array of {Amount.Of(LargestArrayBytes, "byte")} in one piece cannot be counted on");
        if (!FitsStorage(board)) reasons.Add("no room for the file: read it from a card");
        if (!FitsDeployment(board)) reasons.Add("no room for the code");
        return reasons.Count > 0 ? "no, " + string.Join("; ", reasons)
            : $"yes, leaves {Amount.Of(board.HeapBytes - NeededBytes, "byte")} of heap";
    }

    /// <summary>What <see cref="NeededBytes"/> adds up.</summary>
    [JsonIgnore]
    public string Sum
    {
        get
        {
            string start = $"{Amount.Of(HeapBudget.StartBytes)} gone before Main, {Amount.Of(HeapBudget.FirmwareBytes)} of the firmware";
            string loop = $"{Amount.Of(LoopBytes)} of the loop, {Amount.Of(HeapBytes)} of the model";
            if (Assemblies == 0) return $"{start}, {loop}";
            string assemblies = Amount.Of(Assemblies, "more assembly", "more assemblies");
            return $"{start}, {Amount.Of((long)Assemblies * HeapBudget.AssemblyBytes)} of {assemblies}, {loop}";
        }
    }

    /// <summary>The compiled engine.</summary>
    /// <param name="graph">After all passes.</param>
    /// <exception cref="ModelException">It does not carry the model.</exception>
    public static EngineCost OfCompiled(Graph graph)
    {
        (IModel fields, long codeBytes) = CSharpCompiler.CompileFields(graph);
        return Of(ModelProfile.Compiled, graph, fields, ArrayBytes.Of(1, [(fields, 0)])[0], codeBytes);
    }

    /// <summary>The packed engine with fast weights and with compact ones.</summary>
    /// <param name="graph">What both files were made from.</param>
    /// <param name="fast">All weights fast.</param>
    /// <param name="compact">All weights compact.</param>
    public static EngineCost[] OfPacked(Graph graph, EcmFile fast, EcmFile compact) =>
        [OfPacked(graph, fast, "long"), OfPacked(graph, compact, "sbyte")];

    /// <summary>The packed engine with a file.</summary>
    /// <param name="graph">What it was made from.</param>
    /// <param name="file">The file.</param>
    /// <param name="weights">How it holds weights.</param>
    public static EngineCost OfPacked(Graph graph, EcmFile file, string weights) =>
        OfPacked(PackedModel.Load(file.Bytes), weights, LoopOf(graph), file.Bytes.Length);

    /// <summary>The packed engine with a model that was loaded.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fileBytes">Bytes of its file.</param>
    public static EngineCost OfPacked(PackedModel model, long fileBytes)
    {
        long inputs = Enumerable.Range(0, model.InputCount).Sum(i => (long)model.InputAt(i).Length);
        long outputs = Enumerable.Range(0, model.OutputCount).Sum(i => (long)model.OutputAt(i).Length);
        return OfPacked(model, "as packed", HeapBudget.LoopBytes(inputs, outputs), fileBytes);
    }

    /// <summary>An engine whose model is there.</summary>
    /// <param name="engine">compiled or packed.</param>
    /// <param name="graph">What it was made from.</param>
    /// <param name="instance">The model.</param>
    /// <param name="ramBytes">Bytes of the elements of all its arrays.</param>
    /// <param name="flashBytes">Bytes of its code and initial values, or of its file.</param>
    internal static EngineCost Of(string engine, Graph graph, object instance, long ramBytes, long flashBytes)
    {
        (long heap, long largest) = DeviceHeap.Of(instance);
        return engine == ModelProfile.Compiled
            ? new(engine, "code", ramBytes, FileBytes: 0, CodeBytes: flashBytes, heap, LoopOf(graph), largest)
            : new(engine, "long", ramBytes, FileBytes: flashBytes, CodeBytes: 0, heap, LoopOf(graph), largest);
    }

    private static EngineCost OfPacked(PackedModel model, string weights, long loopBytes, long fileBytes)
    {
        (long heap, long largest) = DeviceHeap.Of(model);
        return new(ModelProfile.Packed, weights, model.RequiredBytes, fileBytes, 0, heap, loopBytes, largest);
    }

    private static long LoopOf(Graph graph) =>
        HeapBudget.LoopBytes(graph.Inputs.Sum(tensor => (long)tensor.Shape.Length), graph.Outputs.Sum(tensor => (long)tensor.Shape.Length));
}
