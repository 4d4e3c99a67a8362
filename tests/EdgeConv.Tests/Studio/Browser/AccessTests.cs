using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>All four tabs, filled with everything that they can show: by keyboard alone, for screen readers, and on any screen.</summary>
[TestClass]
[DoNotParallelize] // a training and a board run for each
public sealed class AccessTests : IDisposable
{
    // Elements of a tab that a person can use now. Of radio buttons with one name, and of a graph's layers, Tab reaches one; arrow keys
    // reach the others.
    private const string Controls = """
        name => [...document.querySelectorAll(`[data-tabs~=${name}] :is(input, select, button, textarea, summary, a[href], [tabindex])`)]
          .filter(one => one.checkVisibility()
            && !one.matches(":disabled, fieldset:disabled *, [tabindex='-1'], input[type=radio]:not(:checked)"))
        """;

    private static readonly string[] s_tabs = ["board", "train", "build", "model"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [BrowserTest]
    public async Task TabReachesEveryControlOfEveryTab()
    {
        await using OwnStudio studio = await Filled();
        await using StudioPage page = await StudioPage.Open(await Chromium.Shared, null, studio.Url);
        foreach (string tab in s_tabs)
        {
            await Fill(page, tab);
            int count = await page.Page.EvaluateAsync<int>($"name => ({Controls})(name).length", tab);
            Assert.IsGreaterThan(15, count, tab);
            await page.Page.EvaluateAsync($$"""
                name => {
                  globalThis.controls = ({{Controls}})(name);
                  globalThis.reached = new Set();
                  globalThis.listener ??= document.addEventListener("focusin", event => globalThis.reached.add(event.target)) ?? true;
                  document.activeElement?.blur();
                }
                """, tab);
            await page.Page.Locator("#theme").FocusAsync();
            const string Missed = "() => globalThis.controls.filter(one => one.isConnected && one.checkVisibility() && !one.disabled " +
                "&& !globalThis.reached.has(one)).map(one => one.outerHTML.slice(0, 120))";
            string[] missed = [];
            // Some controls come and go while the board runs, so Tab is pressed until all were reached, at most twice around the page.
            for (int i = 0; i < 2 * count + 60; i++)
            {
                await page.Page.Keyboard.PressAsync("Tab");
                if (i % 10 == 0 && (missed = await page.Page.EvaluateAsync<string[]>(Missed)).Length == 0) break;
            }
            Assert.IsEmpty(missed, $"{tab}, {missed.Length} of {count}:\n{string.Join('\n', missed)}");
        }
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task AScreenReaderHasANameForEveryControlAndPictureOfEveryTab()
    {
        await using OwnStudio studio = await Filled();
        await using StudioPage page = await StudioPage.Open(await Chromium.Shared, null, studio.Url);
        ICDPSession session = await page.Page.Context.NewCDPSessionAsync(page.Page);
        foreach (string tab in s_tabs)
        {
            await Fill(page, tab);
            JsonElement tree = (await session.SendAsync("Accessibility.getFullAXTree"))!.Value;
            JsonElement[] nodes = [.. tree.GetProperty("nodes").EnumerateArray().Where(node => !node.GetProperty("ignored").GetBoolean())];
            string[] named = [.. nodes.Where(IsControl).Select(node => node.GetProperty("name").GetProperty("value").GetString()!.Trim())];
            Assert.IsGreaterThan(15, named.Length, tab);
            string[] nameless = [.. nodes.Where(IsControl)
                .Where(node => node.GetProperty("name").GetProperty("value").GetString()!.Trim() == "").Select(node => node.GetRawText())];
            Assert.IsEmpty(nameless, $"{tab}:\n{string.Join('\n', nameless)}");
        }
    }

    [BrowserTest]
    [DataRow(1280, ColorScheme.Light), DataRow(1280, ColorScheme.Dark), DataRow(390, ColorScheme.Light), DataRow(390, ColorScheme.Dark)]
    public async Task NothingReachesOutOfTheScreenAndNobodyElseIsAsked(int width, ColorScheme scheme)
    {
        await using OwnStudio studio = await Filled();
        await using StudioPage page = await StudioPage.Open(await Chromium.Shared,
            new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = scheme }, studio.Url);
        foreach (string tab in s_tabs)
        {
            await Fill(page, tab);
            Assert.AreEqual(scheme == ColorScheme.Dark ? "rgb(18, 22, 28)" : "rgb(245, 243, 238)",
                await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
            Assert.IsLessThanOrEqualTo(width, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), tab);
            // A box that scrolls may hold more than it shows.
            string[] wide = await page.Page.EvaluateAsync<string[]>("""
                name => [...document.querySelectorAll(`[data-tabs~=${name}] *`)].filter(one => one.checkVisibility()
                  && !one.closest(".scroll, svg, .hidden, .strip, #graph") && one.getBoundingClientRect().right > innerWidth + 1)
                  .map(one => one.outerHTML.slice(0, 120))
                """, tab);
            Assert.IsEmpty(wide, $"{tab}:\n{string.Join('\n', wide)}");
        }
        foreach (string request in page.Requests)
            Assert.IsTrue(request.StartsWith($"{studio.Url}") || request.StartsWith("blob:"), request);
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task KeysAloneBuildANetworkSetItsOutputAndInspectAModel()
    {
        await using StudioPage page = await StudioPage.Open(await Chromium.Shared);
        IKeyboard keys = page.Page.Keyboard;
        // A key chooses a layer, another adds it; the focus is in the new layer, whose first field takes arrow keys.
        await page.Page.Locator("#add-type").FocusAsync();
        await page.Page.Locator("#theme").FocusAsync();
        await TabTo(page, "add-type");
        await keys.TypeAsync("Flat");
        await TabTo(page, "add-layer");
        await page.After(_ => keys.PressAsync("Enter"));
        Assert.AreEqual("A network of 3 layers", await page.Text("#build-title"));
        await TabTo(page, "slide-deadline");
        await page.After(_ => keys.PressAsync("ArrowRight"));
        Assert.AreEqual("260", await page.Page.Locator("#slide-deadline").InputValueAsync());
        await TabTo(page, "pulled");
        await page.After(_ => keys.PressAsync("Space"));
        Assert.IsTrue(await page.Page.Locator("#pulled").IsCheckedAsync());
        await page.Wait("document.getElementById('state').textContent === 'Guard: safe (sensor failed)'");
        await TabTo(page, "export-name");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("ByKeys");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => keys.PressAsync("Enter"));
        Assert.AreEqual("ByKeys.cs", download.SuggestedFilename);

        // The tabs are radio buttons: an arrow key opens the next one.
        await page.Page.Locator("[name=mode][value=build]").FocusAsync();
        await keys.PressAsync("ArrowRight");
        Assert.IsTrue(await page.Page.Locator("[name=mode][value=model]").IsCheckedAsync());
        for (int i = 0; i < 200; i++)
        {
            await keys.PressAsync("Tab");
            if (await page.Page.EvaluateAsync<bool>("() => document.activeElement.textContent === 'Upright strokes'")) break;
        }
        await page.After(_ => keys.PressAsync("Enter"));
        Assert.AreEqual(5, await page.Page.Locator("#graph .layer").CountAsync());
        page.AssertNoErrors();
    }

    // A studio with frames, a trained model and a connected board.
    private async Task<OwnStudio> Filled()
    {
        OwnStudio studio = await OwnStudio.Start(_folder.File("data"));
        await studio.AddHalves(30);
        await studio.AddClass(new string('W', 60));
        string longest = new('W', 60);
        await studio.Ask("/api/data/add", OwnStudio.Frames(longest, 8, 8, 1, 0, 255, new short[64], new short[64]));
        await studio.Train(epochs: 2);
        await studio.Ended();
        await studio.Ask("/api/board/connect", new { address = "virtual", sensor = "amg88xx" });
        return studio;
    }

    // Opens a tab and all that it can unfold.
    private static async Task Fill(StudioPage page, string tab)
    {
        await page.Page.Locator($"[name=mode][value={tab}]").CheckAsync();
        switch (tab)
        {
            case "board":
                await page.WaitForText("verdict-light", "Equal");
                break;
            case "train":
                await page.Wait("!document.getElementById('try-card').hidden && document.querySelector('#try-bars .best') !== null");
                await page.Page.Locator(".pictures button").First.ClickAsync();
                break;
            case "build":
                await page.Settle();
                foreach (string layer in (string[])["convolution", "fullyConnected"])
                {
                    if (await page.Page.Locator("#chain > *").CountAsync() == 2) break;
                    await page.Page.Locator("#add-type").SelectOptionAsync(layer);
                    await page.Click("#add-layer");
                }
                break;
            default:
                await page.After(p => p.GetByText("Every kind of layer").ClickAsync());
                break;
        }
        ILocator folded = page.Page.Locator($"[data-tabs~={tab}] details:not([open]) > summary:visible");
        while (await folded.CountAsync() > 0) await folded.First.ClickAsync();
    }

    // Roles that a person uses or looks at.
    private static bool IsControl(JsonElement node) => node.GetProperty("role").GetProperty("value").GetString()
        is "button" or "textbox" or "spinbutton" or "slider" or "combobox" or "checkbox" or "radio" or "switch" or "application" or "image"
        or "img" or "listbox" or "option" or "progressbar" or "link" or "DisclosureTriangle" or "log" or "searchbox" or "Canvas";

    private static async Task TabTo(StudioPage page, string id)
    {
        for (int i = 0; i < 200; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            if (await page.Page.EvaluateAsync<bool>("id => document.activeElement.id === id", id)) return;
        }
        Assert.Fail($"Tab does not come to {id}");
    }
}
