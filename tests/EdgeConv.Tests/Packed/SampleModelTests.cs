using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;

namespace EdgeConv.Tests.Packed;

/// <summary>
/// The model that the shared tests run on nanoCLR is what the compiler makes of <see cref="SampleNetwork"/> today; and both engines agree
/// on many such networks.
/// </summary>
[TestClass]
public class SampleModelTests
{
    private const string Rewrite = "EDGECONV_REWRITE_SAMPLES";

    [TestMethod]
    public void SharedSampleIsFresh()
    {
        string path = Repository.PathOf("shared", "EdgeConv.Tests", "Models", "SampleModel.cs"), expected = Source();
        if (Environment.GetEnvironmentVariable(Rewrite) is { Length: > 0 }) File.WriteAllText(path, expected);
        string actual = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Assert.IsTrue(expected == actual, $"{path} is old: run this test once with the environment variable {Rewrite} set to 1");
    }

    [TestMethod]
    public void BothEnginesAgree()
    {
        for (uint seed = 1; seed <= 15; seed++)
        {
            Graph graph = Pipeline.Run(SampleNetwork.Make(seed));
            foreach (long ramBudget in (long[])[long.MaxValue, 16000, 0])
            {
                EcmFile file = EcmFile.Write(graph, ramBudget);
                PackedModel model = PackedModel.Load(file.Bytes);
                Assert.AreEqual(file.RamBytes, ArrayMemory.BytesOf(model));
                sbyte[] actual = new sbyte[10];
                for (int run = 0; run < 3; run++)
                {
                    sbyte[] x = Input(seed + (uint)run);
                    model.Invoke(x, actual);
                    CollectionAssert.AreEqual(Expected(graph, x), actual, $"seed {seed}, RAM {ramBudget}");
                }
            }
        }
    }

    [TestMethod]
    public void AFileOfVersion1IsStillRead()
    {
        byte[] file = Version1;
        Assert.AreEqual(1, BitConverter.ToInt32(file, 4));
        PackedModel model = PackedModel.Load(file);
        Graph graph = Pipeline.Run(SampleNetwork.Make(1));
        sbyte[] x = Input(1), actual = new sbyte[10];
        model.Invoke(x, actual);
        CollectionAssert.AreEqual(Expected(graph, x), actual);
        Assert.IsNull(SelfTest.Read(new ByteArraySource(file)));
        // The version of today has one word more, and nothing else.
        byte[] today = FileOf(false);
        CollectionAssert.AreEqual(file[8..^4], today[12..^4]);
        Assert.AreEqual(0, BitConverter.ToInt32(today, 8));
    }

    [TestMethod]
    public void InferenceAllocatesNothing()
    {
        foreach (bool isCompact in (bool[])[false, true])
        {
            PackedModel model = PackedModel.Load(FileOf(isCompact));
            sbyte[] x = Input(1), y = new sbyte[10];
            for (int i = 0; i < 100; i++) model.Invoke(x, y);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++) model.Invoke(x, y);
            Assert.AreEqual(before, GC.GetAllocatedBytesForCurrentThread());
        }
    }

    [TestMethod]
    public void CompactWeightsTakeLessMemory()
    {
        Graph graph = Pipeline.Run(SampleNetwork.Make(1));
        EcmFile fast = EcmFile.Write(graph), compact = EcmFile.Write(graph, 0), between = EcmFile.Write(graph, fast.RamBytes - 1000);
        Assert.IsEmpty(fast.Compact);
        Assert.IsLessThan(fast.RamBytes, compact.RamBytes);
        Assert.IsLessThanOrEqualTo(fast.RamBytes - 1000, between.RamBytes);
        Assert.IsGreaterThan(compact.RamBytes, between.RamBytes);
    }

    /// <summary>The sample with fast weights, as the writer of version 1 made it on 2026-11-26.</summary>
    internal static byte[] Version1 => File.ReadAllBytes(Repository.PathOf("tests", "EdgeConv.Tests", "Packed", "version-1.ecm"));

    /// <summary>The sample as a file, with fast or with compact weights.</summary>
    internal static byte[] FileOf(bool isCompact) =>
        EcmFile.Write(Pipeline.Run(SampleNetwork.Make(1)), isCompact ? 0 : long.MaxValue).Bytes;

    private static sbyte[] Expected(Graph graph, sbyte[] x)
    {
        TensorValues values = ReferenceEngine.Run(graph, [x]);
        return [.. graph.Outputs.SelectMany(values.Int8)];
    }

    private static sbyte[] Input(uint seed)
    {
        Random random = new((int)seed);
        return [.. Enumerable.Range(0, 192).Select(_ => (sbyte)random.Next(-128, 128))];
    }

    private static string Source()
    {
        Graph graph = Pipeline.Run(SampleNetwork.Make(1));
        sbyte[] x = [.. Enumerable.Range(0, 192).Select(i => (sbyte)(i * 37 % 256 - 128))];
        byte[] fast = FileOf(false), compact = FileOf(true);
        Assert.HasCount(fast.Length, compact);
        EcmFile file = EcmFile.Write(graph);
        string Block(sbyte[][]? frames)
        {
            byte[] tested = TestedFile.Of(graph, file, frames).File.Bytes;
            return string.Join(" +\n", tested[^(BitConverter.ToInt32(tested, 8) + 4)..^4].Chunk(93)
                .Select(line => $"            \"{Convert.ToBase64String(line)}\""));
        }
        IEnumerable<string> changes = fast.Index().Where(b => b.Item != compact[b.Index]).Select(b => $"{b.Index}, {compact[b.Index]}");
        return $$"""
            namespace EdgeConv.Tests
            {
                /// <summary>
                /// A small model with each operator of the packed engine, as the compiler packed it; written by the desktop test
                /// SampleModelTests.
                /// </summary>
                public static class SampleModel
                {
                    /// <summary>What the reference engine gives for the input i * 37 % 256 - 128.</summary>
                    public static readonly sbyte[] Expected = { {{string.Join(", ", Expected(graph, x))}} };

                    /// <summary>The .ecm file in base64, with weights packed three into a long.</summary>
                    public const string Fast =
            {{string.Join(" +\n", fast.Chunk(93).Select(line => $"            \"{Convert.ToBase64String(line)}\""))}};

                    /// <summary>A self-test in base64, with noise for the whole model.</summary>
                    public const string NoiseTest =
            {{Block(null)}};

                    /// <summary>A self-test in base64, with a frame for the whole model.</summary>
                    public const string FrameTest =
            {{Block([x])}};

                    /// <summary>Where the file has a weight.</summary>
                    public const int WeightAt = {{SelfTestTests.Weights(graph)[0]}};

                    /// <summary>The bytes that differ with weights of one byte: offset and value of each.</summary>
                    public static readonly int[] CompactChanges = { {{string.Join(", ", changes)}} };
                }
            }

            """.ReplaceLineEndings("\n");
    }
}
