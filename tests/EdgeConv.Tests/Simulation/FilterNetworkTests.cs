namespace EdgeConv.Tests.Simulation;

/// <summary>The built-in example; that it gives the bytes of the reference engine, JsonModelTests say.</summary>
[TestClass]
public sealed class FilterNetworkTests
{
    [TestMethod]
    public void TellsVerticalFromHorizontalStrokes()
    {
        FilterNetwork network = new();
        sbyte[] Scores(Func<int, bool> isBar)
        {
            sbyte[] scores = new sbyte[3];
            network.Invoke([.. Enumerable.Range(0, 64).Select(i => (sbyte)(isBar(i) ? 127 : -128))], scores);
            return scores;
        }
        sbyte[] vertical = Scores(i => i % 8 == 4), horizontal = Scores(i => i / 8 == 4);
        Assert.IsTrue(vertical[0] > vertical[1] + 20, "a vertical bar");
        Assert.IsTrue(horizontal[1] > horizontal[0] + 20, "a horizontal bar");
        Assert.AreEqual(vertical[0], horizontal[1]);
    }

    [TestMethod]
    public void DescribesItself()
    {
        FilterNetwork network = new();
        Assert.AreEqual((64, 8), (network.Input.Length, network.Input.Height));
        Assert.AreEqual((3, 2, 1), (network.Output.Channels, network.Output.Rank, network.Output.Axis(0)));
        Assert.AreEqual(4, network.LayerCount);
        for (int i = 0; i < network.LayerCount; i++)
        {
            ModelLayer layer = network.Layer(i);
            Assert.IsTrue(layer.Name.Length > 0);
            Assert.AreEqual(layer.Output.Length, layer.Activations.Length);
            Assert.AreEqual(layer.Output.Channels, layer.ChannelNames.Length);
            Assert.IsTrue(layer.Output.Scale > 0);
            Assert.AreEqual(-128, layer.Output.ZeroPoint);
            Assert.AreEqual(layer.Filters == null, layer.FilterShape == null);
        }
    }
}
