using EdgeConv.Actuation;
using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>The tab that collects and trains, in a real Chromium, driven as a person would.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class TrainPageTests : IDisposable
{
    // Where the board sees the hand of its synthetic sensor.
    private const string IsLeft = "(Math.max(...step.frame) > 108 && step.frame.indexOf(Math.max(...step.frame)) % step.width < 3)",
        IsRight = "(Math.max(...step.frame) > 108 && step.frame.indexOf(Math.max(...step.frame)) % step.width > 4)";

    private readonly TestFolder _folder = new();

    private string Data => _folder.File("data");

    [BrowserTest]
    public async Task AHeldKeyRecordsAndAReloadInTheMiddleLosesNothing()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await using StudioPage page = await Open(studio);
        await page.WaitForText("train-problem", "Add two classes or more");
        await AddClass(page, "bar");
        await page.WaitForText("train-problem", "Class 'bar' has no frames");
        await AddClass(page, "hand");
        await page.Page.Locator("[name=collect-source][value=sample]").CheckAsync();
        await page.WaitForText("collect-info", "32×32, 0 to 255");
        await Hold(page, "1", "bar", 12);
        await page.Page.Keyboard.DownAsync("2");
        await page.Wait(CountOf("hand") + " >= 6");
        int shown = await page.Page.EvaluateAsync<int>(CountOf("hand"));
        await page.Page.ReloadAsync();
        await OpenTab(page);
        await page.Wait($"{CountOf("hand")} >= argument", shown);
        Assert.IsGreaterThanOrEqualTo(12, await page.Page.EvaluateAsync<int>(CountOf("bar")));
        await page.Wait($"{CountOf("hand")} === argument", Directory.GetFiles(_folder.File("data/hand")).Length);
        Assert.AreEqual(Math.Min(24, Directory.GetFiles(_folder.File("data/bar")).Length),
            await page.Page.Locator("[aria-label='Frames of bar'] button").CountAsync());
        Assert.IsTrue(await page.Page.Locator("#train-problem").IsHiddenAsync());
        page.AssertNoErrors();
        foreach (string request in page.Requests)
            Assert.IsTrue(request.StartsWith($"{studio.Url}") || request.StartsWith("blob:"), request);
    }

    [BrowserTest]
    public async Task ADrawingIsRecordedWhereItChanges()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await using StudioPage page = await Open(studio);
        await page.Page.Locator("#collect-size").SelectOptionAsync("8");
        await AddClass(page, "dots");
        ILocator drawing = page.Page.Locator("#collect-frame .map");
        await drawing.FocusAsync();
        await page.Page.Keyboard.DownAsync("1");
        for (int i = 0; i < 3; i++)
        {
            await page.Page.Keyboard.PressAsync("Space");
            await page.Page.Keyboard.PressAsync("ArrowRight");
        }
        await page.Page.Keyboard.UpAsync("1");
        await page.Wait(CountOf("dots") + " === 4");
        DataSet read = DataReader.Read(Data, new DataOptions { NeedsLabels = false });
        Assert.AreEqual(new FrameShape(8, 8, 1), read.Shape);
        CollectionAssert.AreEqual((float[])[0, 255, 510, 765], read.Recordings.Select(one => one.Values.Sum()).ToArray());
        // The project's frames have one size now.
        await page.Wait("document.getElementById('collect-size-field').hidden");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task TrainsShowsEverythingAndAMistakeIsPutIntoItsClass()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(30);
        string[] right = Directory.GetFiles(_folder.File("data/right"));
        for (int i = 0; i < 10; i++) File.Move(right[i], _folder.File($"data/left/wrong{i}.png"));
        await using StudioPage page = await Open(studio);
        await page.Page.Locator("summary", new() { HasText = "Options" }).ClickAsync();
        await page.Page.Locator("#train-epochs").FillAsync("10000");
        await page.Page.Locator("#train-start").ClickAsync();
        await page.Wait("document.querySelectorAll('#train-chart polyline').length > 1");
        await page.Wait("document.getElementById('train-progress').value > 0");
        await page.WaitForText("train-state", "Epoch ");
        await page.Page.ReloadAsync();
        await OpenTab(page);
        await page.WaitForText("train-state", "Epoch ");
        await page.Page.Locator("#train-stop").ClickAsync();
        await page.WaitForText("train-state", "Stopped");
        Assert.IsTrue(await page.Page.Locator("#try-card").IsHiddenAsync());

        await page.Page.Locator("summary", new() { HasText = "Options" }).ClickAsync();
        await page.Page.Locator("#train-epochs").FillAsync("40");
        await page.Page.Locator("#train-start").ClickAsync();
        await page.Wait("!document.getElementById('try-card').hidden");
        Assert.Contains("of 12 test frames right", await page.Text("#train-result .figures"));
        Assert.AreEqual(4, await page.Page.Locator(".confusion td").CountAsync());
        Assert.Contains("period of 100 ms", await page.Text("#train-result .verdict"));
        Assert.Contains("--epochs 40", await page.Page.Locator("#train-command").InnerTextAsync());

        // A mistake goes into the class that the user chooses.
        ILocator mistake = page.Page.Locator("#train-result .shots figure", new() { HasText = "left, taken for right" }).First;
        string name = (await mistake.Locator("canvas").GetAttributeAsync("aria-label"))!["frame ".Length..];
        Assert.IsTrue(File.Exists(_folder.File("data/left/" + name)));
        await mistake.Locator("select").SelectOptionAsync(new SelectOptionValue { Label = "right" });
        await page.Wait("document.querySelector('#train-result .moved') !== null");
        Assert.IsTrue(File.Exists(_folder.File("data/right/" + name)) && !File.Exists(_folder.File("data/left/" + name)));
        await page.Wait(CountOf("right") + " === 21");

        // The model is tried on a drawing: its right half is bright.
        ILocator drawing = page.Page.Locator("#collect-frame .map");
        await drawing.FocusAsync();
        for (int column = 0; column < 8; column++)
        {
            for (int row = 0; row < 8; row++)
            {
                if (column >= 4) await page.Page.Keyboard.PressAsync("Space");
                await page.Page.Keyboard.PressAsync(column % 2 == 0 ? "ArrowDown" : "ArrowUp");
            }
            await page.Page.Keyboard.PressAsync("ArrowRight");
        }
        await page.Wait("document.querySelector('#try-bars .best')?.textContent.startsWith('right')");
        await page.Page.Locator("#train-save").ClickAsync();
        await page.WaitForText("train-saved", "Saved model.json, model.tflite, model.labels.txt");
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.Locator("[data-ending='.tflite']").ClickAsync());
        await download.SaveAsAsync(_folder.File("downloaded.tflite"));
        CollectionAssert.AreEqual(_folder.Bytes("data/model.tflite"), _folder.Bytes("downloaded.tflite"));
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task KeysAloneCollectDeleteAndTrain()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await using StudioPage page = await Open(studio);
        IKeyboard keys = page.Page.Keyboard;
        await page.Page.Locator("[name=collect-source][value=files]").FocusAsync();
        await keys.PressAsync("ArrowRight");
        await page.WaitForText("collect-info", "32×32, 0 to 255");
        foreach (string name in (string[])["first", "second"])
        {
            await page.Page.Locator("#class-name").FocusAsync();
            await keys.TypeAsync(name);
            await keys.PressAsync("Enter");
            // The button of the new class has the focus, and a held key records.
            await page.Wait("document.activeElement.getAttribute('aria-label')?.startsWith('Hold to record for ' + argument)", name);
            await keys.DownAsync(" ");
            await page.Wait(CountOf(name) + " >= 5");
            await keys.UpAsync(" ");
        }
        await page.Wait(CountOf("first") + " === argument", Directory.GetFiles(_folder.File("data/first")).Length);
        int before = await page.Page.EvaluateAsync<int>(CountOf("first"));
        await page.Page.Locator("[aria-label='Frames of first'] button").First.FocusAsync();
        await keys.PressAsync("Delete");
        await page.Wait(CountOf("first") + " === argument", before - 1);
        await page.Wait("document.activeElement.closest('[aria-label=\"Frames of first\"]') !== null");
        await keys.PressAsync("Enter");
        await page.Page.GetByLabel("Move 1 frame to another class").FocusAsync();
        await keys.PressAsync("ArrowDown");
        await page.Wait(CountOf("first") + " === argument", before - 2);
        await page.Page.Locator("#train-start").FocusAsync();
        await keys.PressAsync("Enter");
        await page.Wait("document.activeElement.id === 'train-stop'");
        await keys.PressAsync("Enter");
        await page.WaitForText("train-state", "Stopped");
        await page.Wait("document.activeElement.id === 'train-start'");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task WhatCannotBeSaysWhatToDo()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(3);
        await using StudioPage page = await Open(studio);
        await AddClass(page, "../up");
        await page.WaitForText("train-error", "the name '../up' is a path; give a name of letters, digits, spaces, - and _");
        await page.Page.Locator("#class-name").FillAsync("empty");
        await page.Page.Locator("#class-add").ClickAsync();
        await page.WaitForText("train-problem", "Class 'empty' has no frames. Record some, or delete the class.");
        Assert.IsTrue(await page.Page.Locator("#train-start").IsDisabledAsync());
        Assert.IsTrue(await page.Page.Locator("#train-error").IsHiddenAsync());
        Directory.Delete(_folder.File("data/left"), true);
        await page.Page.Keyboard.PressAsync("2");
        await page.WaitForText("train-error", "there is no class 'left'");
        page.AssertNoErrors();
    }

    [BrowserTest]
    [DataRow(1280, ColorScheme.Light), DataRow(390, ColorScheme.Light), DataRow(390, ColorScheme.Dark)]
    public async Task NothingReachesOutAndEveryControlHasAName(int width, ColorScheme scheme)
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(30);
        string name = await studio.AddClass(new string('W', 60));
        await studio.Ask("/api/data/add", OwnStudio.Frames(name, 8, 8, 1, 0, 255, new short[64], new short[64]));
        await studio.Train(epochs: 2);
        await studio.Ended();
        await using StudioPage page =
            await Open(studio, new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = scheme });
        await page.Wait("!document.getElementById('try-card').hidden");
        foreach (ILocator summary in await page.Page.Locator("[data-tabs=train] summary").AllAsync()) await summary.ClickAsync();
        await page.Page.Locator(".pictures button").First.ClickAsync();
        await page.Page.Locator("[aria-label='Delete the class right']").ClickAsync();
        string[] wide = await page.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("[data-tabs=train] *")].filter(one => !one.closest(".scroll, svg, .hidden")
              && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))
            """);
        Assert.IsEmpty(wide, string.Join('\n', wide));
        string[] nameless = await page.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("[data-tabs=train] :is(input, select, button, canvas[tabindex], progress, summary)")]
              .filter(one => {
              if (one.closest("[hidden]")) return false;
              const label = one.getAttribute("aria-label") ?? [...one.labels ?? []].map(label => label.textContent).join("");
              return !(label || one.textContent).trim();
            }).map(one => one.outerHTML.slice(0, 120))
            """);
        Assert.IsEmpty(nameless, string.Join('\n', nameless));
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task TheWholeWayFromAVirtualBoardToItsDuty()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await using StudioPage page = await StudioPage.Open(await Chromium.Shared, null, studio.Url);
        await page.Page.Locator("[name=mode][value=board]").CheckAsync();
        await page.Page.Locator("[name=way][value=virtual]").CheckAsync();
        await page.Page.Locator("#virtual-sensor").SelectOptionAsync("amg88xx");
        await page.Page.Locator("#connect-button").ClickAsync();
        await page.WaitForText("connection", "virtual: connected");

        // Two classes of the sensor's own frames: a hand on the left, and on the right. The reload is in the middle of the second.
        await OpenTab(page);
        await AddClass(page, "left");
        await AddClass(page, "right");
        await page.Page.Locator("[name=collect-source][value=board]").CheckAsync();
        await page.WaitForText("collect-info", "8×8, ");
        await HoldWhile(page, IsLeft, "1", "left", 16);
        await HoldWhile(page, IsRight, "2", "right", 5);
        await page.Page.Keyboard.DownAsync("2");
        await page.Wait(CountOf("right") + " >= 6");
        await page.Page.ReloadAsync();
        await page.Page.Keyboard.UpAsync("2");
        await OpenTab(page);
        await page.Wait(CountOf("right") + " >= 6");
        await page.Page.Locator("[name=collect-source][value=board]").CheckAsync();
        await page.WaitForText("collect-info", "8×8, ");
        await HoldWhile(page, IsRight, "2", "right", 16);
        Assert.IsTrue(Directory.GetFiles(Data, "*", SearchOption.AllDirectories).All(file => file.EndsWith(".npy")));

        await page.Page.Locator("summary", new() { HasText = "Options" }).ClickAsync();
        await page.Page.Locator("#train-epochs").FillAsync("20");
        await page.Page.Locator("#train-start").ClickAsync();
        await page.Wait("!document.getElementById('try-card').hidden");
        await page.Wait("document.querySelector('#try-bars .best') !== null");
        // The cost is that on the connected board, against the period of its loop.
        Assert.AreEqual("esp32", await page.Page.Locator("#train-board").InputValueAsync());
        Assert.AreEqual("100", await page.Page.Locator("#train-period").InputValueAsync());
        Assert.Contains("on esp32, which is connected", await page.Text("#train-result .cost"));
        await studio.Ask("/api/board/set", new { settings = new { period = "50" } });
        await page.Wait("document.getElementById('train-period').value === '50'");
        Assert.Contains("period of 50 ms", await page.Text("#train-result .verdict"));
        await studio.Ask("/api/board/set", new { settings = new { period = "100" } });
        await page.Page.Locator("#train-load").ClickAsync();
        await page.Wait("document.querySelector('[name=mode][value=board]').checked");
        await page.WaitForText("load-text", "data: runs on the board.");
        await page.Wait("document.getElementById('guard').textContent === 'Guard: active'");
        await NextStep(page, "step.reason === 'None' && step.output.length === 2");
        await page.WaitForText("verdict-light", "Equal");
        await AssertTheDutyFollows(page);

        // Its sensor is pulled and put back.
        await page.Page.Locator("#unplug").CheckAsync();
        await page.WaitForText("guard", "Guard: safe (sensor failed)");
        await page.Page.Locator("#unplug").UncheckAsync();
        await page.Wait("document.getElementById('guard').textContent === 'Guard: active'");
        await NextStep(page, "step.reason === 'None' && step.actual === step.proposed");
        await AssertTheDutyFollows(page);
        page.AssertNoErrors();
    }

    public void Dispose() => _folder.Dispose();

    private static string CountOf(string name) =>
        $"parseInt(document.querySelector('article[aria-label=\"{name}\"] .num')?.textContent.replace(',', '') ?? '-1')";

    private static async Task<StudioPage> Open(OwnStudio studio, BrowserNewContextOptions? options = null)
    {
        StudioPage page = await StudioPage.Open(await Chromium.Shared, options, studio.Url);
        await OpenTab(page);
        return page;
    }

    private static async Task OpenTab(StudioPage page)
    {
        await page.Page.Locator("[name=mode][value=train]").CheckAsync();
        await page.Wait("document.getElementById('project-path').textContent !== ''");
    }

    private static async Task AddClass(StudioPage page, string name)
    {
        await page.Page.Locator("#class-name").FillAsync(name);
        await page.Page.Locator("#class-add").ClickAsync();
        if (!name.Contains('/')) await page.Page.Locator($"article[aria-label='{name}']").WaitForAsync();
    }

    // Holds the key of a class until it has so many frames.
    private static async Task Hold(StudioPage page, string key, string name, int count)
    {
        await page.Page.Keyboard.DownAsync(key);
        await page.Wait($"{CountOf(name)} >= {count}");
        await page.Page.Keyboard.UpAsync(key);
    }

    // Each duty is what the map makes of the model's output for that frame, and a hand on the left gives another one than on the right.
    private static async Task AssertTheDutyFollows(StudioPage page)
    {
        JsonElement seen = await page.Page.EvaluateAsync<JsonElement>($$"""
            () => import('/live.js').then(({ live }) => new Promise(resolve => {
              const steps = [], sides = [0, 0];
              let effective;
              live.watch("state", state => effective = state.effective);
              const listener = step => {
                if (step.reason !== "None" || step.status !== "Ready") return;
                const side = {{IsLeft}} ? 0 : {{IsRight}} ? 1 : -1;
                if (side >= 0) sides[side]++;
                steps.push({ side, activation: step.activation, proposed: step.proposed, actual: step.actual, output: [...step.output] });
                if (sides[0] < 8 || sides[1] < 8) return;
                live.off(listener);
                resolve({ steps, effective });
              };
              live.on(listener);
            }))
            """);
        string text = seen.GetRawText();
        int[] thresholds = [.. seen.GetProperty("effective").GetProperty("map").GetString()!.Split(':').Select(int.Parse)];
        LedMap map = new(thresholds[0], thresholds[1]);
        JsonElement[] steps = [.. seen.GetProperty("steps").EnumerateArray()];
        foreach (JsonElement step in steps)
        {
            int expected = map.Map((int)(256 * step.GetProperty("activation").GetDouble()));
            Assert.AreEqual((expected, expected), (step.GetProperty("proposed").GetInt32(), step.GetProperty("actual").GetInt32()), text);
        }
        double Duty(int side) => steps.Where(step => step.GetProperty("side").GetInt32() == side)
            .Average(step => step.GetProperty("actual").GetInt32());
        Assert.IsGreaterThan(2000, Math.Abs(Duty(0) - Duty(1)), text);
    }

    // Holds the key of a class while the board sees something, until the class has so many frames.
    private static async Task HoldWhile(StudioPage page, string condition, string key, string name, int count)
    {
        while (await page.Page.EvaluateAsync<int>(CountOf(name)) < count)
        {
            await NextStep(page, condition);
            await page.Page.Keyboard.DownAsync(key);
            await NextStep(page, $"!({condition}) || {CountOf(name)} >= {count}");
            await page.Page.Keyboard.UpAsync(key);
        }
    }

    // Waits for a step of the board for which a condition of JavaScript holds.
    private static Task NextStep(StudioPage page, string condition) => page.Page.EvaluateAsync($$"""
        () => import('/live.js').then(({ live }) => new Promise(resolve => {
          const listener = step => {
            if (!({{condition}})) return;
            live.off(listener);
            resolve();
          };
          live.on(listener);
        }))
        """);
}
