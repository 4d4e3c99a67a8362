namespace EdgeConv.Tests.NanoFramework;

/// <summary>What `edgeconv build` makes with the genuine metadata processor, and on the genuine nanoCLR.</summary>
internal static class BuildOnNanoClr
{
    // Of the header of a .pe: where the size of the whole assembly is.
    private const int TotalSize = 40 + 15 * 4;

    public static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, Toolchain tools)
    {
        checks.Add("edgeconv build: the image of a program runs, with the libraries that it holds", () =>
        {
            using DeviceProject solution = new();
            solution.Add("Lib", "public class L { public static int Twice(int x) { return 2 * x; } }", isProgram: false);
            const string Part = "// big, part 1 of 2: about 50 bytes of bytecode.\n// Made by: edgeconv compile big.tflite --assemblies\n";
            solution.Put("App/BigPart1.cs", Part + "public class B { public static string Name() { return \"part \"; } }");
            string project = solution.Add("App",
                "public class P { public static void Main() { System.Console.WriteLine(B.Name() + L.Twice(21)); } }",
                """<ProjectReference Include="..\Lib\Lib.nfproj" />""");
            BuiltAssembly built = Build(tools, project);
            Assert.AreEqual("mscorlib Lib BigPart1 App", string.Join(' ', built.Assemblies.Select(Path.GetFileNameWithoutExtension)));
            string[] pieces = Split(File.ReadAllBytes(built.Image!), solution);
            Assert.HasCount(4, pieces);
            DeviceRun run = tools.RunFiles(pieces, TimeSpan.FromSeconds(60));
            Assert.Contains("part 42", run.Lines, run.Ending);
        });
        checks.Add("edgeconv build: the firmware is byte for byte the one that these tests run", () =>
        {
            using DeviceProject solution = new();
            // A copy, because a build writes beside the projects.
            foreach (string file in Repository.Files("*", "firmware").Concat(Repository.Files("*", "shared"))
                .Where(file => Path.GetExtension(file) is ".cs" or ".nfproj" or ".projitems" or ".config"))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(solution.File(file))!);
                File.Copy(Repository.PathOf(file), solution.File(file));
            }
            const string Project = "firmware/EdgeConv.Firmware/EdgeConv.Firmware.nfproj";
            BuiltAssembly built = Build(tools, solution.File(Project));
            DeviceAssembly firmware = build.Compile(NanoProject.Load(Repository.PathOf(Project)));
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.ChangeExtension(firmware.Path, ".pe")), File.ReadAllBytes(built.Pe));
            Assert.HasCount(built.Assemblies.Count, Split(File.ReadAllBytes(built.Image!), solution));
            long bytes = new FileInfo(built.Image!).Length;
            Assert.IsGreaterThanOrEqualTo(bytes, HeapBudget.FirmwareFlashBytes, "the flash that inspect counts");
        });
    }

    internal static BuiltAssembly Build(Toolchain tools, string project)
    {
        // The processor and the assemblies that these tests found.
        NanoTools found = new("", name => name == NanoTools.ProcessorVariable ? tools.Processor : null);
        return new ProjectBuild("Release", [], Path.GetDirectoryName(tools.Reference("mscorlib")), found, _ => { })
            .Build(project, CancellationToken.None);
    }

    // Walks through an image as the loader of a board does: an assembly of its own size, and the next at a multiple of four.
    internal static string[] Split(byte[] image, TestFolder solution)
    {
        List<string> files = [];
        for (int at = 0; at < image.Length;)
        {
            Assert.AreEqual("NFMRK1", Encoding.ASCII.GetString(image, at, 6));
            int size = BitConverter.ToInt32(image, at + TotalSize);
            string file = solution.File($"piece{files.Count}.pe");
            File.WriteAllBytes(file, image[at..(at + size)]);
            files.Add(file);
            at += (size + 3) / 4 * 4;
        }
        return [.. files];
    }
}
