namespace EdgeConv.Tests.Passes;

/// <summary>Size of planned arenas; that they hold is checked with the passes.</summary>
[TestClass]
public class ArenaTests
{
    [TestMethod]
    public void PersonDetectFits60000Bytes()
    {
        Graph graph = Pipeline.Run(ModelFile.Open(OutsideData.Model("person_detect")));
        Assert.IsLessThanOrEqualTo(60_000, ArenaPlanner.Plan(graph).Bytes);
    }

    [TestMethod]
    public void ChainTakesItsTwoLargestNeighbours()
    {
        Tensor a = Map(10, 10), b = Map(20, 10), c = Map(20, 20), d = Map(2, 10);
        Graph graph = new("g", [a], [d], [Resize(a, b), Resize(b, c), Resize(c, d)]);
        Assert.AreEqual(600, ArenaPlanner.Plan(graph).Bytes);
    }

    [TestMethod]
    public void ViewsAndOperatorsInPlaceTakeNoMemory()
    {
        Tensor x = Map(10, 10), sum = Map(10, 10), flat = Map(1, 100), y = Map(1, 100);
        Operator[] operators = [new Elementwise(ElementwiseKind.Add, x, x, sum, Activation.None), new Reshape("RESHAPE", sum, flat),
            new Elementwise(ElementwiseKind.Mul, flat, flat, y, Activation.None)];
        Assert.AreEqual(100, ArenaPlanner.Plan(new Graph("g", [x], [y], [.. operators])).Bytes);
        // An output that is wanted is not overwritten, nor what shows it.
        Assert.AreEqual(200, ArenaPlanner.Plan(new Graph("g", [x], [sum, y], [.. operators])).Bytes);
    }

    private static Tensor Map(int h, int w) => PassTests.Map($"{h}x{w}", h, w, 0);

    private static ResizeNearestNeighbor Resize(Tensor from, Tensor to) => new(from, to, false, false);
}
