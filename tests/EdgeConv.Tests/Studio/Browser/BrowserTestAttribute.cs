namespace EdgeConv.Tests.Studio.Browser;

/// <summary>A test that needs a browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTestAttribute([CallerFilePath] string file = "", [CallerLineNumber] int line = -1)
    : SkippableTestAttribute(Chromium.Missing, file, line);
