namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv simulate --model FILE`: the loop over an imported network.</summary>
[TestClass]
public sealed class SimulateModelTests : CommandTests
{
    [TestMethod]
    public void TheHandWrittenBuiltInNetworkReadsTheSameActivations()
    {
        double[] Activations(params string[] model)
        {
            Command.Simulate(["--count", "5", "--example", "strokes", .. model]).AssertDone();
            return [.. Command.Rows().Select(row => row.Activation)];
        }
        CollectionAssert.AreEqual(Activations(), Activations("--model", Strokes));
        Assert.Contains("strokes to the brightness of an LED", Command.Text("out/report.html"));
    }

    [TestMethod]
    public void AnyModelRunsOnFramesOfItsShape()
    {
        Command.Simulate("--count", "3", "--model", Repository.PathOf("examples", "warm-spot.json"), "--example", "hand").AssertDone();
        if (OutsideData.PathOf("models", "person_detect.tflite") is { } model)
            Command.Simulate("--count", "2", "--model", model, "--readout", "1", "--frames", "synthetic:bar").AssertDone();
    }

    [TestMethod]
    public void MistakesAreOneLine()
    {
        string shapes = Repository.PathOf("examples", "shapes.json");
        Command.Simulate("--model", Strokes, "--readout", "3").AssertFailed(1, "--readout 3: the output of");
        Command.Simulate("--model", shapes).AssertFailed(1, "takes frames of 6x6x2, but the example's are 8x8x1");
        Command.Simulate("--model", Strokes, "--readout", "x").AssertFailed(2, "--readout");
    }
}
