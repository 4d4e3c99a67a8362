namespace EdgeConv.Cli;

/// <summary>`edgeconv compile`: C# source for the compiled engine.</summary>
internal static class CompileCommand
{
    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx or .json model." };
        Option<string> output = Options.Required("--out", "FILE", "The .cs file to write.").TakesEndings(".cs");
        Option<string> space = Options.Text("--namespace", "NAME", "Namespace of the class.", "EdgeConv.Models")
            .MustBe(CSharpCompiler.IsNamespace, "no C# name", 40);
        Option<string?> name = Options.Text("--class", "NAME", "Name of the class; the file's name by default.")
            .MustBe(CSharpCompiler.IsName, "no C# name", 40);
        Option<bool> assemblies = Options.Flag("--assemblies",
            "Where one assembly does not hold the model: a file for each of several, beside the first.");
        var command = new Command("compile", "Writes C# source whose code holds the weights: the fastest way to run a model on a board.")
            { model, output, space, name, assemblies };
        command.SetAction(parsed => Compile(parsed.GetValue(model)!, parsed.GetValue(output)!, parsed.GetValue(space)!,
            parsed.GetValue(name), parsed.GetValue(assemblies)));
        return command;
    }

    private static void Compile(string model, string output, string space, string? name, bool assemblies)
    {
        // Most of the time goes into compiling the compiler: both halves of it while the model is read.
        _ = Task.Run(CSharpCompiler.WarmUp);
        _ = Task.Run(ModelProfile.WarmUp);
        name ??= ClassName(Path.GetFileNameWithoutExtension(output));
        CompiledSource source = Named.Of(model, () =>
        {
            Graph graph = Pipeline.Run(ModelFile.Open(model));
            // The model has been read: a file that is the model is found before the work.
            SafeFile.Check("--out", output);
            if (assemblies && !SafeFile.IsFile("--out", output))
                throw new UserException($"--out {output}: --assemblies writes several files; name a .cs file");
            string command = $"edgeconv compile {Path.GetFileName(model)} --out {Path.GetFileName(output)} --namespace {space} --class " +
                $"{name}{(assemblies ? " --assemblies" : "")}";
            return CSharpCompiler.Compile(graph, space, name, command, assemblies, CSharpCompiler.MostBytecode, ModelProfile.CostOf);
        });
        // The file that needs the others comes last.
        string folder = Path.GetDirectoryName(output) ?? "";
        string PathOf(string file) => file == name ? output : Path.Combine(folder, file + ".cs");
        (string, byte[])[] files = [.. source.Files.Select(file => (PathOf(file.Name), Encoding.UTF8.GetBytes(file.Text)))];
        string[] stale = SafeFile.IsFile("--out", output) ? [.. StaleParts(folder, name, source.Files.Length)] : [];
        SafeFile.Write("--out", files, stale);
        Console.WriteLine($"class    {space}.{name}");
        foreach (string layer in source.Tables) Console.WriteLine($"tables   {layer}: does not fit as code, its weights take RAM");
        if (source.Files.Length == 1)
            Console.WriteLine($"bytecode {InspectCommand.Number(source.Files[0].Bytes)} of " +
                $"{Amount.Of(CompiledModel.BytecodeLimit, "byte")} an assembly holds");
        else
        {
            Console.WriteLine($"bytecode {Amount.Of(source.Files.Sum(file => file.Bytes), "byte")} in " +
                $"{Amount.Of(source.Files.Length, "assembly",
                    "assemblies")} of up to {InspectCommand.Number(CompiledModel.BytecodeLimit)}");
            foreach ((string file, _, int bytes) in source.Files[..^1]) Console.WriteLine(
                $"part     {Path.Combine(folder, file + ".cs")}, {Amount.Of(bytes, "byte")}: the only file of a nanoFramework class " +
                $"library {file}");
            Console.WriteLine("project  each class library references EdgeConv and the parts its first line names; " +
                $"{Path.GetFileName(output)} goes into the application, which references all of them");
        }
        if (source.NeedsPacked) Console.WriteLine("project  references EdgeConv.Packed beside EdgeConv: some layers run on its kernels");
        foreach (string file in stale) Console.WriteLine($"removed  {file}, of an earlier, larger model");
        Console.WriteLine($"written  {output}");
    }

    // Parts that an earlier compile wrote and this one did not: of the same class, with a number beyond the last, and the first lines of
    // such a part.
    private static IEnumerable<string> StaleParts(string folder, string name, int files)
    {
        foreach (string file in Directory.EnumerateFiles(folder.Length == 0 ? "." : folder, name + "Part*.cs")
            .Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(Path.GetFileNameWithoutExtension(file)[(name.Length + 4)..], System.Globalization.NumberStyles.None, null,
                out int number) || number < files) continue;
            if (FileNode.Of(file).Kind != FileKind.File || new FileInfo(file).LinkTarget is not null) continue;
            if (Head(file).Split('\n', 3) is not [var first, var second, _]) continue;
            bool isPart = first.StartsWith("// ", StringComparison.Ordinal) && first.Contains($", part {number} of ");
            if (isPart && second.StartsWith("// Made by: edgeconv compile ", StringComparison.Ordinal)) yield return file;
        }
    }

    // Where the first two lines of a part are.
    private static string Head(string file)
    {
        byte[] start = new byte[4096];
        using FileStream stream = File.OpenRead(file);
        return Encoding.UTF8.GetString(start, 0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
    }

    private static string ClassName(string file)
    {
        string name = string.Concat(file.Split('_', '-', '.', ' ').Where(word => word.Length > 0)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]).SelectMany(word => word).Where(char.IsAsciiLetterOrDigit).Take(80));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "Model" + name;
    }
}
