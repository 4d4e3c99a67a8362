using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;
using EdgeConv.Tests.Firmware;
using EdgeConv.Tests.Studio.Board;
using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>The tab of the board in a real Chromium, with virtual boards.</summary>
[TestClass]
[DoNotParallelize] // boards run in real time
public sealed class BoardPageTests
{
    private const string IsActive = "document.getElementById('guard').textContent === 'Guard: active'";

    [BrowserTest, DataRow("amg88xx"), DataRow("mpu6050"), DataRow("mlx90640"), DataRow("arducam-mega"), DataRow("digits")]
    public async Task AVirtualBoardIsConnectedSeenAndEqual(string sensor)
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await Connect(page, sensor);
        await page.WaitForText("verdict-light", "Equal");
        string frame = await FrameOf(page, sensor);
        await page.Wait($"{(sensor == "mpu6050" ? "document.querySelector('.window-plot').innerHTML"
            : "document.querySelector('#frame-cells canvas').toDataURL()")} !== argument", frame);
        int layers = await page.Page.Locator("#board-layer option").CountAsync();
        Assert.IsGreaterThan(1, layers);
        for (int i = 0; i < layers; i++)
        {
            await page.Page.Locator("#board-layer").SelectOptionAsync($"{i}");
            Assert.IsGreaterThan(0, await page.Page.Locator("#board-maps :is(canvas, svg, .bar)").CountAsync(), $"layer {i}");
        }
        await page.Wait("[...document.querySelectorAll('#strip-chart polyline.duty')]" +
            ".some(line => line.getAttribute('points').split(' ').length > 5)");
        Assert.Contains("98,765 bytes", await page.Text("#board-numbers"));
        await page.Wait("document.getElementById('board-log').textContent.includes('EdgeConv ')");
        page.AssertNoErrors();
        foreach (string request in page.Requests)
            Assert.IsTrue(request.StartsWith($"{studio.Url}") || request.StartsWith("blob:"), request);
        // What is asked of the board is in no address.
        foreach (string request in page.Requests.Where(request => request.Contains("/api/board/"))) Assert.DoesNotContain("?", request);
    }

    [BrowserTest]
    public async Task TheDutyFollowsTheThresholdsAtOnce()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await Connect(page, "amg88xx");
        ILocator high = page.Page.GetByLabel("Upper threshold: at this activation it is as bright as it gets, as a number");
        ILocator low = page.Page.GetByLabel("Lower threshold: at this activation the LED is off, as a number");
        await page.Wait(IsActive);
        // Every activation is above both, so the LED is as bright as it gets.
        await low.FillAsync("-200");
        await high.FillAsync("-100");
        await NextStep(page, "step.actual === 10000");
        Assert.IsFalse(await page.Page.Locator("#auto-map").IsCheckedAsync());
        await high.FillAsync("255");
        await low.FillAsync("254");
        await NextStep(page, "step.actual === 0 && step.proposed === 0");
        await page.Page.Locator("#auto-map").CheckAsync();
        await NextStep(page, "step.actual > 0 && step.actual < 10000");
        Assert.AreEqual("15", await low.InputValueAsync());
        // The readout too: the first score of three is another one than the third.
        await page.Page.Locator("#tune-readout").SelectOptionAsync("score");
        await page.Wait("document.getElementById('tune-index').value === '0'");
        await page.Page.Locator("#tune-index").FillAsync("1");
        await page.Wait("document.getElementById('unsaved').textContent.startsWith('1 change is')");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task ASecondOutputIsAddedSeenAndTuned()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await Connect(page, "amg88xx");
        await page.Wait(IsActive);
        Assert.IsFalse(await page.Page.Locator("#tune-output").IsVisibleAsync());
        await page.Page.Locator("#tune-second").SelectOptionAsync("motor");
        await page.WaitForText("waiting", "output2.kind takes effect after a restart");
        await page.Page.Locator("#save").ClickAsync();
        await page.WaitForText("unsaved", "all settings are saved");
        await page.Page.Locator("#restart").ClickAsync();
        await NextStep(page, "step.second !== null && step.second.reason === 'None'");
        await page.Wait("document.getElementById('strip-chart').textContent.includes('second output')");
        // From here on the controls tune the motor, and the LED keeps its map.
        await page.Page.Locator("#tune-output").SelectOptionAsync("2");
        ILocator low = page.Page.GetByLabel("Lower threshold: at this activation the motor stands still, as a number");
        ILocator high = page.Page.GetByLabel("Upper threshold: at this activation it runs at full speed, as a number");
        await low.FillAsync("-200");
        await high.FillAsync("-100");
        await NextStep(page, "step.second.actual === 10000");
        Assert.AreEqual(("auto", "-200:-100:0"), (await studio.Setting("output1.map"), await studio.Setting("output2.map")));
        await page.Page.Locator("#tune-readout").SelectOptionAsync("off");
        await page.Wait("document.getElementById('tune-index').value === '0'");
        Assert.AreEqual(("auto", "off:0"), (await studio.Setting("readout"), await studio.Setting("output2.readout")));
        await page.Page.Locator("#tune-output").SelectOptionAsync("1");
        await page.Wait("document.getElementById('tune-readout').value === 'auto'");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task WhatIsNotSafeIsRefusedAtTheControlAndSaveAndUndoWork()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await Connect(page, "amg88xx");
        ILocator deadline = page.Page.GetByLabel("Deadline in ms: safe if no good frame came for so long, as a number");
        await deadline.FillAsync("50");
        await page.WaitForText("refusal-time", "period: 100 ms must be below the deadline of 50 ms");
        await deadline.BlurAsync();
        Assert.AreEqual("300", await deadline.InputValueAsync(), "the board has its own value");
        await deadline.FillAsync("400");
        await page.Wait("document.getElementById('refusal-time').hidden");
        await page.Page.Locator("#save").ClickAsync();
        await page.WaitForText("unsaved", "all settings are saved");
        await deadline.FillAsync("700");
        await page.WaitForText("unsaved", "1 change is not saved");
        await page.Page.Locator("#undo").ClickAsync();
        await page.WaitForText("unsaved", "all settings are saved");
        Assert.AreEqual(("400", "400"), (await deadline.InputValueAsync(), await studio.Setting("deadline")));
        await deadline.FillAsync("800");
        await page.WaitForText("unsaved", "1 change is not saved");
        await page.Page.Locator("#revert").ClickAsync();
        await page.WaitForText("unsaved", "all settings are saved");
        await page.Page.Locator("[data-tabs=board] summary").ClickAsync();
        await page.Page.GetByLabel("output1.pin", new() { Exact = true }).FillAsync("6");
        await page.Page.Keyboard.PressAsync("Enter");
        await page.Wait("[...document.querySelectorAll('#all-settings .refusal')]" +
            ".some(one => !one.hidden && one.textContent.includes('flash'))");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task AModelIsLoadedConfirmedAndTakenBack()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        // Without a board, the model waits for one.
        string digits = Repository.PathOf("examples", "digits.json");
        await page.Page.EvaluateAsync("""
            async model => (await import('/load.js')).loadModel(model)
            """, new { name = "digits.json", data = Convert.ToBase64String(File.ReadAllBytes(digits)) });
        await page.WaitForText("model-waiting", "digits.json waits for a board");
        Assert.IsTrue(await page.Page.Locator("[name=mode][value=board]").IsCheckedAsync());
        await Connect(page, "amg88xx");
        await page.WaitForText("load-text", "digits: runs on the board.");
        await page.WaitForText("load-info", "digits runs");
        Assert.AreEqual(5, await page.Page.Locator("#phases .done").CountAsync());
        await page.Wait("document.getElementById('slots').textContent.includes('running, confirmed')");
        await page.WaitForText("verdict-light", "Equal");
        await page.Page.Locator("#before").ClickAsync();
        await page.WaitForText("load-info", "strokes runs");
        await page.Wait(IsActive);
        // And by a file.
        await page.Page.Locator("#load-file").SetInputFilesAsync(Repository.PathOf("examples", "strokes.json"));
        await page.WaitForText("load-text", "strokes: runs on the board.");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task TheNetworkOfThePageIsLoadedWithOneClick()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        await using StudioPage page = await StudioPage.Open(await Chromium.Shared, null, studio.Url);
        await page.Page.Locator("#export-name").FillAsync("OneClick");
        await page.Page.Locator("#load-board").ClickAsync();
        await page.Wait("document.querySelector('[name=mode][value=board]').checked");
        await page.WaitForText("load-text", "one-click: runs on the board.");
        await page.WaitForText("load-info", "one-click runs");
        await page.Wait(IsActive);
        // The maps are those of the four filters of the page.
        await page.WaitForText("verdict-light", "Equal");
        Assert.AreEqual(4, await page.Page.Locator("#board-maps canvas").CountAsync());
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task ABoardOnASerialPortIsSeenTunedLostAndComesBack()
    {
        if (OperatingSystem.IsWindows()) Assert.Inconclusive("Windows has no pseudo-terminals");
        static ListeningBoard Plug() => ListeningBoard.Start("pty", new VirtualBoardParts { Frame = RecordedSensor.Default().Look });
        ListeningBoard board = Plug();
        string port = board.Address;
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await page.Page.Locator("[name=way][value=serial]").CheckAsync();
        await page.Page.Locator("#port").FillAsync(port);
        await page.Page.Locator("#connect-button").ClickAsync();
        await page.WaitForText("connection", $"{port}: connected");
        await page.WaitForText("verdict-light", "Equal");
        await page.Wait(IsActive);
        await page.Page.Locator("#auto-map").UncheckAsync();
        await page.WaitForText("unsaved", "1 change is not saved");
        board.Dispose();
        await page.WaitForText("connection", $"{port}: not connected; the studio tries again");
        // Linux gives a free number to the next pseudo-terminal, so that one of the next boards is at the same port.
        List<ListeningBoard> boards = [];
        while (boards.Count == 0 || (boards[^1].Address != port && boards.Count < 20)) boards.Add(Plug());
        await page.WaitForText("connection", $"{port}: connected");
        await NextStep(page, "step.reason === 'None'");
        page.AssertNoErrors();
        foreach (ListeningBoard other in boards) other.Dispose();
    }

    [BrowserTest]
    public async Task APulledSensorIsSafeWithTheReasonAndAReloadLosesNothing()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await Connect(page, "amg88xx");
        await page.Wait(IsActive);
        await page.Page.Locator("#unplug").CheckAsync();
        await page.WaitForText("guard", "Guard: safe (sensor failed)");
        await page.Page.ReloadAsync();
        await OpenTab(page);
        await page.WaitForText("connection", "virtual: connected");
        await page.WaitForText("guard", "Guard: safe (sensor failed)");
        Assert.IsTrue(await page.Page.Locator("#unplug").IsCheckedAsync());
        await page.Page.Locator("#unplug").UncheckAsync();
        await page.Wait(IsActive);
        await NextStep(page, "step.reason === 'None'");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task AKilledBoardIsSeenAndComesBack()
    {
        using var files = new TestFolder();
        string keys = files.File("keys");
        string[] options = ["--storage", files.File("drive"), "--key", keys, "--quiet"];
        VirtualProgram board = new(options);
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await page.Page.Locator("[name=way][value=network]").CheckAsync();
        await page.Page.Locator("#address").FillAsync(board.Address);
        string key = File.ReadAllLines(keys)[^1].Split(' ')[1];
        await page.Page.Locator("#key").FillAsync(key);
        await page.Page.Locator("#connect-button").ClickAsync();
        await page.WaitForText("connection", $"{board.Address}: connected");
        // The key does not stay on the page.
        await page.Wait("document.getElementById('key').value === ''");
        await page.WaitForText("verdict-light", "Equal");
        board.Dispose();
        await page.WaitForText("connection", $"{board.Address}: not connected; the studio tries again");
        Assert.IsTrue(await page.Page.Locator("#save").IsDisabledAsync());
        using VirtualProgram again = new(["--listen", board.Address, .. options]);
        await page.WaitForText("connection", $"{board.Address}: connected");
        await NextStep(page, "step.reason === 'None'");
        page.AssertNoErrors();
        Assert.DoesNotContain(key, string.Join(' ', page.Requests));
    }

    [BrowserTest]
    public async Task KeysAloneConnectTuneAndDisconnect()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        IKeyboard keys = page.Page.Keyboard;
        await page.Page.Locator("[name=way][value=serial]").FocusAsync();
        await keys.PressAsync("ArrowRight");
        await keys.PressAsync("ArrowRight");
        await TabTo(page, "virtual-sensor");
        await TabTo(page, "connect-button");
        await keys.PressAsync("Enter");
        await page.WaitForText("connection", "virtual: connected");
        await page.Wait("document.activeElement.id === 'disconnect' && !document.getElementById('tune-fields').disabled");
        await TabTo(page, "auto-safe");
        await keys.PressAsync("Tab");
        for (int i = 0; i < 3; i++) await keys.PressAsync("ArrowRight");
        await page.Wait("document.querySelector('#safe-sliders input[type=number]').value === '30'");
        await page.WaitForText("unsaved", "1 change is not saved");
        await TabTo(page, "undo");
        await keys.PressAsync("Enter");
        await page.WaitForText("unsaved", "all settings are saved");
        await page.Page.Locator("#disconnect").FocusAsync();
        await keys.PressAsync("Enter");
        await page.Wait("!document.getElementById('connect').hidden && document.activeElement.id === 'connect-button'");
        page.AssertNoErrors();
    }

    [BrowserTest]
    public async Task EveryControlHasAName()
    {
        await using BoardStudio studio = await BoardStudio.Start();
        await using StudioPage page = await Open(studio);
        await Connect(page, "amg88xx");
        await page.WaitForText("verdict-light", "Equal");
        await page.Page.Locator("[data-tabs=board] summary").ClickAsync();
        string[] nameless = await page.Page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll("[data-tabs=board] :is(input, select, button, canvas, progress, summary, pre, table)")]
              .filter(one => {
              if (one.closest("[hidden]")) return false;
              if (one.tagName === "TABLE") return !one.querySelector("th");
              const label = one.getAttribute("aria-label") ?? document.getElementById(one.getAttribute("aria-labelledby"))?.textContent
                ?? [...one.labels ?? []].map(label => label.textContent).join("");
              return !(label || one.textContent).trim();
            }).map(one => one.outerHTML.slice(0, 120))
            """);
        Assert.IsEmpty(nameless, string.Join('\n', nameless));
        foreach (string id in (string[])["connection", "guard", "verdict-light", "unsaved", "load-text"])
            Assert.AreEqual(1, await page.Page.Locator($"#{id}[aria-live=polite]").CountAsync(), id);
    }

    [BrowserTest]
    public async Task FitsAPhoneInBothColorSchemes()
    {
        await using BoardStudio studio = await BoardStudio.Virtual("mpu6050");
        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await using StudioPage page =
                await Open(studio, new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = scheme });
            await page.WaitForText("verdict-light", "Equal");
            await page.Page.Locator("[data-tabs=board] summary").ClickAsync();
            string[] wide = await page.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll("[data-tabs=board] *")]
                  .filter(one => !one.closest(".scroll, svg") && one.getBoundingClientRect().right > 391)
                  .map(one => one.outerHTML.slice(0, 120))
                """);
            Assert.IsEmpty(wide, string.Join('\n', wide));
        }
    }

    private static async Task<StudioPage> Open(BoardStudio studio, BrowserNewContextOptions? options = null)
    {
        StudioPage page = await StudioPage.Open(await Chromium.Shared, options, studio.Url);
        await OpenTab(page);
        return page;
    }

    private static Task OpenTab(StudioPage page) => page.Page.Locator("[name=mode][value=board]").CheckAsync();

    private static async Task Connect(StudioPage page, string sensor)
    {
        await page.Page.Locator("[name=way][value=virtual]").CheckAsync();
        await page.Page.Locator("#virtual-sensor").SelectOptionAsync(sensor);
        await page.Page.Locator("#connect-button").ClickAsync();
        await page.WaitForText("connection", "virtual: connected");
    }

    private static Task<string> FrameOf(StudioPage page, string sensor) => sensor == "mpu6050"
        ? page.Page.Locator(".window-plot").InnerHTMLAsync() : page.Picture("#frame-cells canvas");

    // Waits for a step of the board for which a condition of JavaScript holds.
    private static async Task NextStep(StudioPage page, string condition)
    {
        await page.Page.EvaluateAsync("""
            async () => {
              const { live } = await import('/live.js');
              if (!globalThis.seenOfBoard) live.on(step => globalThis.seenOfBoard.step = step);
              globalThis.seenOfBoard = {};
            }
            """);
        await page.Wait($"(step => step && {condition})(globalThis.seenOfBoard.step)");
    }

    private static async Task TabTo(StudioPage page, string id)
    {
        for (int i = 0; i < 40; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            if (await page.Page.EvaluateAsync<bool>("id => document.activeElement.id === id", id)) return;
        }
        Assert.Fail($"Tab does not come to {id}");
    }
}
