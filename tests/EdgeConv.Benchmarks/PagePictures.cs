using EdgeConv.Studio;
using EdgeConv.Tests.Studio.Browser;
using Microsoft.Playwright;

namespace EdgeConv.Benchmarks;

/// <summary>Makes the studio's pictures of docs/images.</summary>
internal static class PagePictures
{
    // Records the virtual board's frames as a person would: holds the key of class 1 while the warm spot is on the left, of class 2 while
    // it is on the right, and of class 3 while there is none.
    private const string RecordHands = """
        count => import('/live.js').then(({ live }) => new Promise(resolve => {
          const recorded = [0, 0, 0];
          const press = (type, k) => document.body.dispatchEvent(new KeyboardEvent(type, { key: String(k + 1), bubbles: true }));
          let held = -1;
          const hold = k => {
            if (held === k) return;
            if (held >= 0) press("keyup", held);
            if (k >= 0) press("keydown", k);
            held = k;
          };
          const listener = step => {
            const peak = Math.max(...step.frame), column = step.frame.indexOf(peak) % step.width;
            if (held >= 0) recorded[held]++;
            const seen = peak < 95 ? 2 : peak < 108 ? -1 : column < 3 ? 0 : column > 4 ? 1 : -1;
            hold(seen >= 0 && recorded[seen] < count ? seen : -1);
            if (recorded.some(frames => frames < count)) return;
            hold(-1);
            live.off(listener);
            resolve();
          };
          live.on(listener);
        }))
        """;

    // Waits until the board sees the warm spot.
    private const string HandSeen = """
        () => import('/live.js').then(({ live }) => new Promise(resolve => {
          const listener = step => {
            if (Math.max(...step.frame) < 115) return;
            live.off(listener);
            requestAnimationFrame(() => requestAnimationFrame(resolve));
          };
          live.on(listener);
        }))
        """;

    /// <summary>Writes the pictures into a folder.</summary>
    public static async Task Write(string folder)
    {
        if (Chromium.Missing is { } missing) throw new ToolException(missing);
        DirectoryInfo data = Directory.CreateTempSubdirectory("edgeconv-pictures");
        try
        {
            await using StudioServer studio = await StudioServer.StartAsync(0, data.FullName);
            using IPlaywright playwright = await Playwright.CreateAsync();
            await using IBrowser browser = await Chromium.Launch(playwright);
            await Networks(browser, studio, folder);
            await Board(browser, studio, folder);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, $"studio-{name}.png");

    private static Task<IPage> Open(IBrowser browser, StudioServer studio, int height, ColorScheme scheme = ColorScheme.Light) =>
        PageBenchmark.Open(browser, $"{studio.Url}",
            new() { ViewportSize = new() { Width = 1280, Height = height }, ColorScheme = scheme });

    private static async Task Networks(IBrowser browser, StudioServer studio, string folder)
    {
        IPage page = await Open(browser, studio, 960);
        await page.ScreenshotAsync(new() { Path = PathOf(folder, "light") });

        page = await Open(browser, studio, 1080);
        await page.SelectOptionAsync("#preset", "tiny-8x8");
        await PageBenchmark.After(page, () => page.ClickAsync("#use-preset"));
        await PageBenchmark.Counted(page);
        await page.EvaluateAsync("() => scrollTo(0, 0)");
        await page.ScreenshotAsync(new() { Path = PathOf(folder, "network") });

        page = await Open(browser, studio, 1080);
        await page.CheckAsync("[value=model]");
        await PageBenchmark.After(page, () => page.ClickAsync("#model-samples button:last-child"));
        await PageBenchmark.Counted(page);
        // The convolution behind the branch: it has filters, maps and a window.
        await page.ClickAsync("#graph .layer >> nth=2");
        await page.Locator("#window table").WaitForAsync();
        await page.ScreenshotAsync(new() { Path = PathOf(folder, "inspect") });

        page = await Open(browser, studio, 960, ColorScheme.Dark);
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#drive", "servo"));
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#readout", "centroidX"));
        await PageBenchmark.Counted(page);
        await PageBenchmark.After(page, () => page.Locator("#pulled").CheckAsync());
        // The page plays what follows. The picture shows a moment after the deadline, at which the guard has taken over.
        await page.ClickAsync("#play");
        await page.Locator("#time").FillAsync("19");
        await PageBenchmark.Settled(page);
        await page.Locator("#output").ScreenshotAsync(new() { Path = PathOf(folder, "dark") });
    }

    // The tab of the board, and that of the frames that it gives.
    private static async Task Board(IBrowser browser, StudioServer studio, string folder)
    {
        IPage page = await Open(browser, studio, 1230);
        await page.CheckAsync("[name=mode][value=board]");
        await page.CheckAsync("[name=way][value=virtual]");
        await page.SelectOptionAsync("#virtual-sensor", "amg88xx");
        await page.ClickAsync("#connect-button");
        await page.WaitForFunctionAsync("() => document.getElementById('connection').textContent === 'virtual: connected'");

        IPage train = await Open(browser, studio, 1140);
        await train.CheckAsync("[name=mode][value=train]");
        foreach (string name in (string[])["Hand left", "Hand right", "Nothing"])
        {
            await train.FillAsync("#class-name", name);
            await train.ClickAsync("#class-add");
            await train.Locator($"article[aria-label='{name}']").WaitForAsync();
        }
        await train.CheckAsync("[name=collect-source][value=board]");
        await train.WaitForFunctionAsync("() => document.getElementById('collect-info').textContent.startsWith('8×8, ')");
        await train.EvaluateAsync(RecordHands, 30);
        // The page lists the folder again after the last frame. The folder's path differs from computer to computer.
        await train.WaitForTimeoutAsync(2_000);
        await train.EvaluateAsync("() => { scrollTo(0, 0); document.getElementById('project-path').textContent = 'hands'; }");
        await train.ScreenshotAsync(new() { Path = PathOf(folder, "train") });

        // The strip holds half a minute.
        await page.BringToFrontAsync();
        await page.SelectOptionAsync("#board-layer", "1");
        await page.WaitForFunctionAsync("() => document.getElementById('verdict-light').textContent.startsWith('Equal')");
        await page.WaitForTimeoutAsync(31_000);
        await page.EvaluateAsync(HandSeen);
        await page.ScreenshotAsync(new() { Path = PathOf(folder, "board") });
    }
}
