namespace EdgeConv.Tests.Operators;

/// <summary>
/// Operators of two operands, against real arithmetic in double: at most one step away, and the broadcast worked out cell by cell.
/// </summary>
[TestClass]
public class ElementwiseOperatorTests
{
    [TestMethod]
    [DataRow(0, DisplayName = "ADD"), DataRow(41, DisplayName = "SUB"), DataRow(18, DisplayName = "MUL")]
    [DataRow(55, DisplayName = "MAXIMUM"), DataRow(57, DisplayName = "MINIMUM")]
    public void FollowsRealArithmetic(int code)
    {
        Random random = new(code);
        for (int round = 0; round < 200; round++)
        {
            int[] y = [.. Enumerable.Range(0, 4).Select(_ => random.Next(1, 4))];
            int[] a = [.. y.Select(extent => random.Next(4) == 0 ? 1 : extent)];
            int[] b = [.. y.Zip(a, (extent, other) => other == extent && random.Next(3) == 0 ? 1 : extent)];
            // Leading axes of 1 may be left out.
            int[] aGiven = [.. a.SkipWhile(extent => extent == 1)], bGiven = [.. b.SkipWhile(extent => extent == 1)];
            if (aGiven.Length < 4 && bGiven.Length < 4) aGiven = a;
            bool compares = code is 55 or 57;
            float aScale = Scale(), bScale = compares ? aScale : Scale(),
                yScale = compares ? aScale : code == 18 ? aScale * bScale * 40 : Scale() + (aScale + bScale) / 4;
            int aZero = random.Next(-128, 128), bZero = compares ? aZero : random.Next(-128, 128),
                yZero = compares ? aZero : random.Next(-128, 128);
            TfliteBuilder model = new();
            int left = model.Int8(aGiven, aScale, aZero), right = model.Int8(bGiven, bScale, bZero), output = model.Int8(y, yScale, yZero);
            int activation = compares ? 0 : random.Next(4);
            model.Operator(code, [left, right], [output], (0, (byte)activation));
            sbyte[] aValues = OperatorRun.Random(random, Length(a)), bValues = OperatorRun.Random(random, Length(b));
            double[] actual = OperatorRun.Values(model.Read([left, right], [output]), aValues, bValues);
            for (int index = 0; index < actual.Length; index++)
            {
                int[] at = OperatorRun.At(y, index);
                double p = (aValues[Flat(a, at)] - aZero) * (double)aScale, q = (bValues[Flat(b, at)] - bZero) * (double)bScale;
                double sum = code switch { 0 => p + q, 41 => p - q, 18 => p * q, 55 => Math.Max(p, q), _ => Math.Min(p, q) };
                double real =
                    activation switch { 1 => Math.Max(0, sum), 2 => Math.Clamp(sum, -1, 1), 3 => Math.Clamp(sum, 0, 6), _ => sum };
                Assert.AreEqual(Math.Clamp(real / yScale + yZero, -128, 127), actual[index], compares ? 0.001 : 1.001);
            }
        }

        float Scale() => (float)Math.Exp(random.NextDouble() * 4 - 4);
    }

    [TestMethod]
    public void Int32IsExact()
    {
        TfliteBuilder model = new();
        int left = model.Int32([2, 2], null), right = model.Ints(10, 100), output = model.Int32([2, 2], null);
        OperatorRun.Gives(model.Operator(18, [left, right], [output]).Read([left], [output]), (int[])[1, 2, 3, 4], 10, 200, 30, 400);
    }

    [TestMethod]
    public void RefusesWhatDoesNotFit()
    {
        TfliteBuilder model = new();
        int left = model.Int8([2, 3]), right = model.Int8([2]), output = model.Int8([2, 3]);
        OperatorRun.IsRefused(new(), [], [], "no input");
        OperatorRun.IsRefused(model.Operator(0, [left, right], [output]), [left, right], [output], "do not broadcast");
        TfliteBuilder second = new();
        left = second.Int8([2]);
        int single = second.Float32([2]);
        OperatorRun.IsRefused(second.Operator(0, [left, single], [left]), [left, single], [left], "computing in float32");
    }

    [TestMethod]
    public void PreluFollowsRealArithmetic()
    {
        Random random = new(3);
        for (int round = 0; round < 200; round++)
        {
            int c = random.Next(1, 5), zero = random.Next(-128, 128), slopeZero = random.Next(-128, 128),
                outputZero = random.Next(-128, 128);
            TfliteBuilder model = new();
            sbyte[] slopes = OperatorRun.Random(random, c), x = OperatorRun.Random(random, 6 * c);
            int input = model.Int8([1, 2, 3, c], 0.02f, zero), slope = model.Int8([1, 1, c], 0.01f, slopeZero, slopes),
                output = model.Int8([1, 2, 3, c], 0.04f, outputZero);
            double[] actual = OperatorRun.Values(model.Operator(54, [input, slope], [output]).Read([input], [output]), x);
            for (int i = 0; i < x.Length; i++)
            {
                double real = (x[i] - zero) * 0.02 * (x[i] >= zero ? 1 : (slopes[i % c] - slopeZero) * 0.01);
                Assert.AreEqual(Math.Clamp(real / 0.04 + outputZero, -128, 127), actual[i], 0.501);
            }
        }
    }

    private static int Length(int[] shape) => shape.Aggregate(1, (product, extent) => product * extent);

    private static int Flat(int[] shape, int[] at)
    {
        int index = 0;
        for (int axis = 0; axis < 4; axis++) index = index * shape[axis] + (shape[axis] == 1 ? 0 : at[axis]);
        return index;
    }
}
