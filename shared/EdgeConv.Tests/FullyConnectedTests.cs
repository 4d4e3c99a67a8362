using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
using nanoFramework.TestFramework;

namespace EdgeConv.Tests
{
    [TestClass]
    public class FullyConnectedTests
    {
        [TestMethod]
        public void AnySizeEqualsTheReference()
        {
            Dice dice = new Dice(20260404);
            for (int number = 0; number < Dice.Cases; number++)
                Check(dice, number, dice.OneOf(1, 1, 2), dice.OneOf(1, 2, 31, 32, 33, 64, 65, dice.Between(1, 100)), dice.Between(1, 7));
        }

        [TestMethod]
        public void ManyInputsFlushTheLanes()
        {
            Dice dice = new Dice(3);
            for (int number = 0; number < 20; number++) Check(dice, number, 1, dice.Between(100, 400), dice.Between(1, 5));
        }

        [TestMethod]
        public void WeightsChangeWhileRunning()
        {
            FullyConnected layer = new FullyConnected(1, 2, 2, new sbyte[] { 1, 0, 0, 1 }, 0, null, 0, Conv2DTests.Identity());
            sbyte[] x = { 3, 4 }, y = new sbyte[2];
            layer.Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 3, 4 }, y, 2, "identity");
            layer.SetWeights(new sbyte[] { 0, 2, -1, 0 }, new int[] { 1, 1 });
            layer.Invoke(x, 0, y, 0);
            Expect.Same(new sbyte[] { 9, -2 }, y, 2, "new weights");
        }

        [TestMethod]
        public void ArgumentsAreChecked()
        {
            Requantization q = Conv2DTests.Identity();
            Expect.Throws(typeof(ArgumentException), () => new FullyConnected(0, 2, 2, new sbyte[4], 0, null, 0, q));
            Expect.Throws(typeof(ArgumentException), () => new FullyConnected(1, 2, 2, new sbyte[3], 0, null, 0, q));
            Expect.Throws(typeof(ArgumentException), () => new FullyConnected(1, 2, 2, new sbyte[4], 0, new int[1], 0, q));
            Expect.Throws(typeof(ArgumentException), () => new FullyConnected(1, 2, 2, new sbyte[4], 0, null, 128, q));
            Expect.Throws(typeof(ArgumentException), () => new FullyConnected(1, 2, 2, new sbyte[4], 128, null, 0, q));
        }

        private static void Check(Dice dice, int number, int batches, int inputs, int outputs)
        {
            int zeroPoint = KernelDice.ZeroPoint(dice), filterZeroPoint = dice.OneOf(0, 0, 0, dice.Between(-128, 127));
            sbyte[] weights = KernelDice.Weights(dice, inputs * outputs), x = KernelDice.Activations(dice, batches * inputs);
            int[] bias = KernelDice.Bias(dice, outputs, inputs), sums = new int[batches * outputs];
            Requantization q = KernelDice.Requantization(dice, outputs, inputs);
            FullyConnected layer = new FullyConnected(batches, inputs, outputs, weights, filterZeroPoint, bias, zeroPoint, q);
            ReferenceFullyConnected.Accumulators(x, batches, inputs, zeroPoint, weights, filterZeroPoint, outputs, bias, sums);
            KernelCheck.Same(layer.Invoke, layer.Accumulate, x, sums, outputs, q,
                "case " + number.ToString() + ": " + batches.ToString() + " x " + inputs.ToString() + " -> " + outputs.ToString());
        }
    }
}
