using System.Text.Json;

namespace EdgeConv.Studio.Requests;

/// <summary>Writes refusals: each is one line of text that begins with `error:`, as on the command line.</summary>
internal static class Refused
{
    public static Task Write(HttpResponse response, int status, string reason)
    {
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync("error: " + Printable.Text(reason, 2000));
    }

    /// <summary>
    /// Answers a request that was refused. The page asks for a refusal as an answer, because browsers report any other as an error of the
    /// page.
    /// </summary>
    public static Task Answer(HttpContext context, Exception failure)
    {
        (int status, string reason) = Of(failure);
        bool isAnswer = status == StatusCodes.Status400BadRequest && context.Request.Headers["Prefer"] == "refusal=answer";
        return isAnswer ? context.Response.WriteAsJsonAsync(new { refused = Printable.Text(reason, 2000) })
            : Write(context.Response, status, reason);
    }

    /// <summary>Returns the status code and the text for an exception; the code is 500 for an unexpected one.</summary>
    public static (int Status, string Reason) Of(Exception failure) => failure switch
    {
        UserException or ModelFormatException => (StatusCodes.Status400BadRequest, failure.Message),
        // These exceptions come from the device library's checks of settings.
        ArgumentException { ParamName: null } => (StatusCodes.Status400BadRequest, failure.Message),
        ArgumentException => (StatusCodes.Status400BadRequest, failure.Message.Split(" (Parameter")[0]),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            (StatusCodes.Status413PayloadTooLarge,
                $"the request is larger than {RequestGuard.MaxBytes >> 20} MB, the studio's limit; models for boards are below 2 MB"),
        BadHttpRequestException bad => (bad.StatusCode, bad.Message),
        JsonException => (StatusCodes.Status400BadRequest, $"the request does not have the form of the page's requests: {failure.Message}"),
        _ => (StatusCodes.Status500InternalServerError,
            $"unexpected {failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message}"),
    };
}
