using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>The page in a browser, with everything it asked for and every error it met written down.</summary>
internal sealed class StudioPage : IAsyncDisposable
{
    private const float MaxMilliseconds = 120_000;

    private StudioPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") Errors.Add(message.Text);
        };
        page.PageError += (_, error) => Errors.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Addresses of all requests.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Errors of scripts, and what the content security policy refused.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Opens the page of the studio that all tests share, or of another one.</summary>
    public static async Task<StudioPage> Open(IBrowser browser, BrowserNewContextOptions? options = null, Uri? studio = null)
    {
        // Only a machine that is very busy takes so long; a page that never comes fails all the same.
        IBrowserContext context = await browser.NewContextAsync(options ?? new() { ViewportSize = new() { Width = 1280, Height = 900 } });
        context.SetDefaultTimeout(MaxMilliseconds);
        StudioPage page = new(await context.NewPageAsync());
        await page.Page.GotoAsync((studio ?? RunningStudio.Url).ToString());
        await page.Settle();
        return page;
    }

    /// <summary>Waits until every card shows the newest change.</summary>
    public Task Settle() => Wait("document.documentElement.dataset.settled === 'true'");

    /// <summary>Waits until a condition of JavaScript holds. Where it never does, the failure says what the page tells its user.</summary>
    public async Task Wait(string condition, object? argument = null)
    {
        try
        {
            await Page.WaitForFunctionAsync($"argument => {condition}", argument, new() { Timeout = MaxMilliseconds });
        }
        catch (TimeoutException)
        {
            string told = string.Join(" / ", await Page.Locator("#error, .state").AllTextContentsAsync());
            Assert.Fail($"never came true in {MaxMilliseconds / 1000} s: {condition} (argument {argument}); the page's error: '{told}'; " +
                $"its console: '{string.Join(" | ", Errors)}'");
        }
    }

    /// <summary>Waits until the text of an element begins so.</summary>
    public Task WaitForText(string id, string begin) => Wait($"document.getElementById('{id}').textContent.startsWith(argument)", begin);

    /// <summary>Does something, and waits until every card shows it.</summary>
    public async Task After(Func<IPage, Task> change)
    {
        string before = await Changes();
        await change(Page);
        await Wait("document.documentElement.dataset.shown !== argument", before);
        await Settle();
    }

    public Task Select(string selector, string value) => After(page => page.Locator(selector).SelectOptionAsync(value));

    public Task Check(string selector) => After(page => page.Locator(selector).CheckAsync());

    public Task Click(string selector) => After(page => page.Locator(selector).ClickAsync());

    public Task<string> Changes() => Page.EvaluateAsync<string>("() => document.documentElement.dataset.shown ?? ''");

    public Task<string> Text(string selector) => Page.Locator(selector).InnerTextAsync();

    /// <summary>A hash of what a canvas shows.</summary>
    public Task<string> Picture(string selector) => Page.Locator(selector).First.EvaluateAsync<string>("canvas => canvas.toDataURL()");

    /// <summary>Milliseconds from a change until all cards showed it, of every change so far.</summary>
    public async Task<double[]> Durations() =>
        [.. (await Page.EvaluateAsync<JsonElement>("() => performance.getEntriesByName('change').map(entry => entry.duration)"))
            .EnumerateArray().Select(v => v.GetDouble())];

    public void AssertNoErrors() => Assert.IsEmpty(Errors, string.Join('\n', Errors));

    public ValueTask DisposeAsync() => Page.Context.DisposeAsync();
}
