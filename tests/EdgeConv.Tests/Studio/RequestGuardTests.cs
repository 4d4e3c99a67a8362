using System.Net;
using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>Who may ask the studio, and what comes with every answer.</summary>
[TestClass]
public sealed class RequestGuardTests
{
    [TestMethod]
    [DataRow("evil.example")]
    [DataRow("evil.example:{port}")]
    [DataRow("127.0.0.1:1")]
    [DataRow("127.0.0.1")]
    [DataRow("127.0.0.1.evil.example:{port}")]
    [DataRow("[::1]:{port}")]
    [DataRow("0.0.0.0:{port}")]
    public async Task OtherHostsAreRefused(string host)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Host = host.Replace("{port}", $"{Url.Port}");
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.MisdirectedRequest, response.StatusCode);
        Assert.StartsWith("error: ", await response.Content.ReadAsStringAsync());
    }

    [TestMethod]
    [DataRow("Origin", "http://evil.example")]
    [DataRow("Origin", "null")]
    [DataRow("Origin", "http://127.0.0.1:1")]
    [DataRow("Origin", "https://{host}")]
    [DataRow("Sec-Fetch-Site", "cross-site")]
    [DataRow("Sec-Fetch-Site", "same-site")]
    public async Task OtherOriginsAreRefused(string header, string value)
    {
        foreach ((HttpMethod method, string path) in ((HttpMethod, string)[])[(HttpMethod.Get, "/"), (HttpMethod.Get, "/api/start"),
            (HttpMethod.Post, "/api/layers")])
        {
            using HttpRequestMessage request = new(method, path);
            if (method == HttpMethod.Post) request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
            request.Headers.Add(header, value.Replace("{host}", Url.Authority));
            using HttpResponseMessage response = await Client.SendAsync(request);
            Assert.AreEqual(HttpStatusCode.Forbidden, response.StatusCode, path);
        }
    }

    [TestMethod]
    [DataRow("127.0.0.1")]
    [DataRow("localhost")]
    public async Task TheOwnPageIsAnswered(string name)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/start");
        request.Headers.Host = $"{name}:{Url.Port}";
        request.Headers.Add("Origin", $"http://{name}:{Url.Port}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [TestMethod]
    [DataRow("PUT", "/api/layers", 405)]
    [DataRow("DELETE", "/", 405)]
    [DataRow("OPTIONS", "/api/layers", 405)]
    [DataRow("HEAD", "/", 405)]
    [DataRow("GET", "/api/layers", 405)]
    [DataRow("POST", "/api/start", 405)]
    [DataRow("POST", "/", 405)]
    [DataRow("GET", "/nothing", 404)]
    [DataRow("GET", "/../StudioServer.cs", 404)]
    [DataRow("POST", "/api/layers", 415)]
    public async Task OtherMethodsPathsAndTypesAreRefused(string method, string path, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (method == "POST") request.Content = new StringContent("{}", Encoding.UTF8, "text/plain");
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.AreEqual(status, (int)response.StatusCode);
    }

    [TestMethod]
    public async Task EveryAnswerForbidsWhatThePageDoesNotNeed()
    {
        foreach (string path in (string[])["/", "/studio.js", "/api/start", "/nothing"])
        {
            using HttpResponseMessage response = await Client.GetAsync(path);
            string Header(string name) => string.Join(' ', response.Headers.GetValues(name));
            Assert.StartsWith("default-src 'self';", Header("Content-Security-Policy"));
            Assert.AreEqual("nosniff", Header("X-Content-Type-Options"));
            Assert.AreEqual("same-origin", Header("Cross-Origin-Resource-Policy"));
            Assert.IsFalse(response.Headers.Any(h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)),
                "no other origin is let in");
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
}
