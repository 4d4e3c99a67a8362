namespace EdgeConv.Tests.Solution;

/// <summary>Holds the solution to the rules of docs/architecture.md that no compiler checks.</summary>
[TestClass]
public sealed class SolutionTests
{
    private static readonly XNamespace s_msBuild = "http://schemas.microsoft.com/developer/msbuild/2003";

    // The projects of tools/ and those each refers to, as docs/architecture.md draws them.
    private static readonly Dictionary<string, string> s_arrows = new()
    {
        ["EdgeConv"] = "",
        ["EdgeConv.Packed"] = "EdgeConv",
        ["EdgeConv.Link"] = "EdgeConv",
        ["EdgeConv.Slots"] = "EdgeConv EdgeConv.Link EdgeConv.Packed",
        ["EdgeConv.Reference"] = "EdgeConv",
        ["EdgeConv.Common"] = "",
        ["EdgeConv.Hardware"] = "EdgeConv.Common",
        ["EdgeConv.Frames"] = "EdgeConv EdgeConv.Common",
        ["EdgeConv.Measurement"] = "EdgeConv.Common",
        ["EdgeConv.NanoFramework"] = "EdgeConv.Common",
        ["EdgeConv.VirtualBoard"] = "EdgeConv EdgeConv.Link EdgeConv.Packed EdgeConv.Slots",
        ["EdgeConv.Board"] = "EdgeConv EdgeConv.Common EdgeConv.Frames EdgeConv.Link EdgeConv.Slots EdgeConv.VirtualBoard",
        ["EdgeConv.Simulation"] = "EdgeConv EdgeConv.Common EdgeConv.Frames EdgeConv.Hardware EdgeConv.Reference",
        ["EdgeConv.Compiler"] = "EdgeConv EdgeConv.Common EdgeConv.Hardware EdgeConv.Packed EdgeConv.Reference EdgeConv.Slots",
        ["EdgeConv.Training"] = "EdgeConv.Common EdgeConv.Compiler EdgeConv.Frames",
        ["EdgeConv.Projects"] = "EdgeConv.Common EdgeConv.Compiler EdgeConv.Hardware EdgeConv.Simulation",
        ["EdgeConv.Templates"] = "EdgeConv.Projects",
        ["EdgeConv.Studio"] = "EdgeConv.Board EdgeConv.Common EdgeConv.Compiler EdgeConv.Frames EdgeConv.Simulation "
            + "EdgeConv.Training",
        ["EdgeConv.Cli"] = "EdgeConv.Board EdgeConv.Common EdgeConv.Compiler EdgeConv.Frames EdgeConv.Measurement "
            + "EdgeConv.NanoFramework EdgeConv.Projects EdgeConv.Simulation EdgeConv.Studio EdgeConv.Training",
    };

    [TestMethod]
    public void NoLineIsWiderThan140Columns()
    {
        string[] wide = [.. from file in Repository.Files("*.cs")
                            // Programs wrote these.
                            where !file.StartsWith("firmware/EdgeConv.Firmware/Models/")
                                && !file.EndsWith("/SampleModel.cs")
                            from line in File.ReadLines(Repository.PathOf(file)).Index()
                            where line.Item.Length > 140
                            select $"{file}:{line.Index + 1}: {line.Item.Length} columns"];
        Assert.IsEmpty(wide, string.Join('\n', wide));
    }

    [TestMethod]
    public void SolutionListsEveryProjectOfTheRepository()
    {
        string[] listed = [.. SolutionProjects().Order()];
        string[] kinds = ["*.csproj", "*.nfproj", "*.shproj"];
        string[] found = [.. kinds.SelectMany(kind => Repository.Files(kind)).Order()];
        Assert.AreEqual(string.Join("\n", found), string.Join("\n", listed));
    }

    [TestMethod]
    public void SolutionBuildsAndDeploysEveryDeviceProject()
    {
        string solution = Repository.Text("EdgeConv.sln");
        MatchCollection devices = Regex.Matches(solution,
            @"Project\(""\{11A8DD76-328B-46DF-9F39-F559912D0360\}""\) = ""[^""]+"", ""(?<path>[^""]+)"", ""(?<id>\{[^}]+\})""");
        Assert.HasCount(7, devices);
        foreach (Match device in devices)
            foreach (string configuration in (string[])["Debug", "Release"])
                foreach (string action in (string[])["ActiveCfg", "Build.0", "Deploy.0"])
                    Assert.Contains($"{device.Groups["id"].Value}.{configuration}|Any CPU.{action} = {configuration}|Any CPU", solution,
                        device.Groups["path"].Value);
    }

