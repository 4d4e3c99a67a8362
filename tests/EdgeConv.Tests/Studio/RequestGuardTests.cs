using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Who may ask the studio, and what comes with every answer.</summary>
[TestClass]
public sealed class RequestGuardTests
{
    [TestMethod]
    [DataRow("evil.example"), DataRow("evil.example:{port}"), DataRow("127.0.0.1:1"), DataRow("127.0.0.1")]
    [DataRow("127.0.0.1.evil.example:{port}"), DataRow("[::1]:{port}"), DataRow("0.0.0.0:{port}")]
    public async Task OtherHostsAreRefused(string host)
    {
        (HttpStatusCode status, string text) = await Send("GET", "/", ("Host", host.Replace("{port}", $"{Url.Port}")));
        Assert.AreEqual(HttpStatusCode.MisdirectedRequest, status);
        Assert.StartsWith("error: ", text);
    }

    [TestMethod]
    [DataRow("Origin", "http://evil.example"), DataRow("Origin", "null"), DataRow("Origin", "http://127.0.0.1:1")]
    [DataRow("Origin", "https://{host}"), DataRow("Sec-Fetch-Site", "cross-site"), DataRow("Sec-Fetch-Site", "same-site")]
    public async Task OtherOriginsAreRefused(string header, string value)
    {
        foreach ((string method, string path) in ((string, string)[])[("GET", "/"), ("GET", "/api/start"), ("POST", "/api/layers")])
        {
            (HttpStatusCode status, _) = await Send(method, path, (header, value.Replace("{host}", Url.Authority)));
            Assert.AreEqual(HttpStatusCode.Forbidden, status, path);
        }
    }

    [TestMethod, DataRow("127.0.0.1"), DataRow("localhost")]
    public async Task TheOwnPageIsAnswered(string name)
    {
        string host = $"{name}:{Url.Port}";
        (string, string)[] headers = [("Host", host), ("Origin", $"http://{host}"), ("Sec-Fetch-Site", "same-origin")];
        Assert.AreEqual(HttpStatusCode.OK, (await Send("GET", "/api/start", headers)).Status);
    }

    [TestMethod]
    [DataRow("PUT", "/api/layers", 405), DataRow("DELETE", "/", 405), DataRow("OPTIONS", "/api/layers", 405), DataRow("HEAD", "/", 405)]
    [DataRow("GET", "/api/layers", 405), DataRow("POST", "/api/start", 405), DataRow("POST", "/", 405), DataRow("GET", "/nothing", 404)]
    [DataRow("GET", "/../StudioServer.cs", 404), DataRow("POST", "/api/layers", 415)]
    public async Task OtherMethodsPathsAndTypesAreRefused(string method, string path, int status) =>
        Assert.AreEqual(status, (int)(await Send(method, path, ("Content-Type", "text/plain"))).Status);

    [TestMethod]
    public async Task EveryAnswerForbidsWhatThePageDoesNotNeed()
    {
        foreach (string path in (string[])["/", "/studio.js", "/api/start", "/nothing"])
        {
            using HttpResponseMessage response = await Client.GetAsync(path);
            string Header(string name) => string.Join(' ', response.Headers.GetValues(name));
            Assert.StartsWith("default-src 'self';", Header("Content-Security-Policy"));
            Assert.AreEqual(("nosniff", "same-origin"), (Header("X-Content-Type-Options"), Header("Cross-Origin-Resource-Policy")));
            bool isLetIn = response.Headers.Any(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
            Assert.IsFalse(isLetIn, "no other origin is let in");
            Assert.IsFalse(response.Headers.Contains("Server"));
        }
    }

    [TestMethod]
    public void ListensOnLoopbackAlone()
    {
        Assert.AreEqual("127.0.0.1", Url.Host);
        foreach (IPAddress address in Dns.GetHostAddresses(Dns.GetHostName(), AddressFamily.InterNetwork))
        {
            if (IPAddress.IsLoopback(address)) continue;
            using var client = new TcpClient();
            Assert.ThrowsExactly<SocketException>(() => client.Connect(address, Url.Port), $"{address}");
        }
    }

    // What is posted is JSON, unless its Content-Type is among the headers.
    private static async Task<(HttpStatusCode Status, string Text)> Send(
        string method, string path, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (method == "POST") request.Content = Content("{}");
        foreach ((string name, string value) in headers)
            if (name != "Content-Type") request.Headers.Add(name, value);
            else if (request.Content is { } content) content.Headers.ContentType = new(value);
        using HttpResponseMessage response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
