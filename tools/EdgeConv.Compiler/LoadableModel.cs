using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.SelfTests;

namespace EdgeConv.Compiler;

/// <summary>A model as it is sent to a board: packed for the board's memory, with its self-test.</summary>
/// <param name="Bytes">The .ecm file.</param>
/// <param name="Graph">The network; null for a file that was packed already.</param>
/// <param name="StepLimit">Maximum time to wait for one step of the self-test on the board.</param>
public sealed record LoadableModel(byte[] Bytes, Graph? Graph, TimeSpan StepLimit)
{
    // The least that a step of the self-test is waited for.
    private static readonly TimeSpan s_test = TimeSpan.FromSeconds(60);

    /// <summary>Packs a model for a board. An .ecm file stays as it is.</summary>
    /// <param name="name">Name of the file, for messages; its extension tells the format if the content does not.</param>
    /// <param name="file">All bytes of the file.</param>
    /// <param name="ramBudget">Bytes of RAM that the board has for a model.</param>
    /// <param name="maxBytes">Maximum size of a model on the board, in bytes.</param>
    /// <param name="progress">Called with what is done and which fraction; may be null.</param>
    /// <exception cref="ModelException">The model is damaged, not supported or too large for the board; the message names the
    /// file.</exception>
    public static LoadableModel Of(string name, byte[] file, int ramBudget, int maxBytes, Action<string, double>? progress = null)
    {
        LoadableModel packed = ModelFile.Named(name, () => Pack(name, file, ramBudget, progress));
        return packed.Bytes.Length <= maxBytes ? packed : throw new ModelException(
            $"{name}: {Amount.Of(packed.Bytes.Length, "byte")}; a slot of this board holds at most {Amount.Of(maxBytes)}");
    }

    private static LoadableModel Pack(string name, byte[] file, int ramBudget, Action<string, double>? progress)
    {
        if (ModelFile.IsPacked(name, file))
        {
            PackedModel.Measure(new ByteArraySource(file));
            return new LoadableModel(file, null, s_test);
        }
        Graph graph = Pipeline.ForBoard(ModelFile.Open(name, file));
        EcmFile packed = EcmFile.Write(graph, ramBudget);
        if (packed.RamBytes > ramBudget)
            throw new ModelException($"the model needs {Amount.Of(packed.RamBytes, "byte")} of RAM; this board has " +
                $"{Amount.Of(ramBudget)} for it");
        TestedFile tested = TestedFile.Of(graph, packed, null, progress);
        double seconds = Math.Max(s_test.TotalSeconds, tested.MaxSeconds ?? 10 * s_test.TotalSeconds);
        return new LoadableModel(tested.File.Bytes, graph, TimeSpan.FromSeconds(seconds));
    }
}
