using System.Runtime.CompilerServices;

namespace EdgeConv.Tests.Studio.Browser;

/// <summary>A test that needs a browser; its name says that it is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTestAttribute : TestMethodAttribute
{
    public BrowserTestAttribute([CallerFilePath] string file = "", [CallerLineNumber] int line = -1, [CallerMemberName] string name = "")
        : base(file, line) => DisplayName = Chromium.NameOf(name);
}
