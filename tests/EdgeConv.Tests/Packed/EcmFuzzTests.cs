using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;

namespace EdgeConv.Tests.Packed;

/// <summary>
/// Thousands of damaged .ecm files, with a right CRC so that their fields are read: each is refused as <see cref="ModelFormatException"/>
/// or runs, with bounded memory and time.
/// </summary>
[TestClass]
public class EcmFuzzTests
{
    // Environment variable EDGECONV_FUZZ_ECM: number of files, e.g. 1000000 for a long run.
    private static readonly int s_files = LongRun.Number("EDGECONV_FUZZ_ECM", 3000);

    [TestMethod]
    public void DamagedFilesAreRefusedOrRun()
    {
        Random random = new(20261);
        byte[][] seeds = [SampleModelTests.FileOf(false), SampleModelTests.FileOf(true), SampleModelTests.Version1];
        const int Budget = 1 << 20;
        int loaded = 0;
        for (int number = 0; number < s_files; number++)
        {
            byte[] file = Damage(random, seeds[number % seeds.Length]);
            Stopwatch watch = Stopwatch.StartNew();
            long before = GC.GetAllocatedBytesForCurrentThread();
            PackedModel? model = null;
            try
            {
                model = PackedModel.Load(new ByteArraySource(file), Budget);
                loaded++;
            }
            catch (ModelFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"file {number}: {e}");
            }
            Assert.IsLessThan(2 * Budget, GC.GetAllocatedBytesForCurrentThread() - before, $"file {number}");
            Assert.IsLessThan(LongRun.Limit(1), watch.Elapsed.TotalSeconds, $"file {number}");
            if (model is null) continue;
            int inputs = Enumerable.Range(0, model.InputCount).Sum(i => model.InputAt(i).Length),
                outputs = Enumerable.Range(0, model.OutputCount).Sum(i => model.OutputAt(i).Length);
            try
            {
                model.Invoke(new sbyte[inputs], new sbyte[outputs]);
            }
            catch (Exception e)
            {
                Assert.Fail($"file {number} loads and does not run: {e}");
            }
        }
        // Damage in weights and zero points alone is none that could be seen.
        Assert.IsGreaterThan(s_files / 20, loaded);
        Assert.IsLessThan(s_files * 19 / 20, loaded);
    }

    [TestMethod]
    public void DamagedSelfTestsAreRefusedOrRun()
    {
        Graph graph = Pipeline.Run(SampleNetwork.Make(1));
        sbyte[] frame = new sbyte[192];
        byte[][] seeds = [TestedFile.Of(graph, EcmFile.Write(graph)).File.Bytes,
            TestedFile.Of(graph, EcmFile.Write(graph), [frame, frame]).File.Bytes];
        PackedModel model = PackedModel.Load(seeds[0]);
        Random random = new(20262);
        int refused = 0, failed = 0;
        for (int number = 0; number < s_files; number++)
        {
            byte[] file = [.. seeds[number % seeds.Length]];
            int words = BitConverter.ToInt32(file, 8) / 4;
            // Mostly a word of the block; sometimes its length, the arena, the number of inputs or an extent.
            int at = random.Next(10) > 0 ? file.Length - 4 - 4 * random.Next(1, words + 1) : 4 * random.Next(1, 16);
            Change(random, file, at);
            if (random.Next(10) == 0) Change(random, file, at + 4 < file.Length - 4 ? at + 4 : at);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Stopwatch watch = Stopwatch.StartNew();
            try
            {
                SelfTest? test = SelfTest.Read(new ByteArraySource(SelfTestTests.Signed(file)));
                // Only what lies in this model can be run: a board loads the file first, which refuses another head.
                for (int i = 0; at >= 72 && test is not null && i < test.Count; i++)
                    if (!test.Run(model, i)) failed++;
            }
            catch (ModelFormatException e)
            {
                refused++;
                Assert.DoesNotContain('\n', e.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"file {number}, word at {at}: {e}");
            }
            Assert.IsLessThan(20_000, GC.GetAllocatedBytesForCurrentThread() - before, $"file {number}");
            Assert.IsLessThan(LongRun.Limit(1), watch.Elapsed.TotalSeconds, $"file {number}");
            // Noise for the wrong place may have written over a constant.
            if (number % 100 == 99) model = PackedModel.Load(seeds[0]);
        }
        Assert.IsGreaterThan(s_files / 10, refused);
        Assert.IsGreaterThan(s_files / 10, failed);
    }

    private static byte[] Damage(Random random, byte[] seed)
    {
        byte[] file = [.. seed];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            // Words of the header and of records' fields more often than weights.
            int word = random.Next(3) == 0 ? random.Next(0, 40) : random.Next(0, file.Length / 4 - 1);
            Change(random, file, 4 * word);
        }
        if (random.Next(20) == 0) file = file[..(random.Next(file.Length / 4) * 4)];
        if (random.Next(10) > 0 && file.Length >= 4) Seal(file);
        return file;
    }

    private static void Change(Random random, byte[] file, int at)
    {
        int old = BitConverter.ToInt32(file, at);
        int value = random.Next(8) switch
        {
            0 => old + 1,
            1 => old - 1,
            2 => -old,
            3 => int.MaxValue,
            4 => int.MinValue,
            5 => 1 << random.Next(31),
            6 => random.Next(),
            _ => random.Next(0, 300),
        };
        BitConverter.TryWriteBytes(file.AsSpan(at), value);
    }

    // States the memory that the changed fields need, where they can be read at all, and the right CRC.
    private static void Seal(byte[] file)
    {
        SelfTestTests.Signed(file);
        if (file.Length < 36) return;
        try
        {
            int ramAt = BitConverter.ToInt32(file, 4) == 1 ? 12 : 16;
            BitConverter.TryWriteBytes(file.AsSpan(ramAt), (int)PackedModel.Measure(new ByteArraySource(file)));
            SelfTestTests.Signed(file);
        }
        catch (ModelFormatException)
        {
        }
    }
}
