using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>What a reload of the page keeps, and files that are dropped on it.</summary>
[TestClass]
public sealed class KeptTests : CommandTests
{
    [BrowserTest]
    public async Task AReloadKeepsNetworkFrameSettingsAndTab()
    {
        await using StudioPage page = await Open();
        await page.Select("#sample", "synthetic:bar");
        await page.Select("#size", "12");
        await page.Select("#pool", "averagePool");
        await page.After(p => p.GetByLabel("weight of filter 1, row 1, column 2").FillAsync("9"));
        await page.Page.Locator("#add-type").SelectOptionAsync("depthwise");
        await page.Click("#add-layer");
        await page.Select("#drive", "motor");
        await page.After(p => p.Locator("#slide-high").FillAsync("77"));
        await page.Page.Locator("#export-name").FillAsync("KeptOne");
        string[] pictures = await Pictures(page);
        await Reload(page);
        CollectionAssert.AreEqual(pictures, await Pictures(page));
        (string Id, string Value)[] fields = [("sample", "synthetic:bar"), ("size", "12"), ("pool", "averagePool"), ("drive", "motor"),
            ("slide-high", "77"), ("export-name", "KeptOne")];
        foreach ((string id, string value) in fields) Assert.AreEqual(value, await page.Page.Locator("#" + id).InputValueAsync(), id);

        await page.Page.Locator("[value=model]").CheckAsync();
        await page.After(p => p.GetByText("Handwritten digits: a trained").ClickAsync());
        await Reload(page);
        Assert.IsTrue(await page.Page.Locator("[value=model]").IsCheckedAsync());
        Assert.AreEqual(5, await page.Page.Locator("#graph .layer").CountAsync());
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task ADrawingIsKeptAndTheCameraIsNot()
    {
        await using StudioPage page = await Open();
        await page.Check("[name=source][value=draw]");
        await page.Click("#clear");
        await page.After(p => p.Locator("#frame").ClickAsync(new() { Position = new() { X = 5, Y = 5 } }));
        string drawn = await page.Picture("#frame");
        await Reload(page);
        Assert.IsTrue(await page.Page.Locator("[name=source][value=draw]").IsCheckedAsync());
        await page.Page.Locator("#frame").HoverAsync(new() { Position = new() { X = 5, Y = 5 } });
        Assert.Contains("row 0, column 0: 255", await page.Text("#tip"));
        Assert.IsNotNull(drawn);
        page.AssertNoErrors();
    }

    public static IEnumerable<object[]> Damaged =>
    [
        ["not json"], ["null"], ["[]"], ["""{"version":1}"""], ["""{"version":2,"parts":{}}"""],
        ["""{"version":1,"parts":{"network":{"more":[]}}}"""],
        ["""{"version":1,"parts":{"network":{"head":null,"more":[{"type":"magic","id":"a"}]},"input":{"height":-1,"width":8}}}"""],
        ["""{"version":1,"parts":{"frame":{"source":"image","sample":"x","pictures":[{"height":8,"width":8,"data":"###"}]}}}"""],
        ["""{"version":1,"parts":{"output":{"kind":"magic"},"model":{"name":"../x.json","data":"AAAA"},"tab":"model"}}"""],
        ["""{"version":1,"parts":{"tab":7,"names":{"class":5},"network":{"head":{"size":1e9},"more":[]}}}"""],
    ];

    [BrowserTest, DynamicData(nameof(Damaged))]
    public async Task DamagedStateIsIgnoredAndReplaced(string state)
    {
        await using StudioPage page = await Open();
        // The page writes its state when it goes, so the damage comes after that.
        await page.Page.AddInitScriptAsync("if (!sessionStorage.damaged) { sessionStorage.damaged = 1; " +
            $"localStorage.setItem('edgeconv-studio', {JsonSerializer.Serialize(state)}); }}");
        await Reload(page);
        await page.Page.Locator("[value=build]").CheckAsync();
        await page.Settle();
        Assert.AreEqual(8, await page.Page.Locator(".maps canvas").CountAsync());
        await Reload(page);
        Assert.AreEqual(8, await page.Page.Locator(".maps canvas").CountAsync());
        Assert.IsTrue(await page.Page.Locator("#error").IsHiddenAsync());
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task FilesAreDroppedAnywhere()
    {
        await using StudioPage page = await Open();
        await Drag(page, "dragenter", "a.json", "");
        Assert.IsTrue(await page.Page.Locator("#drop").IsVisibleAsync());
        await Drag(page, "dragleave", "a.json", "");
        Assert.IsTrue(await page.Page.Locator("#drop").IsHiddenAsync());

        string digits = File.ReadAllText(Repository.PathOf("examples", "digits.json"));
        string names = "zero one two three four five six seven eight nine".Replace(' ', '\n');
        await page.After(_ => Drag(page, "drop", "mine.json", digits, "mine.labels.txt", names));
        Assert.IsTrue(await page.Page.Locator("[value=model]").IsCheckedAsync());
        Assert.Contains("seven", await page.Text("#readout-index"));
        await page.Page.Locator("#graph .layer").Last.ClickAsync();
        Assert.Contains("nine", await page.Text("#layer"));
        await page.After(_ => Drag(page, "drop", "rows.csv", string.Join(',', Enumerable.Range(0, 64))));
        Assert.IsTrue(await page.Page.Locator("[name=source][value=image]").IsCheckedAsync());
        await Drag(page, "drop", "note.doc", "x");
        await page.WaitForText("error", "note.doc is no model, picture or recording");
        // Names that do not fit the model are not shown, and the page says why.
        await page.After(_ => Drag(page, "drop", "mine.json", digits, "mine.labels.txt", "one\ntwo"));
        Assert.Contains("Class names are not shown: mine.labels.txt holds 2 names", await page.Text("#model-fits"));
        page.AssertNoErrors();
    }

    private static Task Drag(StudioPage page, string type, params string[] files) => page.Page.EvaluateAsync("""
        ([type, files]) => {
          const data = new DataTransfer();
          for (let i = 0; i < files.length; i += 2) data.items.add(new File([files[i + 1]], files[i]));
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
        }
        """, new object[] { type, files });

    private static Task<string[]> Pictures(StudioPage page) =>
        page.Page.Locator("#build canvas").EvaluateAllAsync<string[]>("all => all.map(canvas => canvas.toDataURL())");

    private static async Task Reload(StudioPage page)
    {
        await page.Page.ReloadAsync();
        await page.Settle();
    }

    private static async Task<StudioPage> Open() => await StudioPage.Open(await Chromium.Shared);
}
