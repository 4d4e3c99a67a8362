namespace EdgeConv.Tests.Device;

/// <summary>
/// A program for nanoCLR that runs models on inputs made from seeds and prints what they give, and the check against the reference engine's
/// bytes.
/// </summary>
internal static class SeededInference
{
    private const string Program = """
        using EdgeConv.Models;

        public static class Program
        {
            public static void Main()
            {
                IModel[] models = new IModel[] { MODELS };
                uint[] seeds = new uint[] { SEEDS };
                for (int m = 0; m < models.Length; m++)
                    for (int s = 0; s < seeds.Length; s++) Run(m + "." + s, models[m], seeds[s]);
            }

            private static void Run(string name, IModel model, uint state)
            {
                sbyte[] x = new sbyte[model.Input.Length], y = new sbyte[model.Output.Length];
                for (int i = 0; i < x.Length; i++)
                {
                    state ^= state << 13;
                    state ^= state >> 17;
                    state ^= state << 5;
                    x[i] = (sbyte)(byte)(state >> 24);
                }
                model.Invoke(x, y);
                string line = "";
                for (int i = 0; i < y.Length; i++)
                {
                    line += ((byte)y[i]).ToString("X2");
                    if (i % 64 != 63 && i != y.Length - 1) continue;
                    System.Console.WriteLine("output " + name + " " + line);
                    line = "";
                }
            }
        }
        """;

    /// <summary>Runs models made from one graph and compares their outputs.</summary>
    /// <param name="build">Compiles the program.</param>
    /// <param name="tools">Run it.</param>
    /// <param name="name">Of the program's assembly.</param>
    /// <param name="models">Expressions that make the models.</param>
    /// <param name="sources">Sources they need beside the references.</param>
    /// <param name="references">The library, and parts of the models.</param>
    /// <param name="graph">What all models must equal.</param>
    /// <param name="seeds">Of the inputs.</param>
    internal static void Check(DeviceBuild build, Toolchain tools, string name, string[] models,
        IEnumerable<(string Path, string Text)> sources, DeviceAssembly[] references, Graph graph, params uint[] seeds)
    {
        string program = Program.Replace("MODELS", string.Join(", ", models))
            .Replace("SEEDS", string.Join(", ", seeds.Select(seed => $"{seed}u")));
        DeviceRun run = tools.Run(build.Compile(name, [.. sources, ("Program.cs", program)], references, program: true),
            TimeSpan.FromMinutes(5));
        sbyte[] Output(uint seed) => ReferenceEngine.Run(graph, ModelOracleTests.Inputs(graph, $"seed:{seed}")).Int8(graph.Outputs[0]);
        string[] expected = [.. seeds.Select(seed => Convert.ToHexString((byte[])(Array)Output(seed)))];
        Assert.HasCount(seeds.Length, expected.Distinct(), "outputs that tell inputs apart");
        for (int model = 0; model < models.Length; model++)
            for (int seed = 0; seed < seeds.Length; seed++)
            {
                string prefix = $"output {model}.{seed} ";
                string actual = string.Concat(run.Lines.Where(l => l.StartsWith(prefix)).Select(l => l[prefix.Length..]));
                Assert.AreEqual(expected[seed].Length, actual.Length, run.Ending);
                Assert.AreEqual(expected[seed], actual, $"{models[model]}, seed {seeds[seed]}");
            }
    }
}
