using EdgeConv.Studio;
using EdgeConv.Tests.Studio.Browser;
using Microsoft.Playwright;

namespace EdgeConv.Benchmarks;

/// <summary>Makes the studio's pictures of docs/images.</summary>
internal static class PagePictures
{
    /// <summary>Writes the pictures into a folder.</summary>
    public static async Task Write(string folder)
    {
        if (Chromium.Missing is { } missing) throw new ToolException(missing);
        await using StudioServer studio = await StudioServer.StartAsync(0);
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.Launch(playwright);
        Task<IPage> Open(ColorScheme scheme, int height) => PageBenchmark.Open(browser, $"{studio.Url}",
            new() { ViewportSize = new() { Width = 1280, Height = height }, ColorScheme = scheme });
        string PathOf(string name) => Path.Combine(folder, $"studio-{name}.png");

        IPage page = await Open(ColorScheme.Light, 960);
        await page.ScreenshotAsync(new() { Path = PathOf("light") });

        page = await Open(ColorScheme.Light, 1080);
        await page.SelectOptionAsync("#preset", "tiny-8x8");
        await PageBenchmark.After(page, () => page.ClickAsync("#use-preset"));
        await PageBenchmark.Counted(page);
        await page.ScreenshotAsync(new() { Path = PathOf("network") });

        page = await Open(ColorScheme.Light, 1080);
        await page.CheckAsync("[value=model]");
        await PageBenchmark.After(page, () => page.ClickAsync("#model-samples button:last-child"));
        await PageBenchmark.Counted(page);
        await page.ClickAsync("#graph .layer >> nth=3");
        await PageBenchmark.Settled(page);
        await page.ScreenshotAsync(new() { Path = PathOf("inspect") });

        page = await Open(ColorScheme.Dark, 960);
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#sample", "synthetic:hand"));
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#size", "12"));
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#drive", "servo"));
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#readout", "centroidX"));
        await PageBenchmark.After(page, () => page.SelectOptionAsync("#readout-index", "3"));
        await PageBenchmark.Counted(page);
        await PageBenchmark.After(page, () => page.ClickAsync("#pulled"));
        // The page plays what follows; the picture shows one moment of it.
        await page.ClickAsync("#play");
        await page.Locator("#time").FillAsync("9");
        await PageBenchmark.Settled(page);
        await page.Locator("#output").ScreenshotAsync(new() { Path = PathOf("dark") });
    }
}
