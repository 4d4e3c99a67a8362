namespace EdgeConv.Studio.Endpoints;

/// <summary>The parts of the page that a change affects, each as its own endpoint takes it; null for a part that stays.</summary>
/// <param name="Layers">As /api/layers takes it.</param>
/// <param name="Window">As /api/window takes it.</param>
/// <param name="Loop">As /api/loop takes it.</param>
internal sealed record ChangeRequest(LayersRequest? Layers = null, WindowRequest? Window = null, LoopRequest? Loop = null);

/// <summary>Answers for several parts of the page at once. A refused part holds the reason; the others are answered.</summary>
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
