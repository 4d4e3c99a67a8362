using EdgeConv.Tests.Devices;

namespace EdgeConv.Tests.Device;

/// <summary>Every check on nanoCLR by name: compiled when the names are asked for, run when the first check is.</summary>
internal sealed class NanoClrChecks
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Action> _checks = [];

    public NanoClrChecks()
    {
        try
        {
            if (Toolchain.Find(out string reason) is { } tools) AddChecks(tools);
            else _checks.Add("skipped: " + reason, () => Assert.Inconclusive(reason));
        }
        catch (ToolException e)
        {
            // A piece that is missing, broken or refuses the code is a failed test, not an error of discovery.
            string message = e.Message;
            _checks.Clear();
            _checks.Add(message.Split('\n')[0], () => Assert.Fail(message));
        }
    }

    public IEnumerable<string> Names => _checks.Keys;

    public void Run(string name)
    {
        if (!_checks.TryGetValue(name, out Action? check))
            throw new InvalidOperationException($"no check is called {name}; there are: {string.Join(", ", Names)}");
        check();
    }

    private void AddChecks(Toolchain tools)
    {
        DeviceBuild build = new(tools), loggedBuild = new(tools);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => { build.Dispose(); loggedBuild.Dispose(); };

        DeviceAssembly[] libraries = DeviceLibraries.Compile(build);
        DeviceAssembly tests = build.Compile(Project("tests", "NFUnitTest"));

        IReadOnlyList<string> names = DeviceTests.Names(tests.Path);
        var run = new Lazy<DeviceRun>(() => tools.RunTests(tests, s_timeLimit));
        foreach (string name in names)
            _checks.Add(name, () => { if (DeviceTests.Failure(name, run.Value) is { } failure) Assert.Fail(failure); });
        _checks.Add($"{names.Count} tests gave a result", () =>
        {
            Assert.AreNotEqual(0, names.Count);
            Assert.AreEqual(names.Count, DeviceTests.Count(run.Value), run.Value.Ending);
        });
        _checks.Add("every method of EdgeConv is entered", () =>
        {
            var log = new EntryLog(libraries, loggedBuild);
            DeviceRun logged = tools.RunTests(loggedBuild.Copy(tests), s_timeLimit);
            string[] missed = [.. log.NotEntered(logged)];
            Assert.IsEmpty(missed, $"methods of EdgeConv not entered ({logged.Ending}):\n{string.Join('\n', missed)}");
        });
        _checks.Add("the firmware compiles, each assembly below 64 KB of bytecode, all in the flash that is counted for it", () =>
        {
            var project = NanoProject.Load(Project("firmware", "EdgeConv.Firmware").Path, ("EdgeConvNetwork", "true"));
            IEnumerable<string> genuine = project.References.Select(reference => tools.Reference(reference.Name));
            string[] all = [build.Compile(project).Path, .. libraries.Select(l => l.Path), .. genuine];
            long bytes = all.Distinct().Sum(path => new FileInfo(Path.ChangeExtension(path, ".pe")).Length);
            Assert.IsTrue(bytes <= HeapBudget.FirmwareFlashBytes && bytes > HeapBudget.FirmwareFlashBytes * 3 / 4, $"{bytes} bytes of .pe");
        });
        FirmwareOnNanoClr.AddChecks(_checks, build, libraries, tools);
        BuildOnNanoClr.AddChecks(_checks, build, tools);
        FirmwareOnEsp32.AddChecks(_checks, build, tools);
        MoreSensorsOnEsp32.AddChecks(_checks, build, tools);
        ProjectOnNanoClr.AddChecks(_checks, tools);
        DriversOnNanoClr.AddChecks(_checks, build, libraries, tools);
        NanoClrModels.AddChecks(_checks, build, libraries, tools);
        CompiledOnNanoClr.AddChecks(_checks, build, libraries, tools);
        TrainedOnNanoClr.AddChecks(_checks, build, libraries, tools);
    }

    private static NanoProject Project(string folder, string name) => NanoProject.Load(Repository.PathOf(folder, name, name + ".nfproj"));
}
