namespace EdgeConv.Tests.Simulation;

/// <summary>The built-in example; that it gives the bytes of the reference engine, JsonModelTests say.</summary>
[TestClass]
public sealed class FilterNetworkTests
{
    [TestMethod]
    public void TellsVerticalFromHorizontalStrokes()
    {
        FilterNetwork network = new FilterNetwork();
        sbyte[] bar = new sbyte[64], vertical = new sbyte[3], horizontal = new sbyte[3];
        for (int i = 0; i < 64; i++) bar[i] = (sbyte)(i % 8 == 4 ? 127 : -128);
        network.Invoke(bar, vertical);
        for (int i = 0; i < 64; i++) bar[i] = (sbyte)(i / 8 == 4 ? 127 : -128);
        network.Invoke(bar, horizontal);
        Assert.IsTrue(vertical[0] > vertical[1] + 20, "a vertical bar");
        Assert.IsTrue(horizontal[1] > horizontal[0] + 20, "a horizontal bar");
        Assert.AreEqual(vertical[0], horizontal[1]);
    }

    [TestMethod]
    public void DescribesItself()
    {
        FilterNetwork network = new FilterNetwork();
        Assert.AreEqual(64, network.Input.Length);
        Assert.AreEqual(8, network.Input.Height);
        Assert.AreEqual(3, network.Output.Channels);
        Assert.AreEqual(2, network.Output.Rank);
        Assert.AreEqual(1, network.Output.Axis(0));
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
