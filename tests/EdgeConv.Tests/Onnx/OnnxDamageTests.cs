namespace EdgeConv.Tests.Onnx;

/// <summary>Damaged and hostile .onnx files end in a ModelException, soon and without much memory.</summary>
[TestClass]
public sealed class OnnxDamageTests
{
    [TestMethod]
    public void TruncatedAnywhere()
    {
        foreach (byte[] file in Models())
            for (int length = 0; length < file.Length; length++) Read(file[..length]);
    }

    [TestMethod]
    public void Mutated()
    {
        Random random = new(5);
        byte[][] models = [.. Models()];
        // Millions: EDGECONV_FUZZ_CASES=1000000 dotnet test tests/EdgeConv.Tests --filter OnnxDamageTests
        int count = LongRun.Number("EDGECONV_FUZZ_CASES", 6000);
        for (int i = 0; i < count; i++)
        {
            byte[] file = [.. models[i % models.Length]];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
            {
                int at = random.Next(file.Length);
                switch (random.Next(4))
                {
                    case 0: file[at] = (byte)random.Next(256); break;
                    case 1: file[at] ^= (byte)(1 << random.Next(8)); break;
                    case 2: file[at] = random.Next(2) == 0 ? (byte)0xFF : (byte)0; break;
                    default:
                        Span<byte> moved = file.AsSpan(at, Math.Min(random.Next(1, 9), file.Length - at));
                        moved.CopyTo(file.AsSpan(random.Next(file.Length - 8)));
                        break;
                }
            }
            Read(file);
        }
    }

    [TestMethod]
    public void SizesAreCheckedBeforeAnythingIsAllocated()
    {
        foreach (long extent in new[] { -1, int.MaxValue, long.MaxValue, 1L << 26, 1L << 40 })
        {
            OnnxWriter writer = new OnnxWriter().Input("x", typeof(sbyte), 1, 3).Output("y", typeof(sbyte), 1, 3);
            writer.RawConstant("w", o => OnnxWriter.Bytes(o, 9, [1, 2, 3]), extent);
            writer.Node("QLinearMatMul", ["x", "s", "z", "w", "s", "z", "s", "z"], ["y"]);
            writer.Constant("s", new[] { 1f });
            writer.Constant("z", new sbyte[1]);
            Assert.Contains("constant 'w'", Read(writer.ToArray())!);
        }
    }

    [TestMethod]
    public void FloodsOfSmallFieldsAreBounded()
    {
        static byte[] Field(int number, byte[] bytes) => OnnxWriter.Message(o => OnnxWriter.Bytes(o, number, bytes));
        byte[] fields = [.. Enumerable.Repeat(Field(1, []), 4_000_000).SelectMany(b => b)];
        Assert.Contains("nodes", Read(Field(7, fields))!);
        Assert.Contains("names", Read(Field(7, Field(1, fields)))!);
    }

    private static IEnumerable<byte[]> Models()
    {
        foreach (bool isQdq in new[] { true, false })
        {
            QuantizedNet net = new(new NetForm(isQdq, true, true), 3);
            QuantizedValue x = net.Input(1, 2, 4, 4);
            QuantizedValue sum = net.Binary("Add", net.Conv(x, 2, 3, 1, [1, 1, 1, 1], 2), x);
            QuantizedValue all = net.Concat(1, sum, x);
            QuantizedValue moved = net.Move("Pad", all, [1, 4, 5, 4], [net.Ints(0, 0, 1, 0, 0, 0, 0, 0)]);
            string scales = net.Writer.Constant("scales", new[] { 1f, 1f, 2f, 2f }, 4);
            moved = net.Move("Resize", moved, [1, 4, 10, 8], ["", scales], ("mode", "nearest"));
            moved = net.Move("Slice", moved, [1, 2, 10, 8], [net.Ints(1), net.Ints(3), net.Ints(1)]);
            moved = net.Move("Transpose", moved, [1, 10, 8, 2], null, ("perm", new[] { 0, 2, 3, 1 }));
            moved = net.Move("Reshape", moved, [1, 16, 10], [net.Ints(1, 16, -1)]);
            net.Unary("Softmax", moved, [1, 16, 10], 1f / 256, -128, ("axis", -1));
            if (isQdq) net.ConvTranspose(x, 3, 3, 2, [1, 1, 1, 1], [1, 1]);
            QuantizedValue pooled = net.MaxPool(all, [1, 4, 2, 2], [2, 2]);
            yield return net.Finish(net.Gemm(net.Move("Flatten", pooled, [1, 16]), 3, true));
        }
    }

    // The message of the refusal, or null where the damage left a model.
    private static string? Read(byte[] file)
    {
        Stopwatch watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        string? message = null;
        try
        {
            OnnxImporter.Read("damaged", file);
        }
        catch (ModelException e)
        {
            message = e.Message;
            Assert.DoesNotContain("\n", message);
        }
        Assert.IsLessThan(20L * file.Length + (64 << 20), GC.GetAllocatedBytesForCurrentThread() - before, "bytes allocated");
        Assert.IsLessThan(LongRun.Limit(5), watch.Elapsed.TotalSeconds, "ms");
        return message;
    }
}
