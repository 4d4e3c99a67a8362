namespace EdgeConv.Tests;

/// <summary>A test that needs what not every machine has. Where that is missing the test is skipped, and its name says why.</summary>
internal abstract class SkippableTestAttribute(string? reason, [CallerFilePath] string file = "", [CallerLineNumber] int line = -1)
    : TestMethodAttribute(file, line)
{
    public override Task<TestResult[]> ExecuteAsync(ITestMethod testMethod) => reason is null ? base.ExecuteAsync(testMethod)
        : Task.FromResult<TestResult[]>(
        [
            new()
            {
                DisplayName = $"{testMethod.TestMethodName} ({reason})", Outcome = UnitTestOutcome.Inconclusive,
                TestFailureException = new AssertInconclusiveException(reason),
            },
        ]);
}
