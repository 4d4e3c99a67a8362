using Microsoft.Playwright;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>A Chromium of this machine: CHROMIUM, or where systems install it. Nothing is ever downloaded.</summary>
internal static class Chromium
{
    private static readonly string[] s_flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly string[] s_places =
    [
        Environment.GetEnvironmentVariable("CHROMIUM") ?? "",
        .. from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
           from name in (string[])["chromium", "chromium-browser", "google-chrome", "chrome.exe", "msedge.exe"]
           select Path.Combine(folder, name),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    /// <summary>Its executable, or null.</summary>
    public static string? Executable { get; } = s_places.FirstOrDefault(File.Exists);

    /// <summary>Why tests that need it are skipped; null where there is one.</summary>
    public static string? Missing => Executable is null ? "skipped: no Chromium found (set CHROMIUM to its executable)" : null;

    /// <summary>One browser for all tests, launched when the first needs it; it ends with the process.</summary>
    public static Task<IBrowser> Shared => s_shared.Value;

    private static readonly Lazy<Task<IBrowser>> s_shared = new(async () => await Launch(await Playwright.CreateAsync()));

    public static Task<IBrowser> Launch(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = Executable,
        Args = [.. s_flags, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    });
}
