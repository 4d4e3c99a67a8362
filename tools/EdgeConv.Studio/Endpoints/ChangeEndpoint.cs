namespace EdgeConv.Studio.Endpoints;

/// <summary>Requests for the parts of the page that a change affects; null for a part that stays.</summary>
/// <param name="Layers">Request of /api/layers.</param>
/// <param name="Window">Request of /api/window.</param>
/// <param name="Loop">Request of /api/loop.</param>
internal sealed record ChangeRequest(LayersRequest? Layers = null, WindowRequest? Window = null, LoopRequest? Loop = null);

/// <summary>Answers several requests at once. If one part is refused, its answer is the reason; the others are answered.</summary>
internal static class ChangeEndpoint
{
    public static object Answer(ChangeRequest request, CancellationToken cancellation) => new
    {
        layers = Part(request.Layers, LayersEndpoint.Answer, cancellation),
        window = Part(request.Window, WindowEndpoint.Answer, cancellation),
        loop = Part(request.Loop, LoopEndpoint.Answer, cancellation),
    };

    private static object? Part<TRequest>(TRequest? request, Func<TRequest, CancellationToken, object> answer,
        CancellationToken cancellation) where TRequest : class
    {
        if (request is null) return null;
        try
        {
            return answer(request, cancellation);
        }
        catch (Exception failure) when (Refused.Of(failure) is (StatusCodes.Status400BadRequest, var reason))
        {
            return new { error = Printable.Text(reason, 2000) };
        }
    }
}
