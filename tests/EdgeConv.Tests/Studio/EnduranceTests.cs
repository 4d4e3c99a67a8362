using System.Runtime.Loader;
using static EdgeConv.Tests.Studio.RunningStudio;

namespace EdgeConv.Tests.Studio;

/// <summary>What a studio that is left open for days must stand.</summary>
[TestClass]
[DoNotParallelize]
public sealed class EnduranceTests
{
    [TestMethod]
    public async Task CodeThatWasLoadedToBeCountedIsUnloaded()
    {
        const string Name = "LoadedToBeCounted";
        List<WeakReference> contexts = [];
        AppDomain.CurrentDomain.AssemblyLoad += Note;
        for (int i = 0; i < 3; i++) await Ask("/api/export", new { model = StrokesModel, format = "cs", @class = Name });
        AppDomain.CurrentDomain.AssemblyLoad -= Note;
        Assert.IsNotEmpty(contexts);
        // The runtime itself holds what it still makes machine code of.
        for (int i = 0; i < 200 && contexts.Any(context => context.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (i > 2) await Task.Delay(20);
        }
        Assert.AreEqual(0, contexts.Count(context => context.IsAlive), $"of {contexts.Count} still loaded");

        void Note(object? sender, AssemblyLoadEventArgs loaded)
        {
            AssemblyLoadContext? context = AssemblyLoadContext.GetLoadContext(loaded.LoadedAssembly);
            if (context?.Name?.EndsWith(Name) == true) Add(context);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Add(AssemblyLoadContext context) => contexts.Add(new WeakReference(context));
    }

    [TestMethod]
    public async Task RequestsThatNeverEndKeepNobodyOut()
    {
        const int Connections = 150;
        string[] post = ["POST /api/layers HTTP/1.1", $"Host: {Url.Authority}", "Content-Type: application/json", "Content-Length: 10000",
            "", "{\"a\":"];
        string[] begins = ["", $"GET / HTTP/1.1\r\nHost: {Url.Authority}\r\nX-Half:", string.Join("\r\n", post)];
        List<TcpClient> open = [];
        try
        {
            for (int i = 0; i < Connections; i++)
            {
                TcpClient client = new();
                open.Add(client);
                await client.ConnectAsync("127.0.0.1", Url.Port);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begins[i % begins.Length]));
            }
            // Not a connection that was there before.
            using HttpClient another = new() { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(20) };
            Assert.Contains("EdgeConv Studio", await another.GetStringAsync("/"));
            using HttpResponseMessage answer =
                await another.PostAsync("/api/layers", Content(new { model = StrokesModel, frame = (byte[]?)null }));
            Assert.IsTrue(answer.IsSuccessStatusCode);
            foreach (TcpClient client in open)
                Assert.IsFalse(client.Client.Poll(0, SelectMode.SelectRead), "the studio has closed or answered a half request");
        }
        finally
        {
            foreach (TcpClient client in open) client.Dispose();
        }
    }
}
