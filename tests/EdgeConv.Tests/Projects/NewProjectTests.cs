using EdgeConv.Devices;
using EdgeConv.Firmware;
using EdgeConv.Projects;
using SpiPins = EdgeConv.Firmware.SpiPins;

namespace EdgeConv.Tests.Projects;

/// <summary>Every board, sensor and output that `edgeconv new` offers, generated and compiled in this process.</summary>
[TestClass]
public sealed class NewProjectTests
{
    private static readonly DeviceApi s_api = DeviceApi.Load();

    public static IEnumerable<object[]> Targets => BoardFiles.Targets.Select(known => new object[] { known.Target.Name });

    public static IEnumerable<object[]> Devices =>
        from sensor in SensorKind.All from output in OutputDevice.All select new object[] { sensor.Name, output.Name };

    [TestMethod, DynamicData(nameof(Targets))]
    public void EveryProjectCompilesForBoardAndDesktop(string target)
    {
        foreach ((_, string sensor, string output) in ProjectFiles.All.Where(one => one.Target == target))
        {
            var files = new ProjectFiles(target, sensor, output);
            foreach ((string project, bool isProgram) in new[]
                { ($"firmware/{ProjectFiles.Name}.nfproj", true), ("device-tests/NFUnitTest.nfproj", false) })
                Assert.AreEqual("", string.Join('\n', s_api.Violations(files.CompileForDevice(project, isProgram))), project);
            var desktop = new DesktopProject(files);
            // The pins are those of this repository's firmware.
            var board = EdgeConv.Firmware.Board.Of(files.Board.Name, "");
            Assert.AreEqual((board.Name, board.PwmPin), (desktop.Setting("Board"), desktop.Setting("PwmPin")));
            if (files.Sensor.Bus == "i2c")
                Assert.AreEqual((board.SdaPin, board.SclPin), (desktop.Setting("SdaPin"), desktop.Setting("SclPin")));
            if (files.Sensor.Bus != "spi") continue;
            SpiPins pins = SpiPins.Of(new Settings(), board);
            Assert.AreEqual((pins.Sck, pins.Miso, pins.Mosi, pins.Cs), (desktop.Setting("SckPin"), desktop.Setting("MisoPin"),
                desktop.Setting("MosiPin"), desktop.Setting("CsPin")));
        }
    }

    [TestMethod, DynamicData(nameof(Devices))]
    public void TheLoopGivesTheDutiesOfTheFirmwareOfThisRepository(string sensor, string output)
    {
        var desktop = new DesktopProject(new ProjectFiles("esp32", sensor, output));
        (string model, Func<IFrameSource> frames) = sensor switch
        {
            "amg88xx" => ("strokes", (Func<IFrameSource>)(() => ProjectDevice.Recorded("synthetic:hand", Amg88xx.Format))),
            "mpu6050" => ("shake", () => ProjectDevice.Recorded("synthetic:gesture", Mpu6050FrameSource.FormatOf(Loops.ShakeWindow))),
            "mlx90640" => ("strokes", () => ProjectDevice.Recorded("synthetic:warmth", Mlx90640FrameSource.FormatOf(false))),
            "arducam-mega" => ("strokes", () => ProjectDevice.Recorded("synthetic:bar", ArducamMegaFrameSource.FormatOf(32))),
            _ => ("digits", () => new DigitFrames()),
        };
        Assert.AreEqual(Line(frames().Format), Line(desktop.Format));
        Settings settings = new();
        settings.Set("model", model);
        settings.Set("output1.kind", output);
        // The firmware says that this period suits the sensor.
        if (sensor == "mlx90640") settings.Set("period", "126");
        Assert.AreEqual((Loops.SafeDuty(settings), Loops.FrequencyHz(settings), settings.Number("period") * 1000,
            settings.Number("deadline") * 1000), (desktop.Setting("SafeDuty"), desktop.Setting("PwmHz"),
            desktop.Setting("PeriodMicroseconds"), desktop.Setting("DeadlineMicroseconds")));
        int[] own = Duties(frames(), settings, desktop.Describe), firmware = Duties(frames(), settings, (source, guard) =>
            Loops.Describe(settings, source, Loops.CreateModel(settings, source), guard, null, null));
        CollectionAssert.AreEqual(firmware, own);
        Assert.IsGreaterThan(2, own.Distinct().Count());
        Assert.AreEqual(4, desktop.RunTests());
    }

