using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>The page in a real Chromium, driven as a person would.</summary>
[TestClass]
public sealed class PageTests : CommandTests
{
    [BrowserTest]
    public async Task ShowsEveryCardWithoutErrorsAndAsksNobodyElse()
    {
        await using StudioPage page = await Open();
        Assert.AreEqual(8, await page.Page.Locator(".maps canvas").CountAsync());
        Assert.Contains("sum of all products", await page.Text("#window"));
        Assert.AreEqual("Guard: active", await page.Text("#state"));
        await page.Select("#sample", "synthetic:hand");
        await page.Select("#size", "16");
        await page.Check("#pulled");
        page.AssertNoErrors();
        foreach (string request in page.Requests)
            Assert.IsTrue(request.StartsWith($"{RunningStudio.Url}") || request.StartsWith("blob:"), request);
        Assert.IsGreaterThan(12, page.Requests.Count);
    }

    [BrowserTest]
    public async Task AWeightChangesTheMapAndTheOutput()
    {
        await using StudioPage page = await Open();
        (string map, string duty) = (await page.Picture(".maps canvas"), await page.Text("#numbers"));
        await page.After(p => p.GetByLabel("weight of filter 1, row 1, column 2").FillAsync("9"));
        Assert.AreNotEqual(map, await page.Picture(".maps canvas"));
        Assert.AreNotEqual(duty, await page.Text("#numbers"));
        Assert.AreEqual("", await page.Page.GetByLabel("Filter 1", new() { Exact = true }).InputValueAsync(), "own weights now");
        map = await page.Picture(".maps canvas");
        await page.After(p => p.Locator(".slider input").First.EvaluateAsync(
            "slider => { slider.value = -16; slider.dispatchEvent(new Event('input', { bubbles: true })); }"));
        Assert.AreNotEqual(map, await page.Picture(".maps canvas"));
        Assert.AreEqual("-16", await page.Page.GetByLabel("weight of filter 1, row 1, column 2").InputValueAsync());
    }

