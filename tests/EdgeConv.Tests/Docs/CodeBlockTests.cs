namespace EdgeConv.Tests.Docs;

/// <summary>
/// C# of the pages compiles for the device. A block with a name behind `csharp` is a whole file; one without is a fragment.
/// </summary>
[TestClass]
public sealed class CodeBlockTests
{
    public static IEnumerable<object[]> Pages =>
        MarkdownPage.All.Where(page => Files(page).Any()).Select(page => new object[] { page.Path });

    [TestMethod, DynamicData(nameof(Pages))]
    public void FilesOfThePageCompileAndKeepTheRules(string path)
    {
        // A page may use this file of the firmware's, which its reader copies.
        string window = Repository.PathOf("firmware", "EdgeConv.Firmware", "SlidingWindow.cs");
        IEnumerable<(string, string)> files = Files(new MarkdownPage(path)).Select(block => ($"{path}, {block.Name}", block.Text));
        byte[] assembly = DesktopBuild.Compile("Page", files.Append((window, File.ReadAllText(window))), DeviceLibraries.Images);
        Assert.AreEqual("", string.Join("\n", DeviceApi.Load().Violations(assembly)));
    }

    private static IEnumerable<MarkdownBlock> Files(MarkdownPage page) =>
        page.Blocks.Where(block => block.Language == "csharp" && block.Name != "");
}
