namespace EdgeConv.Tests.Device;

/// <summary>
/// The shared library, its tests and the firmware with the genuine nanoFramework tools. Where these are not there, one row says so.
/// </summary>
[TestClass, DoNotParallelize] // emulated boards run in real time
[TestCategory("NanoCLR")]
public class NanoClrTests
{
    private static readonly Lazy<NanoClrChecks> s_checks = new(() => new NanoClrChecks());

    public static IEnumerable<object[]> Checks => s_checks.Value.Names.Select(name => new object[] { name });

    public static string DisplayName(MethodInfo method, object[] data) => $"nanoCLR: {data[0]}";

    [TestMethod, DynamicData(nameof(Checks), DynamicDataDisplayName = nameof(DisplayName))]
    public void OnNanoClr(string check) => s_checks.Value.Run(check);
}
