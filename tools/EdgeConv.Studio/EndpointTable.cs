using System.Text.Json;
using EdgeConv.Studio.Board;
using EdgeConv.Studio.Endpoints;
using EdgeConv.Studio.Training;
using Microsoft.Extensions.DependencyInjection;

namespace EdgeConv.Studio;

/// <summary>
/// Answers requests with the files of the page, or by an endpoint that computes for it. Each request holds its network and its frames; what
/// stays between requests is a service: the connection to a board, the collected frames, the last training.
/// </summary>
internal static class EndpointTable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = default,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 16,
    };

    // An inference of a large model keeps one core busy, so running more at a time would not be faster.
    private static readonly SemaphoreSlim s_inferences = new(Math.Max(2, Environment.ProcessorCount));

    private static readonly Dictionary<string, Func<HttpContext, Task>> s_get = new()
    {
        ["/api/start"] = context => Write(context, StartEndpoint.Answer()),
        ["/api/samples"] = context => Write(context, SamplesEndpoint.Answer(context.Request.Query)),
        ["/api/data"] = context => Write(context, Data(context).Project(context.Request.Query)),
        ["/api/data/frames"] = context => Write(context, Data(context).Frames(context.Request.Query)),
        ["/api/train"] = context => Write(context, Trainings(context).State(context.Request.Query)),
        ["/api/train/result"] = context => Write(context, Trainings(context).Result(context.Request.Query)),
        ["/api/train/mistakes"] = context => Write(context, Trainings(context).Mistakes(context.Request.Query)),
        ["/api/train/file"] = context => Write(context, Trainings(context).File(context.Request.Query)),
        ["/api/models"] = context => Write(context, ModelsEndpoint.Answer(context.Request.Query)),
    };

    private static readonly Dictionary<string, Func<HttpContext, Task>> s_post = new()
    {
        ["/api/layers"] = context => Compute<LayersRequest>(context, LayersEndpoint.Answer),
        ["/api/window"] = context => Compute<WindowRequest>(context, WindowEndpoint.Answer),
        ["/api/loop"] = context => Compute<LoopRequest>(context, LoopEndpoint.Answer),
        ["/api/change"] = context => Compute<ChangeRequest>(context, ChangeEndpoint.Answer),
        ["/api/count"] = context => Compute<CountRequest>(context, CountEndpoint.Answer),
        ["/api/frames"] = context => Compute<FramesRequest>(context, FramesEndpoint.Answer),
        ["/api/export"] = context => Compute<ExportRequest>(context, ExportEndpoint.Answer),
        ["/api/board/ports"] = context => Ask<NothingRequest>(context, (_, _) => BoardEndpoint.Ports()),
        ["/api/board/connect"] = context => Ask<ConnectRequest>(context, BoardEndpoint.Connect),
        ["/api/board/disconnect"] = context => Ask<NothingRequest>(context, BoardEndpoint.Disconnect),
        ["/api/board/unplug"] = context => Ask<UnplugRequest>(context, BoardEndpoint.Unplug),
        ["/api/board/set"] = context => Ask<SetRequest>(context, BoardEndpoint.Set),
        ["/api/board/save"] = context => Ask<NothingRequest>(context, (desk, _) => BoardEndpoint.Do(desk, talk => talk.Save())),
        ["/api/board/undo"] = context => Ask<NothingRequest>(context, (desk, _) => BoardEndpoint.Do(desk, talk => talk.Undo())),
        ["/api/board/revert"] = context => Ask<NothingRequest>(context, (desk, _) => BoardEndpoint.Do(desk, talk => talk.Revert())),
        ["/api/board/restart"] = context => Ask<NothingRequest>(context, (desk, _) => BoardEndpoint.Long(desk, talk => talk.Restart())),
        ["/api/board/run"] = context => Ask<RunRequest>(context, BoardEndpoint.Run),
        ["/api/board/load"] = context => Ask<LoadRequest>(context, BoardEndpoint.Load),
        ["/api/board/stream"] = Stream,
        ["/api/data/add"] = context => Compute<AddFramesRequest>(context, Data(context).Add),
        ["/api/data/class"] = context => Compute<ClassRequest>(context, Data(context).AddClass),
        ["/api/data/rename"] = context => Compute<RenameRequest>(context, Data(context).Rename),
        ["/api/data/remove"] = context => Compute<ClassRequest>(context, Data(context).RemoveClass),
        ["/api/data/delete"] = context => Compute<FramesOfClassRequest>(context, Data(context).Delete),
        ["/api/data/move"] = context => Compute<MoveRequest>(context, Data(context).Move),
        ["/api/train"] = context => Compute<TrainingRequest>(context, Trainings(context).Start),
        ["/api/train/stop"] = context => Compute<StopRequest>(context, Trainings(context).Stop),
        ["/api/train/try"] = context => Compute<TryRequest>(context, Trainings(context).Try),
        ["/api/train/save"] = context => Compute<SaveRequest>(context, Trainings(context).Save),
    };

    /// <summary>Answers a request; a failure becomes one line of text.</summary>
    public static async Task Answer(HttpContext context)
    {
        bool isGet = HttpMethods.IsGet(context.Request.Method);
        string path = context.Request.Path.Value ?? "";
        // Each request reads and writes files of its own, as a command does.
        FilesInUse.Begin();
        try
        {
            if ((isGet ? s_get : s_post).TryGetValue(path, out Func<HttpContext, Task>? answer)) await answer(context);
            else if ((isGet ? s_post : s_get).ContainsKey(path) || (!isGet && PageFiles.Find(path) is not null))
                await Refused.Write(context.Response, StatusCodes.Status405MethodNotAllowed, $"{path} needs {(isGet ? "POST" : "GET")}");
            else if (isGet && PageFiles.Find(path) is { } file) await PageFiles.Write(context.Response, file);
            else await Refused.Write(context.Response, StatusCodes.Status404NotFound, "there is no such page; the studio is at /");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page has sent a newer request and does not wait for this one any more.
        }
        catch (Exception failure) when (!context.Response.HasStarted)
        {
            await Refused.Answer(context, failure);
        }
    }

    private static async Task Compute<TRequest>(HttpContext context, Func<TRequest, CancellationToken, object> compute)
    {
        CancellationToken aborted = context.RequestAborted;
        TRequest request = await Read<TRequest>(context);
        await s_inferences.WaitAsync(aborted);
        object answer;
        try
        {
            answer = compute(request, aborted);
        }
        finally
        {
            s_inferences.Release();
        }
        await Write(context, answer);
    }

    // A request to the board, which waits for the board's own thread.
    private static async Task Ask<TRequest>(HttpContext context, Func<BoardDesk, TRequest, Task<object>> ask)
    {
        TRequest request = await Read<TRequest>(context);
        await Write(context, await ask(DeskOf(context), request));
    }

    // Answers with one line of JSON for each change of the board, until the page goes.
    private static async Task Stream(HttpContext context)
    {
        await Read<NothingRequest>(context);
        await BoardEndpoint.Stream(context, DeskOf(context), s_json);
    }

    private static BoardDesk DeskOf(HttpContext context) => context.RequestServices.GetRequiredService<BoardDesk>();

    private static async Task<TRequest> Read<TRequest>(HttpContext context)
    {
        // This type keeps forms of other sites out: before sending it, a browser would ask this server for permission.
        if (!context.Request.HasJsonContentType())
            throw new BadHttpRequestException("the request must be application/json", StatusCodes.Status415UnsupportedMediaType);
        return await JsonSerializer.DeserializeAsync<TRequest>(context.Request.Body, s_json, context.RequestAborted)
            ?? throw new JsonException("null");
    }

    private static DataEndpoints Data(HttpContext context) => context.RequestServices.GetRequiredService<DataEndpoints>();

    private static TrainingEndpoints Trainings(HttpContext context) => context.RequestServices.GetRequiredService<TrainingEndpoints>();

    private static Task Write(HttpContext context, object answer) =>
        context.Response.WriteAsJsonAsync(answer, answer.GetType(), s_json, context.RequestAborted);
}
