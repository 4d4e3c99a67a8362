using EdgeConv.Compiler.Passes;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Asks for the number of IL instructions of an inference.</summary>
/// <param name="Model">The network.</param>
internal sealed record CountRequest(UploadedModel Model);

/// <summary>
/// Counts the IL instructions of an inference and its memory on a board, for the compiled engine or, if the network cannot be compiled, for
/// the packed engine. Compiling takes some tenths of a second, so the page asks only after the network has not changed for a while.
/// </summary>
internal static class CountEndpoint
{
    // The C# compiler takes too long for a larger network, so the packed engine is counted instead.
    private const long MaxCompiledParameters = 400_000;

    public static object Answer(CountRequest request, CancellationToken cancellation)
    {
        if (request.Model.IsPacked)
        {
            PackedModel packed = request.Model.Load();
            long max = InferenceCounter.MaxOf(packed, request.Model.Data);
            return Counted(ModelProfile.Packed, max, EngineCost.OfPacked(packed, request.Model.Data.Length));
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
            // The network holds an operator that cannot be compiled: count the packed engine.
        }
        return ModelProfile.Of(graph, ModelProfile.Packed);
    }

    private static object Counted(string engine, long instructions, EngineCost cost) => new
    {
        engine, instructions, cost = LayersEndpoint.Cost(cost),
        boards = BoardSpeed.All.Zip(BoardMemory.All, (speed, memory) => new
        {
            name = memory.Name, title = memory.Title, milliseconds = ProfileText.Time(BoardTime.Of(speed, instructions)),
            measured = speed.Nanoseconds is not null, fits = cost.Fits(memory), verdict = cost.Verdict(memory),
        }),
    };
}
