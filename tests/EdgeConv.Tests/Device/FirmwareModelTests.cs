namespace EdgeConv.Tests.Device;

/// <summary>
/// What the firmware holds that is made by tools or measured: the compiled example, and the count that calibration divides by.
/// </summary>
[TestClass]
public class FirmwareModelTests
{
    [TestMethod, DataRow("strokes.json", "StrokesModel"), DataRow("shake.json", "ShakeModel"), DataRow("digits.json", "DigitsModel")]
    public void CompiledExampleIsWhatItsCommandMakes(string model, string name)
    {
        string command = $"edgeconv compile {model} --out {name}.cs --namespace EdgeConv.Firmware --class {name}";
        string committed = Repository.Text("firmware", "EdgeConv.Firmware", "Models", name + ".cs").ReplaceLineEndings("\n");
        Graph graph = Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", model)));
        string made = CSharpCompiler.Compile(graph, "EdgeConv.Firmware", name, command, splits: false, CompiledModel.BytecodeLimit,
            ModelProfile.CostOf).Files[0].Text;
        Assert.AreEqual(made.ReplaceLineEndings("\n"), committed,
            "docs/your-model.md, 'Into the firmware', has the command that makes such a file anew");
    }

    [TestMethod]
    public void StrokesTellsVerticalFromHorizontalStrokes()
    {
        EdgeConv.Firmware.StrokesModel network = new();
        sbyte[] vertical = new sbyte[3], horizontal = new sbyte[3];
        network.Invoke([.. Enumerable.Range(0, 64).Select(i => (sbyte)(i % 8 == 4 ? 127 : -128))], vertical);
        network.Invoke([.. Enumerable.Range(0, 64).Select(i => (sbyte)(i / 8 == 4 ? 127 : -128))], horizontal);
        Assert.IsGreaterThan(vertical[1] + 20, vertical[0], "a vertical bar");
        Assert.IsGreaterThan(horizontal[0] + 20, horizontal[1], "a horizontal bar");
        Assert.AreEqual(vertical[0], horizontal[1]);
    }

    [TestMethod]
    public void CalibrationRunsTheInstructionsItStates()
    {
        byte[] library = DeviceLibraries.Images[0];
        string source = Repository.Text("firmware", "EdgeConv.Firmware", "Calibration.cs");
        byte[] firmware = DesktopBuild.Compile("Calibration", [("Calibration.cs", source)], library);
        Type calibration = IlCounter.Load([IlCounter.Counting(library), IlCounter.Counting(firmware)])
            .GetType("EdgeConv.Firmware.Calibration")!;
        Func<sbyte[], sbyte[], int> run = calibration.GetMethod("Run")!.CreateDelegate<Func<sbyte[], sbyte[], int>>();
        sbyte[] x = new sbyte[1002], t = new sbyte[256];
        Assert.AreEqual((int)calibration.GetField("Instructions")!.GetRawConstantValue()!, IlCounter.Measure(() => run(x, t)));
    }
}
