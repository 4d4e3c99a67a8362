namespace EdgeConv.Studio.Endpoints;

/// <summary>What a change in the page makes old, each as its own endpoint takes it; null for what stays.</summary>
/// <param name="Layers">As /api/layers takes it.</param>
/// <param name="Window">As /api/window takes it.</param>
/// <param name="Loop">As /api/loop takes it.</param>
internal sealed record ChangeRequest(LayersRequest? Layers = null, WindowRequest? Window = null, LoopRequest? Loop = null);

/// <summary>Several parts of the page in one answer. A part that is refused says why in its place, and the others are answered.</summary>
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