    [TestMethod]
    [DataRow("EdgeConv", "firmware/EdgeConv/EdgeConv.nfproj", "tools/EdgeConv/EdgeConv.csproj")]
    [DataRow("EdgeConv.Packed", "firmware/EdgeConv.Packed/EdgeConv.Packed.nfproj", "tools/EdgeConv.Packed/EdgeConv.Packed.csproj")]
    [DataRow("EdgeConv.Link", "firmware/EdgeConv.Link/EdgeConv.Link.nfproj", "tools/EdgeConv.Link/EdgeConv.Link.csproj")]
    [DataRow("EdgeConv.Slots", "firmware/EdgeConv.Slots/EdgeConv.Slots.nfproj", "tools/EdgeConv.Slots/EdgeConv.Slots.csproj")]
    [DataRow("EdgeConv.Reference", "tests/NFUnitTest/NFUnitTest.nfproj", "tools/EdgeConv.Reference/EdgeConv.Reference.csproj")]
    [DataRow("EdgeConv.Tests", "tests/EdgeConv.SharedTests/EdgeConv.SharedTests.csproj", "tests/NFUnitTest/NFUnitTest.nfproj")]
    public void SharedProjectIsImportedOncePerWorld(string name, string first, string second)
    {
        string items = $"shared/{name}/{name}.projitems";
        IEnumerable<string> importers = Repository.Files("*.csproj").Concat(Repository.Files("*.nfproj"))
            .Where(path => Imports(path).Contains(items)).Order();
        Assert.AreEqual(string.Join(" ", first, second), string.Join(" ", importers));

        // Visual Studio shows the shared files under their importers by this section of the solution.
        string solution = Repository.Text("EdgeConv.sln");
        int named = Regex.Count(solution, Regex.Escape(items.Replace('/', '\\')) + @"\*\{[0-9a-f-]+\}\*SharedItemsImports");
        Assert.AreEqual(3, named, "the shared project itself and its two importers");
    }

