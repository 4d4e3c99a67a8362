using System.Text.Json;

namespace EdgeConv.Studio.Requests;

/// <summary>Every refusal is one line of text that begins with `error:`, as on the command line.</summary>
internal static class Refused
{
    public static Task Write(HttpResponse response, int status, string reason)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync("error: " + Printable.Text(reason, 2000));
    }

    /// <summary>The status code and the line for an exception; 500 for one that is not expected.</summary>
    public static (int Status, string Reason) Of(Exception failure) => failure switch
    {
        UserException or ModelFormatException => (StatusCodes.Status400BadRequest, failure.Message),
        // The device library's own checks of settings.
        ArgumentException { ParamName: null } => (StatusCodes.Status400BadRequest, failure.Message),
        ArgumentException => (StatusCodes.Status400BadRequest, failure.Message.Split(" (Parameter")[0]),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge,
                $"larger than the {RequestGuard.MaxBytes >> 20} MB that the studio takes; models a board runs are below 2 MB"),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        JsonException => (StatusCodes.Status400BadRequest, $"the request is not what the page sends: {failure.Message}"),
        _ => (StatusCodes.Status500InternalServerError,
            $"unexpected {failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message}"),
    };
}
