namespace EdgeConv.Tests.Measure;

/// <summary>A test that needs sigrok-cli.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SigrokTestAttribute([CallerFilePath] string file = "", [CallerLineNumber] int line = -1)
    : SkippableTestAttribute(Sigrok.Missing, file, line);
