namespace EdgeConv.Tests.Passes;

/// <summary>Size of planned arenas; that they hold is checked with the passes.</summary>
[TestClass]
public class ArenaTests
{
    [TestMethod]
    public void PersonDetectFits60000Bytes()
    {
        if (OutsideData.PathOf("models", "person_detect.tflite") is not { } file)
        {
            Assert.Inconclusive(OutsideData.Missing);
            return;
        }
        Graph graph = Pipeline.Run(TfliteImporter.Read("person_detect", File.ReadAllBytes(file)));
        Assert.IsLessThanOrEqualTo(60_000, ArenaPlanner.Plan(graph).Bytes);
    }

    [TestMethod]
    public void ChainTakesItsTwoLargestNeighbours()
    {
        Tensor a = PassTests.Map("a", 10, 10, 0), b = PassTests.Map("b", 20, 10, 0), c = PassTests.Map("c", 20, 20, 0),
            d = PassTests.Map("d", 2, 10, 0);
        Graph graph = new("g", [a], [d], [Resize(a, b), Resize(b, c), Resize(c, d)]);
        Assert.AreEqual(600, ArenaPlanner.Plan(graph).Bytes);
    }

    [TestMethod]
    public void ViewsAndOperatorsInPlaceTakeNoMemory()
    {
        Tensor x = PassTests.Map("x", 10, 10, 0), sum = PassTests.Map("sum", 10, 10, 0), flat = PassTests.Map("flat", 1, 100, 0),
            y = PassTests.Map("y", 1, 100, 0);
        Operator[] operators = [new Elementwise(ElementwiseKind.Add, x, x, sum, Activation.None), new Reshape("RESHAPE", sum, flat),
            new Elementwise(ElementwiseKind.Mul, flat, flat, y, Activation.None)];
        Assert.AreEqual(100, ArenaPlanner.Plan(new Graph("g", [x], [y], [.. operators])).Bytes);
        // An output that is wanted is not overwritten, nor what shows it.
        Assert.AreEqual(200, ArenaPlanner.Plan(new Graph("g", [x], [sum, y], [.. operators])).Bytes);
    }

    private static ResizeNearestNeighbor Resize(Tensor from, Tensor to) => new(from, to, false, false);
}
