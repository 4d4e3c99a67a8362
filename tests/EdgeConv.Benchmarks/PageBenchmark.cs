using System.Text.Json;
using EdgeConv.Studio;
using EdgeConv.Tests.Studio.Browser;
using Microsoft.Playwright;

namespace EdgeConv.Benchmarks;

/// <summary>Times from a change of a weight in the studio's page until Chromium has painted all that follows from it.</summary>
internal static class PageBenchmark
{
    // The .NET runtime compiles what is used often again, faster, after some dozens of changes.
    private const int Changes = 40, WarmUp = 60, PauseMilliseconds = 100;

    // The page measures each change. This waits for the next measure without asking again and again, which would make the browser draw.
    private const string NextMeasure = """
        () => new Promise(resolve => new PerformanceObserver((_, observer) => {
          observer.disconnect();
          resolve();
        }).observe({ type: "measure" }))
        """;

    /// <summary>Measures 8 filters of 3x3 over a frame of 32x32, and prints the times. A change is a press of the arrow key in a weight's
    /// field.</summary>
    /// <param name="addresses">Studios that run already, e.g. of another version. The changes go to them in turn, so that a busy machine
    /// disturbs all alike. Empty for this build alone.</param>
    /// <returns>The median of this build in milliseconds.</returns>
    public static async Task<double> Run(IReadOnlyList<string> addresses)
    {
        if (Chromium.Missing is { } missing) throw new ToolException(missing);
        await using StudioServer own = await StudioServer.StartAsync(0);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.Launch(playwright);
        List<(string Name, IPage Page)> pages = [];
        foreach (string address in addresses.Append($"{own.Url}"))
            pages.Add((address == $"{own.Url}" ? "this build" : address, await Open(browser, address)));
        for (int i = 0; i < WarmUp + Changes; i++)
        {
            foreach ((_, IPage page) in pages)
            {
                await page.BringToFrontAsync();
                if (i == WarmUp) await page.EvaluateAsync("() => performance.clearMeasures()");
                await page.GetByLabel("weight of filter 1, row 1, column 2").FocusAsync();
                Task shown = page.EvaluateAsync(NextMeasure);
                // The browser is still busy with the change before for a moment; nobody changes a weight faster than this.
                await page.WaitForTimeoutAsync(PauseMilliseconds);
                await page.Keyboard.PressAsync("ArrowUp");
                await shown;
            }
        }
        double median = 0;
        foreach ((string name, IPage page) in pages)
        {
            JsonElement measures = await page.EvaluateAsync<JsonElement>(
                "() => performance.getEntriesByName('change').map(entry => entry.duration)");
            double[] times = [.. measures.EnumerateArray().Select(time => time.GetDouble()).Order()];
            median = times[times.Length / 2];
            Console.WriteLine($"{name}: 8 filters over 32x32, from a change until it is painted: median " +
                $"{times[times.Length / 2]:0.0} ms, minimum {times[0]:0.0} ms, 90 % within {times[times.Length * 9 / 10]:0.0} ms, " +
                $"of {times.Length} changes");
        }
        return median;
    }

    /// <summary>Opens the page and waits until it shows everything.</summary>
    internal static async Task<IPage> Open(IBrowser browser, string address, BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(120_000);
        IPage page = await context.NewPageAsync();
        await page.GotoAsync(address);
        await Settled(page);
        if (options is not null) return page;
        await After(page, () => page.SelectOptionAsync("#sample", "synthetic:hand"));
        await After(page, () => page.SelectOptionAsync("#size", "32"));
        for (int i = 0; i < 4; i++) await After(page, () => page.ClickAsync("#add-filter"));
        await Counted(page);
        return page;
    }

    /// <summary>Waits until all cards show the newest change.</summary>
    internal static Task Settled(IPage page) => page.WaitForFunctionAsync("() => document.documentElement.dataset.settled === 'true'");

    /// <summary>Waits until the instructions of an inference are counted, which is done once the network stays the same.</summary>
    internal static async Task Counted(IPage page)
    {
        await page.WaitForFunctionAsync("() => document.getElementById('verdict').textContent !== ''");
        await Settled(page);
    }

    /// <summary>Does something and waits until all cards show it.</summary>
    internal static async Task After(IPage page, Func<Task> change)
    {
        string before = await page.EvaluateAsync<string>("() => document.documentElement.dataset.shown ?? ''");
        await change();
        await page.WaitForFunctionAsync("before => document.documentElement.dataset.shown !== before", before);
        await Settled(page);
    }
}