    [TestMethod]
    public void ADeviceProjectIsCheckedOnAPlainMachineAgainstMscorlib()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            // A copy, because the build of the solution may compile the project at the same time.
            foreach (string file in (string[])["build/CoreLibrary.props", "build/NanoFrameworkFallback.targets",
                "build/standins/System.Device.Gpio.cs", "firmware/X/X.nfproj", "firmware/X/X.cs"])
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
                if (file.StartsWith("build")) File.Copy(Repository.PathOf(file), Path.Combine(folder, file));
            }
            File.WriteAllText(Path.Combine(folder, "firmware/X/X.nfproj"), Repository.Text("firmware/EdgeConv/EdgeConv.nfproj")
                .Replace(@"<Compile Include=""Properties\AssemblyInfo.cs"" />",
                    """<Compile Include="X.cs" /><Reference Include="System.Device.Gpio" />""")
                .Replace(@"<Import Project=""..\..\shared\EdgeConv\EdgeConv.projitems"" Label=""Shared"" />", ""));
            (int Code, string Output) Build(string body)
            {
                File.WriteAllText(Path.Combine(folder, "firmware/X/X.cs"), $"class C {{ {body} }}");
                (int code, string output, _) = ChildProcess.Run(folder, "dotnet",
                    ["msbuild", "firmware/X/X.nfproj", "-t:Build", "-v:m", "-nologo"], ("MSBUILDDISABLENODEREUSE", "1"));
                return (code, output.Trim());
            }
            Assert.AreEqual((0, "X.nfproj: compiled as a check against nanoFramework's mscorlib; no .pe was made, for the nanoFramework "
                + "project system is not installed here."), Build("System.Device.Gpio.GpioPin f = null; public object M() { return f; }"));
            (int code, string errors) = Build("System.Collections.Generic.List<int> f; GpioPin g;");
            Assert.AreEqual(1, code);
            Assert.Contains("X.cs(1,30): error CS0234", errors);
            Assert.Contains("error CS0246", errors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    public void CoreLibraryIsThatOfTheDeviceProjects() => Assert.Contains("<CoreLibraryVersion>" +
        Regex.Match(Repository.Text("firmware/EdgeConv/packages.config"), "CoreLibrary\" version=\"([0-9.]+)\"").Groups[1].Value + "<",
        Repository.Text("build/CoreLibrary.props"));

    [TestMethod]
    public void CountsInMessagesHaveTheirSingularAndSeparators()
    {
        // "{frames.Count} frames" is "1 frames" and "1200 frames": Amount.Of(frames.Count, "frame") is "1 frame" and "1,200 frames".
        Regex plain = new(@"\$""[^""]*\{[^{}""]*(\.Length|Count|Bytes)\} (?!times\b)([a-z]+ )?[a-z]+s\b");
        string[] found =
        [
            // SourceModule writes comments into C#.
            .. Repository.Files("*.cs", "tools").Where(file => !file.EndsWith("CSharp/SourceModule.cs"))
                .SelectMany(file => File.ReadLines(Repository.PathOf(file)).Where(l => plain.IsMatch(l)).Select(l => $"{file}: {l}")),
        ];
        Assert.AreEqual("", string.Join("\n", found));
        Assert.AreEqual(("1 frame", "1,200 frames"), (Amount.Of(1, "frame"), Amount.Of(1200, "frame")));
        Assert.AreEqual("0 axes", Amount.Of(0, "axis", "axes"));
    }

    [TestMethod]
    public void DeviceProjectsReferToTheirPackagesAndEachOther()
    {
        var versions = new Dictionary<string, string>();
        foreach (string project in Repository.Files("*.nfproj"))
        {
            XElement document = XElement.Load(Repository.PathOf(project));
            string folder = Path.GetDirectoryName(Repository.PathOf(project))!;
            XElement[] packages = XElement.Load(Path.Combine(folder, "packages.config")).Elements("package").ToArray();
            foreach (XElement package in packages)
            {
                string id = package.Attribute("id")!.Value, version = package.Attribute("version")!.Value;
                Assert.AreEqual("netnano1.0", package.Attribute("targetFramework")?.Value, project);
                Assert.AreEqual(version, versions.GetValueOrDefault(id, version), $"{project}: {id} differs from another project");
                versions[id] = version;
            }

            string[] hints = [.. document.Descendants(s_msBuild + "HintPath").Select(hint => hint.Value)];
            string[] legal = [.. packages.Select(package =>
                $@"..\..\packages\{package.Attribute("id")!.Value}.{package.Attribute("version")!.Value}\lib\")];
            foreach (string hint in hints)
                Assert.IsTrue(legal.Any(prefix => hint.StartsWith(prefix)),
                    $"{project}: {hint} is in no package of packages.config");
            foreach (string prefix in legal)
                Assert.IsTrue(hints.Any(h => h.StartsWith(prefix)),
                    $"{project}: nothing of {prefix} is referenced");

            // A folder given as Models\*.cs takes the classes users compile their models to.
            string[] compiled = [.. document.Descendants(s_msBuild + "Compile").Select(item => item.Attribute("Include")!.Value)
                .SelectMany(item => item.EndsWith(@"\*.cs")
                    ? Directory.EnumerateFiles(Path.Combine(folder, item[..^5].Replace('\\', '/')), "*.cs").Select(Relative) : [item])];
            string Relative(string file) => Path.GetRelativePath(folder, file).Replace('/', '\\');
            foreach (string file in compiled)
                Assert.IsTrue(File.Exists(Path.Combine(folder, file.Replace('\\', '/'))), $"{project}: {file} is missing");
            foreach (string source in Repository.Files("*.cs", folder).Select(file => Relative(Repository.PathOf(file))))
                Assert.Contains(source, compiled, $"{project} does not compile {source}");
        }
        Assert.HasCount(17, versions);
    }

    [TestMethod]
    public void DeviceProjectsCompileAsNanoFrameworkDoes()
    {
        string[] projects = [.. Repository.Files("*.nfproj").Order()];
        Assert.AreEqual("firmware/EdgeConv.Devices/EdgeConv.Devices.nfproj firmware/EdgeConv.Firmware/EdgeConv.Firmware.nfproj "
            + "firmware/EdgeConv.Link/EdgeConv.Link.nfproj "
            + "firmware/EdgeConv.Packed/EdgeConv.Packed.nfproj firmware/EdgeConv.Slots/EdgeConv.Slots.nfproj "
            + "firmware/EdgeConv/EdgeConv.nfproj tests/NFUnitTest/NFUnitTest.nfproj",
            string.Join(" ", projects));
        foreach (string project in projects)
        {
            XElement document = XElement.Load(Repository.PathOf(project));
            Assert.AreEqual("9.0", document.Descendants(s_msBuild + "LangVersion").Single().Value, project);
            Assert.AreEqual(Path.GetFileNameWithoutExtension(project), document.Descendants(s_msBuild + "AssemblyName").Single().Value);
            string[] imports = [.. document.Elements(s_msBuild + "Import").Select(import => import.Attribute("Project")!.Value)];
            Assert.AreEqual(@"..\..\build\NanoFrameworkFallback.targets", imports[^1], project);
            Assert.AreEqual("$(NanoFrameworkProjectSystemPath)NFProjectSystem.CSharp.targets", imports[^2], project);
        }
    }

    [TestMethod]
    public void LayersKnowOnlyWhatIsBelowThem()
    {
        // Names a folder must not mention in code; those left out are the device libraries'.
        string[] tools = [.. s_arrows.Keys.Except([.. DeviceLibraries.Names, "EdgeConv.Frames"])];
        Refuse("shared", [.. tools.Except(["EdgeConv.Reference"]), "System.Device", "nanoFramework.Hardware"]);
        foreach (string library in DeviceLibraries.Names) Refuse($"shared/{library}", "EdgeConv.Reference", "EdgeConv.Tests");
        foreach (string kernels in (string[])["shared/EdgeConv/Kernels", "shared/EdgeConv.Packed/Kernels"])
            Refuse(kernels, "EdgeConv.Models", "EdgeConv.Frames", "EdgeConv.Actuation");
        Refuse("firmware", [.. tools, "EdgeConv.Tests"]);
        // The virtual board stands in for them.
        foreach (string tool in tools.Except(["EdgeConv.VirtualBoard"]))
            Refuse($"tools/{tool}", "System.Device.Pwm", "System.Device.I2c", "nanoFramework.Hardware");
    }

    [TestMethod]
    [DataRow("<!doctype html>", "tools/EdgeConv.Common/HtmlPage.cs")]
    [DataRow("0xEDB88320", "")] // the polynomial of CRC-32: System.IO.Hashing has it
    [DataRow("(byte)'N', (byte)'U', (byte)'M'", "tools/EdgeConv.Common/NpyFile.cs")]
    [DataRow("Utf8JsonWriter", "")] // --json is made of records
    public void WhatToolsHaveInCommonStandsOnce(string mark, string file)
    {
        string[] folders = ["tools", "hardware"];
        IEnumerable<string> found = folders.SelectMany(folder => Repository.Files("*.cs", folder))
            .Where(source => Repository.Text(source).Contains(mark));
        Assert.AreEqual(file, string.Join(" ", found));
    }

    [TestMethod]
    public void ToolsReferToWhatIsBelowThem()
    {
        // What a project does not refer to, directly or through others, it cannot use.
        Dictionary<string, string> found = Repository.Files("*.csproj", "tools").ToDictionary(
            project => Path.GetFileNameWithoutExtension(project),
            project => string.Join(" ", XElement.Load(Repository.PathOf(project)).Descendants("ProjectReference")
                .Select(r => Path.GetFileNameWithoutExtension(Slashes(r.Attribute("Include")!.Value))).Order()));
        static string Lines(Dictionary<string, string> arrows) =>
            string.Join("\n", arrows.OrderBy(arrow => arrow.Key).Select(arrow => $"{arrow.Key} -> {arrow.Value}"));
        Assert.AreEqual(Lines(s_arrows), Lines(found));
    }

    // Lines that hold code: not blank, no comment, more than a brace.
    [TestMethod, DataRow("EdgeConv", 1310), DataRow("EdgeConv.Packed", 1400), DataRow("EdgeConv.Link", 525), DataRow("EdgeConv.Slots", 700)]
    public void ADeviceLibraryIsReadInOneSitting(string library, int maxLines)
    {
        int lines = Repository.Files("*.cs", $"shared/{library}")
            .Sum(f => File.ReadLines(Repository.PathOf(f)).Count(l => Regex.IsMatch(l, @"^\s*(?!//)[^\s{}]")));
        Assert.IsLessThanOrEqualTo(maxLines, lines, $"lines of code in shared/{library}");
    }

    private static void Refuse(string folder, params string[] names)
    {
        foreach (string file in Repository.Files("*.cs", folder))
        {
            string text = Repository.Text(file);
            foreach (string name in names)
                Assert.IsFalse(Regex.IsMatch(text, $@"\b(using|namespace)\s+{Regex.Escape(name)}\b"), $"{file} knows of {name}");
        }
    }

    /// <summary>Paths of the imported .projitems, from the root, of one project.</summary>
    private static IEnumerable<string> Imports(string project)
    {
        string folder = Path.GetDirectoryName(Repository.PathOf(project))!;
        return XElement.Load(Repository.PathOf(project)).Descendants().Where(element => element.Name.LocalName == "Import")
            .Select(element => Slashes(element.Attribute("Project")!.Value)).Where(path => path.EndsWith(".projitems"))
            .Select(path => Slashes(Path.GetRelativePath(Repository.PathOf(), Path.Combine(folder, path))));
    }

    private static IEnumerable<string> SolutionProjects() =>
        Regex.Matches(Repository.Text("EdgeConv.sln"), @"""(?<path>[^""]+\.(csproj|nfproj|shproj))""")
            .Select(match => Slashes(match.Groups["path"].Value));

    private static string Slashes(string path) => path.Replace('\\', '/');
}
