using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>A network of several layers, built in the page.</summary>
[TestClass]
public sealed class BuildTests : CommandTests
{
    [BrowserTest]
    public async Task EveryKindOfLayerIsAddedMovedAndRemoved()
    {
        await using StudioPage page = await Open();
        string[] kinds = ["convolution", "depthwise", "pool", "activation", "add", "flatten", "fullyConnected", "softmax"];
        foreach (string kind in kinds[..4]) await Add(page, kind);
        Assert.AreEqual("A network of 6 layers", await page.Text("#build-title"));
        // Each block shows the maps of its layer, except the pooling, which takes the ReLU behind it along.
        foreach (string name in (string[])["conv2", "depthwise1", "activation1"])
            Assert.AreEqual(8, await Block(page, name).Locator("canvas").CountAsync(), name);
        Assert.Contains("Computed in one step with the layer below.", await Block(page, "pool2").InnerTextAsync());
        await page.After(p => p.GetByLabel("Remove pool2").ClickAsync());
        await page.After(p => p.GetByLabel("Move up activation1").ClickAsync());
        Assert.AreEqual("Layer activation1 Layer depthwise1", await Order(page, 1));
        await page.After(p => p.GetByLabel("Move down activation1").ClickAsync());
        foreach (string kind in kinds[4..]) await Add(page, kind);
        Assert.AreEqual(10, await Block(page, "dense1").Locator(".bar").CountAsync());
        await ExportsWhatTheCommandLineTakes(page, 9);
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task SettingsOfALayerReachItsMaps()
    {
        await using StudioPage page = await Open();
        await Add(page, "convolution");
        ILocator block = Block(page, "conv2");
        string random = await Picture(block);
        await page.After(p => p.Locator("#conv2-seed").FillAsync("2"));
        Assert.AreNotEqual(random, await Picture(block));
        await page.After(p => p.Locator("#conv2-seed").FillAsync("1"));
        Assert.AreEqual(random, await Picture(block), "the same seed gives the same weights");
        await page.Select("#conv2-stride", "2x2");
        Assert.Contains("→ 2×2×8", await block.Locator(".layer-head").InnerTextAsync());
        await page.After(p => p.Locator("#conv2-filters").FillAsync("3"));
        Assert.AreEqual(3, await block.Locator("canvas").CountAsync());
        await page.Select("#conv2-weights", "own");
        Assert.AreEqual(3, await block.Locator(".filter").CountAsync());
        string before = await Picture(block);
        await page.After(p => p.GetByLabel("weight of filter 1 of conv2, row 0, column 0").FillAsync("9"));
        Assert.AreNotEqual(before, await Picture(block));
        await page.After(p => p.GetByLabel("Filter 2 of conv2", new() { Exact = true }).SelectOptionAsync("emboss"));
        await page.After(p => block.GetByText("Add a filter").ClickAsync());
        Assert.AreEqual(4, await block.Locator("canvas").CountAsync());

        await Add(page, "fullyConnected");
        await page.After(p => p.Locator("#dense1-outputs").FillAsync("2"));
        await page.Select("#dense1-weights", "own");
        ILocator text = page.Page.Locator("#dense1-text");
        string weights = await text.InputValueAsync();
        await text.FillAsync("1, 2, 3");
        Assert.AreEqual("There are 1 lines, but 2 outputs.", await Block(page, "dense1").Locator("[role=status]").InnerTextAsync());
        await text.FillAsync(weights.Replace(",", ""));
        Assert.AreEqual("", await Block(page, "dense1").Locator("[role=status]").InnerTextAsync());
        await page.Settle();
        await ExportsWhatTheCommandLineTakes(page, 4);
        page.AssertNoErrors();
    }

    [BrowserTest, DataRow("tiny-8x8", 8, 8), DataRow("small-28x28", 28, 28), DataRow("small-32x32", 32, 32), DataRow("tiny-1d", 1, 64)]
    public async Task EveryPresetRunsAndGoesToTheTrainer(string preset, int height, int width)
    {
        await using StudioPage page = await Open();
        await page.Page.Locator("#preset").SelectOptionAsync(preset);
        await page.After(p => p.Locator("#use-preset").ClickAsync());
        Assert.IsTrue(await page.Page.Locator("#error").IsHiddenAsync(), await page.Page.Locator("#error").TextContentAsync());
        Assert.IsGreaterThanOrEqualTo(2, await page.Page.Locator(".layer-block .bar.best").CountAsync(), "scores and probabilities");
        string text = await page.Page.EvaluateAsync<string>("async () => (await import('/network.js')).currentNetwork()");
        Assert.IsNotNull(NetworkReader.Read(preset, Encoding.UTF8.GetBytes(text), new FrameShape(height, width, 1), 3, new Random(1)));
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task TheFirstConvolutionIsMovedAndRemovedToo()
    {
        await using StudioPage page = await Open();
        await Add(page, "depthwise");
        await page.Click("#head-down");
        Assert.AreEqual("Layer depthwise1 Layer conv1 Layer pool1", await Order(page, 0));
        Assert.AreEqual(0, await page.Page.Locator("#filters .filter").CountAsync());
        await page.After(p => p.GetByLabel("Remove depthwise1").ClickAsync());
        Assert.AreEqual(4, await page.Page.Locator("#filters .filter").CountAsync(), "the simple view again");
        await Add(page, "pool");
        await page.Click("#head-remove");
        Assert.AreEqual("Layer pool1", await Order(page, 0));
        Assert.IsTrue(await page.Page.GetByLabel("Remove pool1").IsDisabledAsync(), "the last layer stays");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task AllOfItWorksByKeyboardAlone()
    {
        await using StudioPage page = await Open();
        await page.Page.Locator("#add-type").FocusAsync();
        await page.Page.Keyboard.PressAsync("d"); // Depthwise convolution
        await page.Page.Keyboard.PressAsync("Tab");
        await page.After(p => p.Keyboard.PressAsync("Enter"));
        Assert.AreEqual("depthwise1-size", await Focused(page), "the new layer's first field");
        await page.Page.Locator("#add-layer").FocusAsync();
        await page.After(p => p.Keyboard.PressAsync("Enter"));
        await page.Page.GetByLabel("Move up depthwise2").FocusAsync();
        await page.After(p => p.Keyboard.PressAsync("Enter"));
        Assert.StartsWith("Move", await page.Page.EvaluateAsync<string>("() => document.activeElement.ariaLabel"));
        await page.Page.GetByLabel("Remove depthwise1").FocusAsync();
        await page.After(p => p.Keyboard.PressAsync("Space"));
        Assert.AreEqual("Remove depthwise1", await page.Page.EvaluateAsync<string>("() => document.activeElement.ariaLabel"));
        page.AssertNoErrors();
    }

    private static Task<string> Focused(StudioPage page) => page.Page.EvaluateAsync<string>("() => document.activeElement.id");

    private static ILocator Block(StudioPage page, string name) => page.Page.GetByLabel($"Layer {name}", new() { Exact = true });

    private static async Task<string> Order(StudioPage page, int from) => string.Join(' ', (await page.Page.Locator(".layer-block")
        .EvaluateAllAsync<string[]>("blocks => blocks.map(block => block.ariaLabel)")).Skip(from));

    private static Task<string> Picture(ILocator block) =>
        block.Locator("canvas").First.EvaluateAsync<string>("canvas => canvas.toDataURL()");

    private static async Task Add(StudioPage page, string kind)
    {
        await page.Page.Locator("#add-type").SelectOptionAsync(kind);
        await page.Click("#add-layer");
        ILocator error = page.Page.Locator("#error");
        Assert.IsTrue(await error.IsHiddenAsync(), $"{kind}: {await error.TextContentAsync()}");
    }

    // Downloads the network and reads it as every command does.
    private async Task ExportsWhatTheCommandLineTakes(StudioPage page, int layers)
    {
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator("[data-format=json]").ClickAsync());
        await download.SaveAsAsync(Command.File("built.json"));
        Assert.HasCount(layers, ModelFile.Open(Command.File("built.json")).Operators);
    }

    private static async Task<StudioPage> Open() => await StudioPage.Open(await Chromium.Shared);
}