    [TestMethod]
    public void ACameraIsOfferedWhereABoardHasPinsForIt()
    {
        SensorKind camera = SensorKind.All.Single(known => known.Name == "arducam-mega");
        Assert.AreEqual("ESP32-CAM, M5StickC", string.Join(", ", BoardFiles.All.Where(board => camera.FaultOn(board) is not null)
            .Select(board => board.Name)));
        // The picture shows the camera, and no wire of the I2C bus.
        foreach (OutputDevice output in OutputDevice.All)
        {
            string picture = new ProjectFiles("esp32-s3", camera.Name, output.Name).Text("wiring.svg");
            Assert.Contains("Arducam Mega: U1", picture);
            foreach (string wire in (string[])["SCK", "MISO", "MOSI", "CS"]) Assert.Contains($"U1 {wire}<", picture);
            Assert.DoesNotContain("SDA", picture);
            Assert.DoesNotContain("AMG88xx", picture);
        }
    }

    [TestMethod]
    public void TheSimulationWritesATableAndAReport()
    {
        var desktop = new DesktopProject(new ProjectFiles("esp32", "none", "servo"));
        using TestFolder folder = new();
        (string output, string error) = TestConsole.Caught(() =>
        {
            Directory.SetCurrentDirectory(folder.Folder);
            Assert.AreEqual(0, desktop.Simulate());
            Assert.AreEqual(0, desktop.Simulate("fail@3-20"));
            Assert.AreEqual(1, desktop.Simulate("photo.png"));
            Directory.SetCurrentDirectory(AppContext.BaseDirectory);
        });
        Assert.StartsWith("blinker: built-in digits to a servo\n", output);
        // The digits 0 and 9: one end of the servo and the other.
        Assert.Contains("   0.0 s       0.0    5.00 %  active\n", output);
        Assert.Contains("   9.0 s       9.0   10.00 %  active\n", output);
        Assert.Contains("frames   100 of DigitFrames: 0 late, 0 not used\n", output);
        Assert.IsTrue(Regex.IsMatch(output, @"-> 0\.[56][0-9]* s safe \(sensor failed\) -> "), output);
        Assert.Contains("written  out/report.html", output.Replace('\\', '/'));
        TestConsole.AssertErrorLine(error.TrimEnd(), "photo.png: give a .csv or .npy recording");
        folder.AssertHolds("out", "pwm.csv", "pwm.vcd", "report.html");
        Assert.Contains("output of the model", folder.Text("out/report.html"));
    }

    [TestMethod]
    public void TheRootHoldsOneSolutionAndNoProject()
    {
        var files = new ProjectFiles("esp32", "amg88xx", "led");
        string[] root = [.. files.Paths.Where(path => !path.Contains('/'))];
        CollectionAssert.AreEquivalent(new[] { ".gitignore", "blinker.sln", "Directory.Build.props", "README.md", "wiring.svg" }, root);
        string solution = files.Text("blinker.sln");
        string[] projects = [.. files.Paths.Where(path => path.EndsWith("proj"))];
        Assert.HasCount(5, projects);
        foreach (string project in projects)
        {
            Assert.Contains($"\"{project.Replace('/', '\\')}\"", solution);
            Assert.DoesNotContain("key.snk", files.Text(project));
        }
    }

    [TestMethod]
    public void NothingIsLeftToFillInAndNoPathOfThisComputer()
    {
        foreach ((string target, string sensor, string output) in ProjectFiles.All)
        {
            var files = new ProjectFiles(target, sensor, output);
            foreach (string path in files.Paths)
            {
                string text = files.Text(path);
                Assert.DoesNotContain(Repository.PathOf(), text, path);
                if (!path.StartsWith("lib/")) Assert.DoesNotContain("{{", text.Replace("${{", ""), path);
            }
        }
    }

