namespace EdgeConv.Tests.Projects;

/// <summary>A project of `edgeconv new`, built by `edgeconv build` with the genuine tools, on the genuine nanoCLR.</summary>
internal static class ProjectOnNanoClr
{
    public static void AddChecks(Dictionary<string, Action> checks, Toolchain tools)
    {
        checks.Add("edgeconv new: the program of a project drives its servo", () => DrivesItsServo(tools));
        checks.Add("edgeconv new: the tests of a project pass", () =>
        {
            using TestFolder folder = new();
            new ProjectFiles("esp32", "amg88xx", "servo").WriteTo(folder);
            BuiltAssembly tests = BuildOnNanoClr.Build(tools, folder.File("device-tests/NFUnitTest.nfproj"));
            DeviceRun run = tools.RunTests(new DeviceAssembly(tests.Name, tests.Path), TimeSpan.FromMinutes(2));
            IReadOnlyList<string> names = DeviceTests.Names(tests.Path);
            Assert.HasCount(4, names);
            foreach (string name in names) Assert.IsNull(DeviceTests.Failure(name, run), name);
        });
    }

    private static void DrivesItsServo(Toolchain tools)
    {
        if (Esp32Board.Interpreter is not { } interpreter)
        {
            Assert.Inconclusive("nanoCLR-esp32 not found");
            return;
        }
        using TestFolder folder = new();
        new ProjectFiles("esp32", "amg88xx", "servo").WriteTo(folder);
        BuiltAssembly built = BuildOnNanoClr.Build(tools, folder.File("firmware/blinker.nfproj"));
        using var chip = new Esp32Board(interpreter, BuildOnNanoClr.Split(File.ReadAllBytes(built.Image!), folder));
        chip.Start("i2c_param_config");
        string[] log = chip.Log.Split('\n');
        Assert.AreEqual("ledc_timer_config speed 0, timer 0, 19 bits, 50 Hz", log[0]);
        // The first duty is the safe one: 750/10000 of 2^19, the servo's middle. There is no sensor yet.
        Assert.AreEqual("ledc_channel_config pin 18, speed 0, channel 0, timer 0, duty 39321", log[1]);
        Assert.StartsWith("pin 18: pwm 50 Hz, duty 39321/524288", log[2]);
        chip.Wait(() => chip.Output.Any(line => line.Contains("0.0 frames/s") && line.Contains("output safe")), "it says what is missing");
        Assert.Contains("blinker on ESP32-DevKitC", chip.Output);
        chip.Plug(Esp32Board.Camera);
        chip.WaitForDuty("pin 18: pwm 50 Hz, duty 52428/524288", "the servo follows the warm spot");
        chip.Wait(() => chip.Output.Any(line => Regex.IsMatch(line, @"^(9|1[01])\.[0-9] frames/s.* duty 10\.00 %")), "it counts frames");
        chip.Unplug(Esp32Board.Camera);
        chip.WaitForDuty("pin 18: pwm 50 Hz, duty 39321/524288", "the servo is safe");
    }
}
