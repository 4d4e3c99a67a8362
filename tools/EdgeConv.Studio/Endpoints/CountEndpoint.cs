using EdgeConv.Compiler.Passes;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Asks how many IL instructions an inference takes.</summary>
/// <param name="Model">The network.</param>
internal sealed record CountRequest(UploadedModel Model);

/// <summary>
/// Counts the IL instructions of an inference and the memory it takes on a board: on the compiled engine, or on the packed engine if the
/// network cannot be compiled. Compiling takes some tenths of a second, so the page asks when a network has stayed the same for a while.
/// </summary>
internal static class CountEndpoint
{
    // The C# compiler takes too long for a larger network: the packed engine is counted instead.
    private const long MaxCompiledParameters = 400_000;

    public static object Answer(CountRequest request, CancellationToken cancellation)
    {
        if (request.Model.IsPacked)
        {
            PackedModel packed = request.Model.Load();
            long most = InferenceCounter.MaxOf(packed, request.Model.Data);
            return Counted(ModelProfile.Packed, most, EngineCost.OfPacked(packed, request.Model.Data.Length));
        }
        return request.Model.Named(() =>
        {
            Graph graph = Pipeline.Run(request.Model.ReadGraph());
            NetworkRun.Check(Int8InputsAndOutputs.Run(graph));
            ModelProfile profile = Profile(graph);
            return Counted(profile.Engine, profile.MaxInstructions, profile.Cost);
        });
    }

    private static ModelProfile Profile(Graph graph)
    {
        try
        {
            if (graph.Operators.Sum(op => op.Parameters) <= MaxCompiledParameters) return ModelProfile.Of(graph, ModelProfile.Compiled);
        }
        catch (ModelException)
        {
            // An operator that is not compiled.
        }
        return ModelProfile.Of(graph, ModelProfile.Packed);
    }

    private static object Counted(string engine, long instructions, EngineCost cost) =>
        new { engine, instructions, cost = LayersEndpoint.Cost(cost) };
}