    [BrowserTest]
    public async Task EverySettingIsShown()
    {
        await using StudioPage page = await Open();
        foreach ((string id, string value) in ((string, string)[])[("filter-size", "5"), ("stride", "2"), ("padding", "valid"),
            ("dilation", "1"), ("activation", "tanh"), ("pool", "averagePool"), ("pool-window", "1"), ("pool", ""), ("activation", "none"),
            ("filter-size", "1")])
        {
            if (await page.Page.Locator("#" + id).InputValueAsync() == value) continue;
            await page.Select("#" + id, value);
            ILocator error = page.Page.Locator("#error");
            Assert.IsTrue(await error.IsHiddenAsync(), $"{id} {value}: {await error.TextContentAsync()}");
        }
        for (int filters = 5; filters <= 8; filters++) await page.Click("#add-filter");
        Assert.AreEqual(8, await page.Page.Locator(".filter").CountAsync());
        Assert.IsTrue(await page.Page.Locator("#add-filter").IsDisabledAsync());
        await page.After(p => p.GetByLabel("Filter 8", new() { Exact = true }).SelectOptionAsync("emboss"));
        Assert.AreEqual("3", await page.Page.Locator("#filter-size").InputValueAsync(), "a named filter is 3x3");
        await page.After(p => p.GetByLabel("Remove filter 1").ClickAsync());
        Assert.AreEqual(7, await page.Page.Locator(".filter").CountAsync());

        // The chosen cell goes with its filter and its layer.
        await page.Select("#pool", "maxPool");
        await page.Page.Locator(".maps").Last.Locator("canvas").Last.ClickAsync();
        await page.Wait("document.getElementById('window-info').textContent.includes('pooled')");
        await page.Select("#pool", "");
        await page.After(p => p.GetByLabel("Remove filter 7").ClickAsync());
        Assert.DoesNotContain("pooled", await page.Text("#window-info"));
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task KeysMoveTheWindowAndDraw()
    {
        await using StudioPage page = await Open();
        await page.Check("[name=source][value=draw]");
        await page.Click("#clear");
        ILocator frame = page.Page.Locator("#frame");
        await frame.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.After(p => p.Keyboard.PressAsync("Space"));
        // The drawn cell lies under the filter's window around the cell that the key chose.
        Assert.AreEqual("sobel-x, row 1, column 0", await page.Text("#window-info"));
        Assert.Contains("255", await page.Text("#window"));
        ILocator map = page.Page.Locator(".maps canvas").First;
        await map.FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.WaitForText("live", "sobel-x, features, row");
        Assert.Contains("8 rows, 8 columns", (await map.GetAttributeAsync("aria-label"))!);
    }

    [BrowserTest]
    public async Task APulledSensorShowsTheSafeDuty()
    {
        await using StudioPage page = await Open();
        await page.Select("#drive", "servo");
        await page.Check("#pulled");
        await page.Wait("document.getElementById('state').textContent === 'Guard: safe (sensor failed)'");
        Assert.Contains("7.50 %", await page.Text("#numbers"));
    }

    [BrowserTest]
    public async Task AModelOfThePageIsTakenAlongAndLookedInto()
    {
        await using StudioPage page = await Open();
        await page.Page.Locator("#export-name").FillAsync("BarFinder");
        foreach (string format in (string[])["json", "ecm"])
        {
            IDownload download =
                await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator($"[data-format={format}]").ClickAsync());
            Assert.AreEqual($"bar-finder.{format}", download.SuggestedFilename);
            await download.SaveAsAsync(Command.File(download.SuggestedFilename));
        }
        Assert.HasCount(2, ModelFile.Open(Command.File("bar-finder.json")).Operators);
        Command.Run(["pack", "bar-finder.json", "--out", "packed.ecm"]).AssertDone();
        CollectionAssert.AreEqual(Command.Bytes("packed.ecm"), Command.Bytes("bar-finder.ecm"));

        await page.Page.Locator("[value=model]").CheckAsync();
        await page.After(p => p.Locator("#model-file").SetInputFilesAsync(Repository.PathOf("examples", "shapes.json")));
        int layers = await page.Page.Locator("#graph .layer").CountAsync();
        Assert.IsGreaterThan(8, layers);
        for (int i = 0; i < layers; i++)
        {
            await page.Page.Locator("#graph .layer").Nth(i).ClickAsync();
            Assert.IsGreaterThan(0, await page.Page.Locator("#layer canvas, #layer .bar").CountAsync(), $"layer {i}");
        }
        await page.Page.Locator("#model-file").SetInputFilesAsync(Command.Put("bad.tflite", "no model"));
        await page.WaitForText("error", "bad.tflite: ");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task ImagesAndTheCameraGiveFrames()
    {
        await using StudioPage page = await Open();
        await page.Page.Locator("[name=source][value=image]").CheckAsync();
        await page.After(p => p.Locator("#image").SetInputFilesAsync(Repository.PathOf("docs", "images", "terminal.png")));
        await page.Page.Locator("#image").SetInputFilesAsync(Command.Put("text.png", "no image"));
        await page.WaitForText("error", "text.png ");
        await page.Page.Locator("[name=source][value=camera]").CheckAsync();
        await page.Page.Locator("#camera").ClickAsync();
        // Pictures of the camera: the strip still holds those of the source before, hidden, until it has two of its own.
        await page.Wait("document.querySelectorAll('#strip button[aria-label$=camera]').length > 2");
        await page.Page.Locator("#camera").ClickAsync();
        // The refusal goes once the layers of a camera's picture are there.
        await page.Wait("document.getElementById('error').hidden");
    }

    [BrowserTest]
    public async Task ARecordingSetsTheSizeOfTheInput()
    {
        await using StudioPage page = await Open();
        // A row of a 24x32 sensor, with a label behind: (row, column) holds row * 32 + column, scaled to 0 to 255.
        string Row(int add, string label) => string.Join(',', Enumerable.Range(0, 768).Select(i => i + add)) + "," + label;
        string file = Command.Put("heat.csv", $"{Row(0, "cold")}\n{Row(3, "warm")}\n");
        await page.After(p => p.Locator("#image").SetInputFilesAsync(file));
        Assert.AreEqual("24x32", await page.Page.Locator("#size").InputValueAsync());
        Assert.AreEqual("24×32, 0 to 255", await page.Text("#frame-info"));
        Assert.Contains("24×32", await page.Text(".maps figcaption >> nth=0"));
        Assert.AreEqual(2, await page.Page.Locator("#strip button").CountAsync());
        await page.Page.Locator("#frame").HoverAsync(new() { Position = new() { X = 1, Y = 1 } });
        Assert.Contains("row 0, column 0: 0", await page.Text("#tip"));
        // A model of a fixed input takes the same frames, resized.
        await page.Page.Locator("[value=model]").CheckAsync();
        await page.After(p => p.GetByText("Upright strokes").ClickAsync());
        Assert.AreEqual("8×8, 0 to 255", await page.Text("#frame-info"));
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task FitsAPhoneAndBothColourSchemes()
    {
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using StudioPage page =
                await StudioPage.Open(await Chromium.Shared,
                    new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = scheme });
            Task<string> Background() => page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
            int width = await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
            Assert.AreEqual(390, width, "nothing reaches out of the screen");
            string background = await Background();
            Assert.AreEqual(scheme == ColorScheme.Dark ? "rgb(18, 22, 28)" : "rgb(245, 243, 238)", background);
            await page.Page.Locator("#theme").ClickAsync();
            Assert.AreNotEqual(background, await Background());
        }
    }

    private static async Task<StudioPage> Open() => await StudioPage.Open(await Chromium.Shared);
}
