using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>The graph of a model, the table of boards, the exports and the window, in the page.</summary>
[TestClass]
public sealed class InspectTests : CommandTests
{
    [BrowserTest]
    public async Task TheGraphIsDrawnWithBranchesAndChoosesLayers()
    {
        await using StudioPage page = await Open();
        await OpenSample(page, "Every kind of layer");
        IReadOnlyList<InspectedLayer> layers =
            InspectReport.Of(Pipeline.ForBoard(ModelFile.Open(Repository.PathOf("examples", "shapes.json"))), [], compiled: false).Layers!;
        Assert.AreEqual(layers.Count, await page.Page.Locator("#graph .layer").CountAsync());
        // An arrow to each layer from each that it reads.
        Assert.AreEqual(layers.Sum(layer => layer.Sources.Count), await page.Page.Locator("#graph .edge").CountAsync());
        Assert.IsTrue(layers.Any(layer => layer.Sources.Count > 1), "the example has a branch");
        for (int i = 0; i < layers.Count; i++)
        {
            ILocator layer = page.Page.Locator("#graph .layer").Nth(i);
            await layer.ClickAsync();
            Assert.AreEqual(layers[i].ShortName, await page.Text("#layer h3"));
            Assert.AreEqual("true", await layer.GetAttributeAsync("aria-selected"));
        }
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task KeysMoveThroughALongGraphInItsOwnBox()
    {
        await using StudioPage page = await Open();
        string layers = string.Join(',', Enumerable.Range(0, 40).Select(i =>
            $$"""{"type":"convolution","name":"c{{i}}","filters":["box"],"padding":"same"}"""));
        byte[] file = Encoding.UTF8.GetBytes($$"""{"edgeconv":1,"input":{"shape":[8,8,1]},"layers":[{{layers}}]}""");
        await page.Page.Locator("[value=model]").CheckAsync();
        FilePayload payload = new() { Name = "long.json", MimeType = "", Buffer = file };
        await page.After(p => p.Locator("#model-file").SetInputFilesAsync(payload));
        Assert.AreEqual(1, await page.Page.Locator("#graph [tabindex='0']").CountAsync(), "one stop for the Tab key");
        await page.Page.Locator("#graph [tabindex='0']").FocusAsync();
        foreach ((string key, string name) in ((string, string)[])[("ArrowDown", "c1"), ("End", "c39"), ("ArrowDown", "c39"),
            ("ArrowUp", "c38"), ("Home", "c0"), ("PageDown", "c5")])
        {
            await page.Page.Keyboard.PressAsync(key);
            Assert.AreEqual(name, await page.Text("#layer h3"), key);
            Assert.IsTrue(await page.Page.EvaluateAsync<bool>("""
                () => {
                  const box = document.getElementById("graph").getBoundingClientRect();
                  const node = document.activeElement.getBoundingClientRect();
                  return document.activeElement.matches("[aria-selected=true]") && node.top >= box.top - 1 && node.bottom <= box.bottom + 1;
                }
                """), $"{key}: the chosen layer is in view and has the focus");
        }
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task ASampleShowsTheNamesOfItsClasses()
    {
        await using StudioPage page = await Open();
        await OpenSample(page, "Handwritten digits: a trained");
        string[] names = await File.ReadAllLinesAsync(Repository.PathOf("examples", "digits.labels.txt"));
        CollectionAssert.AreEqual(names, (await page.Page.Locator("#readout-index option").AllInnerTextsAsync()).ToArray());
        await page.Page.Locator("#graph .layer").Last.ClickAsync();
        CollectionAssert.AreEqual(names, (await page.Page.Locator("#layer .bar-name").AllInnerTextsAsync()).ToArray());
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task EveryBoardHasARowWithItsTimeAndAMark()
    {
        await using StudioPage page = await Open();
        await page.Wait("document.querySelectorAll('.boards tbody tr').length > 0");
        IReadOnlyList<string> rows = await page.Page.Locator(".boards tbody tr").AllInnerTextsAsync();
        Assert.HasCount(BoardMemory.All.Count, rows);
        foreach ((string row, BoardMemory board) in rows.Zip(BoardMemory.All))
        {
            Assert.Contains(board.Title, row);
            StringAssert.Matches(row, new(@"[✓✗][\s\S]*[\d.]+( to [\d.,]+)? ms"));
        }
        // A network that no board holds gets the other mark.
        await page.Select("#size", "64");
        await page.Page.Locator("#add-type").SelectOptionAsync("convolution");
        await page.Click("#add-layer");
        await page.After(p => p.Locator("#conv2-filters").FillAsync("64"));
        await page.Wait("document.querySelector('.boards tbody td').textContent.includes('does not fit')");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task ExportsSayWhyTheyAreOff()
    {
        await using StudioPage page = await Open();
        ILocator json = page.Page.Locator("[data-format=json]"), source = page.Page.Locator("[data-format=cs]");
        await page.Wait("!document.querySelector('[data-format=json]').disabled");
        Assert.Contains("firmware/EdgeConv.Firmware/Models", await page.Text("#export-teach"));
        foreach ((string name, string reason) in ((string, string)[])[("1st", "begins with a digit"), ("a-b", "has the character -"),
            ("", "is missing"), ("class", "is a word of C#"), ("a b", "has a space")])
        {
            await page.Page.Locator("#export-name").FillAsync(name);
            Assert.Contains(reason, await page.Text("#export-refusal"));
            Assert.IsTrue(await source.IsDisabledAsync(), name);
        }
        await page.Page.Locator("#export-name").FillAsync("Fine");
        await page.Page.Locator("#export-namespace").FillAsync("My..App");
        Assert.Contains("The namespace has nothing between two dots", await page.Text("#export-refusal"));
        await page.Page.Locator("#export-namespace").FillAsync("My.App");
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => source.ClickAsync());
        Assert.AreEqual("Fine.cs", download.SuggestedFilename);
        await download.SaveAsAsync(Command.File("Fine.cs"));
        Assert.Contains("namespace My.App", File.ReadAllText(Command.File("Fine.cs")));

        await page.Page.Locator("[value=model]").CheckAsync();
        Assert.IsTrue(await json.IsDisabledAsync());
        Assert.AreEqual("Open a model first.", await page.Text("#json-refusal"));
        Command.Run(["pack", Strokes, "--out", "strokes.ecm"]).AssertDone();
        await page.After(p => p.Locator("#model-file").SetInputFilesAsync(Command.File("strokes.ecm")));
        Assert.IsTrue(await json.IsDisabledAsync());
        Assert.Contains("strokes.ecm cannot be saved as .json", await page.Text("#json-refusal"));
        Assert.AreEqual("json-refusal", await json.GetAttributeAsync("aria-describedby"));
        await OpenSample(page, "Upright strokes");
        Assert.IsTrue(await json.IsEnabledAsync());
        page.AssertNoErrors();
    }

    [BrowserTest, DataRow(1280, 600), DataRow(1280, 900), DataRow(390, 844)]
    public async Task NothingUnderTheWindowIsHiddenOrOverlaps(int width, int height)
    {
        await using StudioPage page =
            await StudioPage.Open(await Chromium.Shared, new() { ViewportSize = new() { Width = width, Height = height } });
        foreach (string size in (string[])["3", "5", "7"])
        {
            if (size != "3") await page.Select("#filter-size", size);
            // Products of five digits and a sign.
            foreach (string weight in (string[])["-127", "127"])
                await page.After(p => p.GetByLabel("weight of filter 1, row 1, column 1").FillAsync(weight));
            ILocator map = page.Page.Locator(".maps canvas").First;
            await map.FocusAsync();
            await page.Page.Keyboard.PressAsync("ArrowRight");
            await page.Settle();
            string[] cut = await page.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("#window .numbers i, #window td, #window th")]
                  .filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)
                """);
            Assert.IsEmpty(cut, string.Join(' ', cut));
            await page.Page.Locator("#window .teach").ScrollIntoViewIfNeededAsync();
            Assert.IsTrue(await page.Page.EvaluateAsync<bool>("""
                () => {
                  const side = document.querySelector("#window").closest(".side");
                  const last = document.querySelector("#window .teach").getBoundingClientRect();
                  return side.scrollHeight <= side.clientHeight + 1 && last.bottom <= innerHeight;
                }
                """), "all rows can be seen");
        }
        page.AssertNoErrors();
    }

    [BrowserTest, DataRow("build"), DataRow("model")]
    public async Task FitsAPhoneInBothSchemesAndNamesEveryControl(string tab)
    {
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using StudioPage page = await StudioPage.Open(await Chromium.Shared,
                new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = scheme });
            if (tab == "model") await OpenSample(page, "Handwritten digits: a trained");
            else
            {
                await page.Page.Locator("#preset").SelectOptionAsync("tiny-8x8");
                await page.After(p => p.Locator("#use-preset").ClickAsync());
                await page.Select("#conv1-weights", "own");
            }
            await page.Wait("document.querySelectorAll('.boards tbody tr').length > 0");
            Assert.AreEqual(390, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
            string[] wide = await page.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("main *")]
                  .filter(element => element.checkVisibility() && element.getBoundingClientRect().right > 390.5
                    && !element.closest(".scroll, .strip, #graph, .hidden, .numbers"))
                  .map(element => element.outerHTML.slice(0, 120))
                """);
            Assert.IsEmpty(wide, string.Join('\n', wide));
            string[] nameless = await page.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("button, input, select, textarea, canvas[tabindex], [role=option]")]
                  .filter(element => element.checkVisibility() && !element.ariaLabel && !element.labels?.[0]?.textContent.trim()
                    && !(element.tagName === "BUTTON" && element.textContent.trim()))
                  .map(element => element.outerHTML.slice(0, 120))
                """);
            Assert.IsEmpty(nameless, string.Join('\n', nameless));
            page.AssertNoErrors();
        }
    }

    private static async Task OpenSample(StudioPage page, string title)
    {
        await page.Page.Locator("[value=model]").CheckAsync();
        await page.After(p => p.Locator("#model-samples").GetByText(title).ClickAsync());
    }

    private static async Task<StudioPage> Open() => await StudioPage.Open(await Chromium.Shared);
}
