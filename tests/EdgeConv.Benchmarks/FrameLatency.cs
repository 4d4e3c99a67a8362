using System.Collections.Concurrent;
using System.Text.Json;
using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Link;
using EdgeConv.Studio;
using Microsoft.Playwright;

namespace EdgeConv.Benchmarks;

/// <summary>
/// Measures how long a frame takes from the board to the screen: from the call that sends the step on a virtual board's serial line until
/// Chromium has painted it in the studio's tab of the board.
/// </summary>
public static class FrameLatency
{
    private const int Frames = 200, MaxMilliseconds = 120_000;

    // Collects, for each step, its number and when the picture that shows it was painted, as a time of the system's clock. The listener is
    // called after those of the page, so that the page has drawn the step when the next picture begins.
    private const string Painted = """
        count => import('/live.js').then(({ live }) => new Promise(resolve => {
          const seen = [];
          live.on(({ number }) => requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => {
              seen.push([number, performance.timeOrigin + performance.now()]);
              if (seen.length === count) resolve(seen);
            };
            painted.port2.postMessage(null);
          }));
        }))
        """;

    private static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds;

    /// <summary>Shows frames and prints the milliseconds that they took.</summary>
    /// <param name="chromium">Executable of Chromium.</param>
    /// <returns>The median in milliseconds.</returns>
    public static async Task<double> Measure(string chromium)
    {
        ConcurrentDictionary<uint, double> sent = new();
        using var terminal = new PseudoTerminal();
        var reader = new PacketReader(BoardLine.MaxPayload);
        var parts = new VirtualBoardParts
        {
            Frame = RecordedSensor.Default().Look,
            Receive = terminal.Receive,
            Send = (buffer, offset, count) =>
            {
                double now = Now;
                for (int i = offset; i < offset + count; i++)
                    if (reader.Take(buffer[i]) && reader.Kind == PacketKind.Step) sent.TryAdd(reader.Long(0), now);
                terminal.Send(buffer, offset, count);
            },
        };
        using var board = new VirtualBoard(parts);
        await using StudioServer studio = await StudioServer.StartAsync(0, Path.Join(Path.GetTempPath(), "edgeconv-benchmark"));
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        IPage page = await browser.NewPageAsync();
        page.SetDefaultTimeout(MaxMilliseconds);
        await page.GotoAsync(studio.Url.ToString());
        await page.Locator("[name=mode][value=board]").CheckAsync();
        await page.Locator("#port").FillAsync(terminal.Name);
        await page.Locator("#connect-button").ClickAsync();
        await page.WaitForFunctionAsync("() => document.getElementById('verdict-light').textContent.startsWith('Equal')");
        JsonElement shown = await page.EvaluateAsync<JsonElement>(Painted, Frames);
        double[] milliseconds = [.. shown.EnumerateArray()
            .Select(pair => (Number: pair[0].GetUInt32(), At: pair[1].GetDouble()))
            .Where(pair => sent.ContainsKey(pair.Number)).Select(pair => pair.At - sent[pair.Number]).Order()];
        double median = milliseconds[milliseconds.Length / 2], most = milliseconds[milliseconds.Length * 95 / 100];
        Console.WriteLine($"{milliseconds.Length} frames of 8x8 from a virtual board to the screen: median {median:0.0} ms, " +
            $"95 of 100 within {most:0.0} ms, fastest {milliseconds[0]:0.0} ms, slowest {milliseconds[^1]:0.0} ms");
        return median;
    }
}
