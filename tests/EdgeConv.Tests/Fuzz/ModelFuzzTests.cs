namespace EdgeConv.Tests.Fuzz;

/// <summary>
/// Damaged models of every kind that is imported (.ecm files: EcmFuzzTests): opening and inspecting one either works or ends in a
/// <see cref="ModelException"/>, within a second and within bounded memory. The ordinary run damages 1,500 files of each kind;
/// EDGECONV_FUZZ_CASES=2000000 in the environment takes that many, EDGECONV_FUZZ_SEED another start.
/// </summary>
[TestClass]
public sealed class ModelFuzzTests
{
    // Any small file: this much, and so many bytes for each byte of it.
    private const long AllocationBase = 96 << 20;
    private const long AllocationPerByte = 64;

    private static readonly int s_cases = LongRun.Number("EDGECONV_FUZZ_CASES", 1500);
    private static readonly int s_seed = LongRun.Number("EDGECONV_FUZZ_SEED", 1);

    [TestMethod, DataRow(".json"), DataRow(".tflite"), DataRow(".onnx")]
    public void ADamagedModelIsRefusedOrWorks(string extension)
    {
        (string Name, byte[] File)[] models = [.. FuzzModels.Of(extension)];
        foreach ((string name, byte[] file) in models) Open(extension, file, name); // all that is loaded once is loaded
        int refused = 0;
        for (int i = 0; i < s_cases; i++)
        {
            var dice = new Random(unchecked(s_seed * 1_000_003 + i * 7919));
            (string name, byte[] file) = models[i % models.Length];
            byte[] damaged = Mutator.Damage(file, extension == ".json", dice);
            if (!Open(extension, damaged, $"{name}, case {i} of seed {s_seed}")) refused++;
        }
        Assert.IsGreaterThan(s_cases / 10, refused, "the damage is seen");
        Assert.IsLessThan(s_cases, refused, "some damage does not matter");
    }

    private static bool Open(string extension, byte[] file, string what)
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        bool opened = false;
        try
        {
            _ = InspectHtml.Page(InspectReport.Of(Pipeline.ForBoard(ModelFile.Read("fuzz", extension, file)), BoardMemory.All));
            opened = true;
        }
        catch (ModelException refusal)
        {
            Assert.DoesNotContain("\n", refusal.Message, what);
        }
        catch (Exception e)
        {
            Assert.Fail($"{what}: {e.GetType().Name} {e.Message} {e.StackTrace}{Kept(extension, file)}");
        }
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        if (time.TotalSeconds > LongRun.Limit(1)) Assert.Fail($"{what}: {time.TotalSeconds:0.0} s{Kept(extension, file)}");
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long bound = AllocationBase + AllocationPerByte * file.Length;
        if (allocated > bound) Assert.Fail($"{what}: {allocated} bytes allocated{Kept(extension, file)}");
        return opened;
    }

    private static string Kept(string extension, byte[] file)
    {
        string hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file))[..12];
        string path = Path.Combine(Path.GetTempPath(), $"edgeconv-fuzz-{hash}{extension}");
        File.WriteAllBytes(path, file);
        return $" (kept as {path})";
    }
}