    [TestMethod]
    public void FilesThatExistInThisRepositoryAreCopies()
    {
        var files = new ProjectFiles("esp32", "mpu6050", "led");
        string[] drivers = [.. Repository.Files("*.cs", "firmware")];
        foreach (string path in files.Paths.Where(path => path.StartsWith("firmware/Devices/")))
            Assert.AreEqual(Repository.Text(drivers.Single(driver => Path.GetFileName(driver) == Path.GetFileName(path))), files.Text(path),
                path);
        foreach (string path in files.Paths.Where(path => path.StartsWith("lib/EdgeConv/Sources/")))
            Assert.AreEqual(Repository.Text(path.Replace("lib/EdgeConv/Sources", "shared/EdgeConv")), files.Text(path), path);
        // Without what is only in the firmware of this repository, its project file is that of a new project.
        XElement own = XElement.Parse(files.Text("firmware/blinker.nfproj"));
        XElement firmware = XElement.Parse(Repository.Text("firmware/EdgeConv.Firmware/EdgeConv.Firmware.nfproj"));
        static string[] Include(XElement project, string kind) =>
            [.. project.Descendants().Where(item => item.Name.LocalName == kind)
                .Select(item => item.Attribute("Include")!.Value.Replace(@"Devices\", "").Replace(@"..\lib\", @"..\"))];
        foreach (string kind in (string[])["Reference", "ProjectReference"])
            CollectionAssert.IsSubsetOf(Include(own, kind), Include(firmware, kind), kind);
        string[] compiled = [.. Include(firmware, "Compile").Select(file => file.Replace(@"..\EdgeConv.", ""))];
        foreach (string file in Include(own, "Compile").Except(["Loop.cs", @"Models\ShakeModel.cs"]))
            Assert.IsTrue(compiled.Contains(file) || (file.StartsWith("Mpu6050") && compiled.Contains(@"Mpu6050\*.cs")), file);
        static string[] Imports(XElement project) =>
            [.. project.Descendants().Where(item => item.Name.LocalName == "Import")
                .Select(item => item.Attribute("Project")!.Value.Replace(@"..\..\build", @"..\lib\build"))];
        CollectionAssert.AreEqual(Imports(firmware), Imports(own));
    }

    [TestMethod]
    public void PackagesOfTheTestsAreThoseOfThisRepository()
    {
        string tests = new ProjectFiles("esp32", "none", "led").Text("tests/blinker.Tests.csproj");
        foreach (XElement package in XElement.Parse(tests).Descendants("PackageReference"))
            Assert.Contains($"Include=\"{package.Attribute("Include")!.Value}\" Version=\"{package.Attribute("Version")!.Value}\"",
                Repository.Text("Directory.Packages.props"));
    }

    [TestMethod]
    [DataRow("blinker", null), DataRow("My.Blinker-2", null), DataRow("a_b", null)]
    [DataRow("", "a name has"), DataRow("1a", "a name has"), DataRow("a b", "a name has"), DataRow("../a", "a name has")]
    [DataRow("a-", "a name has"), DataRow("a..b", "a name has"), DataRow("a.1", "a name has"), DataRow("class", "a name has")]
    [DataRow("a.namespace", "a name has"), DataRow("ä", "a name has"), DataRow("a\n", "a name has")]
    [DataRow("loop", "Loop has another meaning"), DataRow("My.Program", "Program has another"), DataRow("aux", "AUX has another meaning")]
    [DataRow("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "a name has at most 40")]
    public void NamesAreChecked(string name, string? fault)
    {
        if (fault is null) Assert.IsNull(NewProject.NameFault(name));
        else Assert.StartsWith(fault, NewProject.NameFault(name) ?? "");
    }

    private static string Line(FrameFormat format) => $"{format.Height} {format.Width} {format.Channels} {format.Minimum} {format.Maximum}";

    private static int[] Duties(IFrameSource frames, Settings settings, Func<IFrameSource, OutputGuard, LoopDescription> describe)
    {
        var clock = new VirtualClock();
        var output = new PwmModel(Loops.FrequencyHz(settings), 20, clock);
        var loop = new EdgeLoop(describe(frames, new OutputGuard(output, Loops.SafeDuty(settings), 300_000, clock)));
        return [.. Enumerable.Range(0, 100).Select(_ => loop.Step() ? loop.Duty : -1)];
    }
}
