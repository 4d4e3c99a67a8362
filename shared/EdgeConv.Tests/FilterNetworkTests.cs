using EdgeConv.Models;
using EdgeConv.Reference;

#if NANOFRAMEWORK_1_0
using nanoFramework.TestFramework;
#else
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif

namespace EdgeConv.Tests
{
    [TestClass]
    public class FilterNetworkTests
    {
        [TestMethod]
        public void EveryLayerEqualsTheReference()
        {
            FilterNetwork network = new FilterNetwork();
            Dice dice = new Dice(1);
            sbyte[] input = new sbyte[64], output = new sbyte[3];
            for (int number = 0; number < 20; number++)
            {
                dice.Fill(input, -128, 127);
                network.Invoke(input, output);
                sbyte[] edges = new sbyte[256], pooled = new sbyte[64], strokes = new sbyte[27], means = new sbyte[3];
                int[] quarter = { 1 << 30, 1 << 30, 1 << 30, 1 << 30 };
                ReferenceConv.Conv2D(input, 1, 8, 8, 1, -128, network.Layer(0).Filters, 4, 3, 3, null, 1, 1, 1, 1, 1, 1, 8, 8, 1,
                    quarter, new int[] { -1, -1, -1, -3 }, -128, -128, 127, edges);
                ReferencePool.Max(edges, 1, 8, 8, 4, 2, 2, 2, 2, 0, 0, 4, 4, -128, 127, pooled);
                ReferenceConv.Conv2D(pooled, 1, 4, 4, 4, -128, network.Layer(2).Filters, 3, 2, 2, null, 1, 1, 1, 1, 0, 0, 3, 3, 1,
                    quarter, new int[] { -2, -2, -2 }, -128, -128, 127, strokes);
                ReferencePool.Average(strokes, 1, 3, 3, 3, 3, 3, 1, 1, 0, 0, 1, 1, -128, 127, means);
                Expect.Same(edges, network.Layer(0).Activations, 256, "edges");
                Expect.Same(pooled, network.Layer(1).Activations, 64, "pooled");
                Expect.Same(strokes, network.Layer(2).Activations, 27, "strokes");
                Expect.Same(means, output, 3, "means");
            }
        }

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
}
