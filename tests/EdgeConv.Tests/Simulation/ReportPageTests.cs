using EdgeConv.Tests.Studio.Browser;
using Microsoft.Playwright;

namespace EdgeConv.Tests.Simulation;

/// <summary>report.html in a browser: the answer stands first, all fits a phone, frames stand under their time, few layers are
/// open.</summary>
[TestClass]
public sealed class ReportPageTests : CommandTests
{
    [BrowserTest]
    [DataRow("digits", 390), DataRow("hand", 390), DataRow("gesture", 390), DataRow("digits", 1240), DataRow("gesture", 800)]
    public async Task NothingReachesOutOfTheScreen(string example, int width)
    {
        IPage page = await Open(width, "--example", example);
        Assert.IsLessThanOrEqualTo(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        const string Outside = "[...document.querySelectorAll('canvas, button, figure, .tile, .card')]" +
            ".filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className).join(' ')";
        Assert.AreEqual("", await page.EvaluateAsync<string>(Outside));
    }

    [BrowserTest]
    public async Task TheAnswerStandsFirstAndFollowsTheFrame()
    {
        IPage page = await Open(1240, "--count", "100");
        Assert.AreEqual("Reads 7, 98 of 100 right", await page.TextContentAsync("#answertext"));
        Assert.IsTrue(await page.EvaluateAsync<bool>(
            "document.getElementById('answer').getBoundingClientRect().bottom < " +
            "document.getElementById('chart').getBoundingClientRect().top"));
        await page.ClickAsync("#mistakes button >> nth=1");
        Assert.AreEqual("Reads 7, 98 of 100 right", await page.TextContentAsync("#answertext"));
        Assert.Contains("Frame 88 is 1: wrong.", await page.TextContentAsync("#answerinfo") ?? "");
        Assert.AreEqual("88", await page.GetAttributeAsync("#strip [aria-current]", "data-i"));
    }

    [BrowserTest]
    [DataRow(390, 50), DataRow(1240, 50), DataRow(1240, 7)]
    public async Task AFramesPictureStandsUnderItsTime(int width, int count)
    {
        IPage page = await Open(width, "--count", $"{count}");
        double[] off = await page.EvaluateAsync<double[]>("""
            [...document.querySelectorAll('#strip button')].map(button => {
              const box = button.getBoundingClientRect(), time = run.frames[button.dataset.i].t + run.period / 2;
              const left = document.getElementById('chart').getBoundingClientRect().left;
              return Math.abs((box.left + box.right) / 2 - left - geometry.x(time));
            })
            """);
        Assert.IsGreaterThan(4, off.Length);
        Assert.IsLessThan(1, off.Max());
    }

    [BrowserTest]
    public async Task ALongNetworkIsFoldedAndOpens()
    {
        Command.Put("model.json", $$"""
            { "edgeconv": 1, "input": { "shape": [8, 8, 1] }, "layers": [{{string.Join(",", Enumerable.Repeat(
                """{ "type": "convolution", "padding": "same", "filters": ["sharpen"] }""", 8))}}] }
            """);
        IPage page = await Open(1240, "--model", "model.json", "--count", "3");
        Assert.AreEqual((8, 3), (await page.Locator(".group").CountAsync(), await page.Locator(".group[open]").CountAsync()));
        const string Drawn = "document.querySelectorAll('.group')[4].querySelector('[data-layer]').width";
        int closed = await page.EvaluateAsync<int>(Drawn);
        await page.Locator(".group").Nth(4).Locator("summary").ClickAsync();
        await page.WaitForFunctionAsync($"{Drawn} === 8");
        Assert.AreNotEqual(8, closed);
    }

    [BrowserTest]
    public async Task AWindowIsDrawnAsCurvesAndAFanAsAFan()
    {
        IPage page = await Open(1240, "--example", "gesture");
        Assert.AreEqual("canvas.line", await page.EvaluateAsync<string>("'canvas.' + document.getElementById('frame').className"));
        Assert.AreEqual(0, await page.Locator(".group[open] .map:not(.line):not(.filter)").CountAsync());
        page = await Open(1240, "--example", "hand");
        Assert.AreEqual(5, await page.Locator("#device .blades path").CountAsync());
    }

    private async Task<IPage> Open(int width, params string[] args)
    {
        Command.Simulate(args).AssertDone();
        IPage page = await (await Chromium.Shared).NewPageAsync(new() { ViewportSize = new() { Width = width, Height = 900 } });
        List<string> errors = [];
        page.PageError += (_, error) => errors.Add(error);
        await page.GotoAsync(new Uri(Command.File("out/report.html")).AbsoluteUri);
        Assert.IsEmpty(errors);
        return page;
    }
}
