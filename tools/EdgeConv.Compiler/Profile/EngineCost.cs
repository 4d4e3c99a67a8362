using System.Text.Json.Serialization;
using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Packed;

namespace EdgeConv.Compiler.Profile;

/// <summary>The memory that one way to run a model needs on a board. Sizes are in bytes.</summary>
/// <param name="Engine">"compiled" or "packed".</param>
/// <param name="Weights">Where the weights are: "code" (in flash), "long" (in RAM, fast, 8/3 bytes each), "sbyte" (in RAM, slower, 1 byte
/// each), or "as packed" for an .ecm file.</param>
/// <param name="RamBytes">Exact size of the elements of all arrays that the engine allocates.</param>
/// <param name="FileBytes">Size of the file from which the engine reads the model; 0 for the compiled engine.</param>
/// <param name="CodeBytes">Size of the code in flash, estimated some percent too high (weights in tables: by half); 0 for the packed
/// engine.</param>
/// <param name="HeapBytes">Heap of all objects and arrays of the engine, with what nanoCLR adds to each.</param>
/// <param name="LoopBytes">Heap of the loop, with its buffers for the model's input and output.</param>
/// <param name="LargestArrayBytes">Heap of the engine's largest array, which is part of <paramref name="HeapBytes"/>.</param>
public sealed record EngineCost(
    string Engine, string Weights, long RamBytes, long FileBytes, long CodeBytes, long HeapBytes, long LoopBytes, long LargestArrayBytes)
{
    // Estimated code of one assembly. It can hold 64 KB, but methods are not divided; for example, the assemblies of person_detect hold 48
    // KB each.
    private const int AssemblyCodeBytes = 45_000;

    /// <summary>Engine and weights as text.</summary>
    [JsonIgnore]
    public string Name => $"{Engine}, weights as {Weights}";

    /// <summary>Size of the file or of the code, in bytes.</summary>
    [JsonIgnore]
    public long FlashBytes => FileBytes + CodeBytes;

    /// <summary>Number of assemblies of a compiled model in addition to the application's own.</summary>
    public int Assemblies => CodeBytes <= CSharpCompiler.MaxBytecode ? 0 : (int)(CodeBytes / AssemblyCodeBytes);

    /// <summary>Heap in bytes that a board must have so that a program with the model starts and runs.</summary>
    public long NeededBytes =>
        HeapBudget.StartBytes + HeapBudget.FirmwareBytes + (long)Assemblies * HeapBudget.AssemblyBytes + LoopBytes + HeapBytes;

    /// <summary>True if the board has enough heap for the model, the loop, nanoFramework and the firmware.</summary>
    public bool FitsHeap(BoardMemory board) => NeededBytes <= board.HeapBytes && LargestArrayBytes <= board.LargestArrayBytes;

    /// <summary>True if the board has enough flash for the model's file.</summary>
    public bool FitsStorage(BoardMemory board) => FileBytes <= board.StorageBytes;

    /// <summary>True if the board has enough flash for the model's code and the firmware.</summary>
    public bool FitsDeployment(BoardMemory board) => CodeBytes + HeapBudget.FirmwareFlashBytes <= board.DeploymentBytes;

    /// <summary>True if a program with the model would start on the board.</summary>
    public bool Fits(BoardMemory board) => FitsHeap(board) && FitsStorage(board) && FitsDeployment(board);

    /// <summary>Says whether the model fits a board, with the figure that decides.</summary>
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

    /// <summary>The terms of which <see cref="NeededBytes"/> is the sum, as text.</summary>
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

    /// <summary>The cost of the compiled engine.</summary>
    /// <param name="graph">The network, after all passes.</param>
    /// <exception cref="ModelException">The compiled engine cannot run the model.</exception>
    public static EngineCost OfCompiled(Graph graph)
    {
        (IModel fields, long codeBytes) = CSharpCompiler.CompileFields(graph);
        return Of(ModelProfile.Compiled, graph, fields, ArrayBytes.Of(1, [(fields, 0)])[0], codeBytes);
    }

    /// <summary>The costs of the packed engine with fast weights and with compact weights.</summary>
    /// <param name="graph">The network from which both files were made.</param>
    /// <param name="fast">The file with fast weights.</param>
    /// <param name="compact">The file with compact weights.</param>
    public static EngineCost[] OfPacked(Graph graph, EcmFile fast, EcmFile compact) =>
        [OfPacked(graph, fast, "long"), OfPacked(graph, compact, "sbyte")];

    /// <summary>The cost of the packed engine with a file.</summary>
    /// <param name="graph">The network from which the file was made.</param>
    /// <param name="file">The file.</param>
    /// <param name="weights">How the file holds weights: "long" or "sbyte".</param>
    public static EngineCost OfPacked(Graph graph, EcmFile file, string weights) =>
        OfPacked(PackedModel.Load(file.Bytes), weights, LoopOf(graph), file.Bytes.Length);

    /// <summary>The cost of the packed engine with a model that is loaded already.</summary>
    /// <param name="model">The model.</param>
    /// <param name="fileBytes">Size of its file, in bytes.</param>
    public static EngineCost OfPacked(PackedModel model, long fileBytes)
    {
        long inputs = Enumerable.Range(0, model.InputCount).Sum(i => (long)model.InputAt(i).Length);
        long outputs = Enumerable.Range(0, model.OutputCount).Sum(i => (long)model.OutputAt(i).Length);
        return OfPacked(model, "as packed", HeapBudget.LoopBytes(inputs, outputs), fileBytes);
    }

    /// <summary>The cost of an engine whose model exists in memory.</summary>
    /// <param name="engine">"compiled" or "packed".</param>
    /// <param name="graph">The network from which the model was made.</param>
    /// <param name="instance">The model.</param>
    /// <param name="ramBytes">Size of the elements of all its arrays, in bytes.</param>
    /// <param name="flashBytes">Size of its code and initial values, or of its file, in bytes.</param>
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
