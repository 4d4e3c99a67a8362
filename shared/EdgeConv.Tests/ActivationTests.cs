using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;
#if NANOFRAMEWORK_1_0
using nanoFramework.TestFramework;
#else
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif

namespace EdgeConv.Tests
{
    [TestClass]
    public class ActivationTests
    {
        // Every case is a whole table: all 256 inputs.
        [TestMethod]
        public void Relu_EqualsReference()
        {
            Dice dice = new Dice(5);
            for (int i = 0; i < 100; i++)
            {
                int zero = KernelDice.ZeroPoint(dice);
                Requantization r = i % 10 == 0 ? OperandDice.Requantization(dice, 1, -31, 30) : OperandDice.Requantization(dice, 1, -3, 3);
                sbyte[] expected = new sbyte[256];
                ReferenceRelu.Relu(All(), 256, zero, r.Multipliers[0], r.Shifts[0], r.ZeroPoint, r.Minimum, r.Maximum, expected);
                Check(expected, ActivationTables.Relu(zero, r), "relu " + i.ToString());
            }
        }

        [TestMethod]
        public void Relu6_EqualsReference()
        {
            Dice dice = new Dice(6);
            for (int i = 0; i < 100; i++)
            {
                int zero = KernelDice.ZeroPoint(dice), six = dice.Between(zero, 127);
                sbyte[] expected = new sbyte[256];
                ReferenceRelu.Relu6(All(), 256, zero, six, expected);
                Check(expected, ActivationTables.Relu6(zero, six), "relu6 " + i.ToString());
            }
        }

        [TestMethod]
        public void LeakyRelu_EqualsReference()
        {
            Dice dice = new Dice(7);
            for (int i = 0; i < 100; i++)
            {
                int zero = KernelDice.ZeroPoint(dice), alpha = OperandDice.Multiplier(dice), alphaShift = dice.Between(i % 10 == 0 ? -31 : -6, 2);
                if (i % 4 == 0) alpha = -alpha;
                Requantization r = new Requantization(new int[] { OperandDice.Multiplier(dice) }, new int[] { dice.Between(-3, 3) },
                    KernelDice.ZeroPoint(dice), -128, 127);
                sbyte[] expected = new sbyte[256];
                ReferenceLeakyRelu.Run(All(), 256, zero, r.Multipliers[0], r.Shifts[0], alpha, alphaShift, r.ZeroPoint, expected);
                Check(expected, ActivationTables.LeakyRelu(zero, r, alpha, alphaShift), "leaky relu " + i.ToString());
            }
        }

        [TestMethod]
        public void Sigmoid_EqualsReference()
        {
            Dice dice = new Dice(8);
            for (int i = 0; i < 60; i++)
            {
                // The input scale is 2^(shift - 28) to 2^(shift - 27).
                int zero = KernelDice.ZeroPoint(dice), multiplier = OperandDice.Multiplier(dice), shift = dice.Between(16, i % 10 == 0 ? 30 : 26);
                sbyte[] expected = new sbyte[256];
                ReferenceLogistic.Run(All(), 256, zero, (int)((15L << 27) >> shift), multiplier, shift, expected);
                Check(expected, ActivationTables.Sigmoid(zero, multiplier, shift), "sigmoid " + i.ToString() + " shift " + shift.ToString());
            }
        }

        [TestMethod]
        public void Tanh_EqualsReference()
        {
            Dice dice = new Dice(9);
            for (int i = 0; i < 60; i++)
            {
                int zero = KernelDice.ZeroPoint(dice), multiplier = OperandDice.Multiplier(dice), shift = dice.Between(16, i % 10 == 0 ? 30 : 26);
                sbyte[] expected = new sbyte[256];
                ReferenceTanh.Run(All(), 256, zero, (int)((15L << 27) >> shift), multiplier, shift, expected);
                Check(expected, ActivationTables.Tanh(zero, multiplier, shift), "tanh " + i.ToString() + " shift " + shift.ToString());
            }
        }

        [TestMethod]
        public void HardSwish_EqualsReference()
        {
            Dice dice = new Dice(10);
            for (int i = 0; i < 100; i++)
            {
                int zero = KernelDice.ZeroPoint(dice), outputZero = KernelDice.ZeroPoint(dice);
                int output = dice.Between(16384, 32767), outputExponent = dice.Between(-15, 0);
                int reluish = dice.Between(16384, 32767), reluishExponent = dice.Between(i % 10 == 0 ? -15 : -4, i % 10 == 0 ? 15 : 5);
                sbyte[] expected = new sbyte[256];
                ReferenceHardSwish.Run(All(), 256, zero, output, outputExponent, reluish, reluishExponent, outputZero, expected);
                Check(expected, ActivationTables.HardSwish(zero, output, outputExponent, reluish, reluishExponent, outputZero),
                    "hard-swish " + i.ToString());
            }
        }

        [TestMethod]
        public void LookupTable_EqualsReference_AnyLengthAndOffset()
        {
            Dice dice = new Dice(11);
            for (int i = 0; i < Dice.Cases; i++)
            {
                int length = dice.Between(1, 20), zero = dice.Between(-128, 127), six = dice.Between(zero, 127);
                sbyte[] x = KernelDice.Activations(dice, length), expected = new sbyte[length], y = OperandDice.Blank(length + 4), shifted = new sbyte[length + 1];
                Array.Copy(x, 0, shifted, 1, length);
                ReferenceRelu.Relu6(x, length, zero, six, expected);
                new LookupTable(ActivationTables.Relu6(zero, six), length).Invoke(shifted, 1, y, 2);
                OperandDice.Check(expected, y, 2, length, "table " + i.ToString());
            }
        }

        [TestMethod]
        public void Activation_RefusesBadParameters()
        {
            Requantization r = new Requantization(new int[] { 1 << 30 }, new int[] { 0 }, 0, -128, 127);
            Expect.Throws(typeof(ArgumentException), () => new LookupTable(new sbyte[255], 1));
            Expect.Throws(typeof(ArgumentException), () => new LookupTable(new sbyte[256], 0));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.Relu(128, r));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.Relu6(5, 4));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.LeakyRelu(0, r, 1, 31));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.LeakyRelu(0, r, int.MinValue, 0));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.Sigmoid(0, -1, 0));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.Tanh(0, 1, -32));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.HardSwish(0, 1, 1, 1, 0, 0));
            Expect.Throws(typeof(ArgumentException), () => ActivationTables.HardSwish(0, 1, 0, 32768, 0, 0));
        }

        private static sbyte[] All()
        {
            sbyte[] x = new sbyte[256];
            for (int i = 0; i < 256; i++) x[i] = (sbyte)(i - 128);
            return x;
        }

        private static void Check(sbyte[] expected, sbyte[] table, string what)
        {
            sbyte[] y = new sbyte[256];
            new LookupTable(table, 256).Invoke(All(), 0, y, 0);
            Expect.Same(expected, y, 256, what);
        }
    }
}
