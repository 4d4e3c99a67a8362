using Microsoft.Extensions.Primitives;

namespace EdgeConv.Studio.Requests;

/// <summary>
/// Refuses requests that do not come from the studio's own page. Any page in the browser can send requests to 127.0.0.1, and an outside
/// site can make its name point there (DNS rebinding). Therefore host, origin and method of every request are checked first.
/// </summary>
internal static class RequestGuard
{
    /// <summary>Maximum size of a request in bytes: a model of 21 MB in Base64, and its frames.</summary>
    public const int MaxBytes = 32 << 20;

    public static async Task Check(HttpContext context, RequestDelegate next)
    {
        HttpResponse response = context.Response;
        IHeaderDictionary headers = response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()";
        if (Refusal(context) is { } refusal) await Refused.Write(response, refusal.Status, refusal.Reason);
        else await next(context);
    }

    private static (int Status, string Reason)? Refusal(HttpContext context)
    {
        HttpRequest request = context.Request;
        int port = context.Connection.LocalPort;
        string[] hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];
        if (port == 80) hosts = [.. hosts, "127.0.0.1", "localhost"];
        string host = request.Host.Value ?? "";
        if (!hosts.Contains(host, StringComparer.OrdinalIgnoreCase))
            return (StatusCodes.Status421MisdirectedRequest, $"this is the studio at 127.0.0.1:{port}; it answers for no other host");
        StringValues origin = request.Headers.Origin, site = request.Headers["Sec-Fetch-Site"];
        if (origin.Count > 0 && origin != "http://" + host)
            return (StatusCodes.Status403Forbidden, "the request comes from another origin; only the studio's own page may send requests");
        if (site.Count > 0 && site != "same-origin" && site != "none")
            return (StatusCodes.Status403Forbidden, "the request comes from another site; only the studio's own page may send requests");
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsPost(request.Method))
            return (StatusCodes.Status405MethodNotAllowed, "the studio answers only GET and POST");
        return null;
    }
}
