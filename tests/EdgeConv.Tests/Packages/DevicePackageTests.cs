namespace EdgeConv.Tests.Packages;

/// <summary>
/// The device library as a package: its .nuspec fits the project, and, where the nanoFramework tools are, a package of the genuine
/// assembly.
/// </summary>
[TestClass]
public sealed class DevicePackageTests
{
    private static readonly string s_nuspec = Repository.PathOf("firmware", "EdgeConv", "EdgeConv.nuspec");

    /// <summary>What other nanoFramework libraries have in lib/: assembly, symbols, and what the device and its debugger take.</summary>
    private static readonly string[] s_kinds = ["dll", "pdb", "pdbx", "pe", "xml"];

    public static IEnumerable<object[]> Builds
    {
        get
        {
            try
            {
                return [[Toolchain.Find(out string reason) is null ? "skipped: " + reason : "built with the genuine tools"]];
            }
            catch (ToolException)
            {
                return [["built with the genuine tools"]]; // the test itself says what is wrong
            }
        }
    }

    public static string DisplayName(MethodInfo method, object[] data) => $"{method.Name}: {data[0]}";

    [TestMethod]
    public void TheNuspecNamesWhatTheProjectMakes()
    {
        XElement package = XElement.Load(s_nuspec);
        List<string> made = [];
        foreach (string name in DeviceLibraries.Names)
        {
            XElement project = XElement.Load(DeviceLibraries.Project(name).Path);
            string assembly = Value(project, "AssemblyName"), output = $@"bin\Release\{assembly}";
            Assert.AreEqual($"{output}.xml", Value(project, "DocumentationFile").Replace("$(Configuration)", "Release"));
            made.AddRange(s_kinds.Select(kind => $@"{(name == "EdgeConv" ? "" : $@"..\{name}\")}{output}.{kind} lib\{assembly}.{kind}"));
        }
        IEnumerable<string> library = Files(package).Where(f => f.Target.StartsWith(@"lib\")).Select(f => $"{f.Source} {f.Target}");
        Assert.AreEqual(string.Join("\n", made), string.Join("\n", library));
        foreach ((string source, string _) in Files(package).Where(file => !file.Source.Contains("bin")))
            Assert.IsTrue(File.Exists(Path.Combine(Path.GetDirectoryName(s_nuspec)!, source.Replace('\\', '/'))), source);
    }

    [TestMethod]
    public void TheNuspecHasTheVersionsOfTheProject()
    {
        XElement package = XElement.Load(s_nuspec);
        string version = Value(package, "version");
        Assert.AreEqual(Value(XElement.Load(Repository.PathOf("Directory.Build.props")), "Version"), version);
        string attribute = $"AssemblyInformationalVersion(\"{version}\")";
        foreach (string name in DeviceLibraries.Names)
            Assert.Contains(attribute, Repository.Text("firmware", name, "Properties", "AssemblyInfo.cs"));
        string[] stated = [.. package.Descendants().Where(element => element.Name.LocalName == "dependency").Select(Reference)];
        XElement used = XElement.Load(Repository.PathOf("firmware", "EdgeConv", "packages.config"));
        CollectionAssert.AreEqual(used.Elements("package").Select(Reference).ToArray(), stated);

        static string Reference(XElement element) => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}";
    }

    [TestMethod]
    [TestCategory("NanoCLR")]
    [DynamicData(nameof(Builds), DynamicDataDisplayName = nameof(DisplayName))]
    public void ThePackageHoldsTheGenuineAssembly(string build)
    {
        Toolchain? tools = Toolchain.Find(out string reason);
        if (tools is null) Assert.Inconclusive(reason);
        using TestFolder folder = new();
        // The layout of the checkout, as far as the .nuspec reaches.
        foreach (string file in (string[])["firmware/EdgeConv/EdgeConv.nuspec", "firmware/EdgeConv/README.md", "docs/images/icon.png",
            "LICENSE"])
            folder.Put(file, File.ReadAllBytes(Repository.PathOf(file)));
        using var device = new DeviceBuild(tools);
        foreach (string name in DeviceLibraries.Names)
        {
            DeviceAssembly assembly = device.Compile(DeviceLibraries.Project(name), forPackage: true);
            foreach (string kind in s_kinds)
                folder.Put($"firmware/{name}/bin/Release/{assembly.Name}.{kind}",
                    File.ReadAllBytes(Path.ChangeExtension(assembly.Path, kind)));
        }

        DotnetCommand.Run("dotnet", folder.Folder, "pack", "firmware/EdgeConv/EdgeConv.nuspec", "-o", folder.Folder);
        var package = new PackageFile(folder.Folder);
        string[] expected = ["EdgeConv.nanoFramework.nuspec", "LICENSE", "docs/README.md", "images/icon.png",
            .. DeviceLibraries.Names.SelectMany(n => s_kinds.Select(k => $"lib/{n}.{k}"))];
        CollectionAssert.AreEquivalent(expected, package.Files);
        foreach (string name in DeviceLibraries.Names)
        {
            CollectionAssert.AreEqual("NFMRK"u8.ToArray(), package.Read($"lib/{name}.pe")[..5]);
            using var module = ModuleDefinition.ReadModule(new MemoryStream(package.Read($"lib/{name}.dll")));
            string references = name == "EdgeConv" ? "mscorlib"
                : name == "EdgeConv.Slots" ? "EdgeConv EdgeConv.Link EdgeConv.Packed mscorlib" : "EdgeConv mscorlib";
            Assert.AreEqual(references, string.Join(" ", module.AssemblyReferences.Select(r => r.Name).Order()));
            string documentation = Encoding.UTF8.GetString(package.Read($"lib/{name}.xml"));
            foreach (TypeDefinition type in module.Types.Where(t => t.IsPublic))
                Assert.Contains($"name=\"T:{type.FullName}\"", documentation);
        }
    }

    private static string Value(XElement root, string name) => root.Descendants().Single(element => element.Name.LocalName == name).Value;

    private static IEnumerable<(string Source, string Target)> Files(XElement package) =>
        package.Descendants().Where(e => e.Name.LocalName == "file").Select(e => (e.Attribute("src")!.Value, e.Attribute("target")!.Value));
}
