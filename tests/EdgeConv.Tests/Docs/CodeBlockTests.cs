using EdgeConv.NanoClr;

namespace EdgeConv.Tests.Docs;

/// <summary>C# of the pages compiles for the device. A block with a name behind `csharp` is a whole file; one without is a fragment.</summary>
[TestClass]
public sealed class CodeBlockTests
{
    public static IEnumerable<object[]> Pages => MarkdownPage.All.Where(page => Files(page).Any()).Select(page => new object[] { page.Path });

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void FilesOfThePageCompileAndKeepTheRules(string path)
    {
        byte[] assembly = DesktopBuild.Compile("Page", Files(new MarkdownPage(path)).Select(block => ($"{path}, {block.Name}", block.Text)), DeviceLibraries.Images);
        Assert.AreEqual("", string.Join("\n", DeviceCodeRules.Violations(assembly, DeviceApi.Load())));
    }

    private static IEnumerable<MarkdownBlock> Files(MarkdownPage page) => page.Blocks.Where(block => block.Language == "csharp" && block.Name != "");
}
