namespace EdgeConv.Cli;

/// <summary>`edgeconv compile`: C# source for the compiled engine.</summary>
internal static class CompileCommand
{
    private const string NoName = "it must be a C# name of at most 100 ASCII letters, digits and _, no digit first, no keyword";

    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx or .json model.");
        Option<string> output = Options.Required("--out", "FILE", "The .cs file to write.").TakesEnding(".cs");
        Option<string> space = Options.Text("--namespace", "NAME", "Namespace of the class.", "EdgeConv.Models")
            .MustBe(CSharpCompiler.IsNamespace, NoName, 40);
        Option<string?> name = Options.Text("--class", "NAME", "Name of the class; by default it is made from the name of the file.")
            .MustBe(CSharpCompiler.IsName, NoName, 40);
        Option<bool> assemblies = Options.Flag("--assemblies", "Allows more than one file, if the model is too large for one assembly: " +
            "CLASSPart1.cs, CLASSPart2.cs and so on beside FILE, each the source of a class library.");
        return new Command("compile", "Writes a model as C# source with the weights in its code: the fastest way to run it on a board.")
            { model, output, space, name, assemblies }
            .Does(parsed => Compile(parsed.GetValue(model)!, parsed.GetValue(output)!, parsed.GetValue(space)!,
                parsed.GetValue(name) ?? ClassName(parsed.GetValue(output)!), parsed.GetValue(assemblies)));
    }

    private static void Compile(string model, string output, string space, string name, bool assemblies)
    {
        // Starting the C# compiler and the instruction counter takes most of the time, so both start while the model is read.
        _ = Task.Run(CSharpCompiler.WarmUp);
        _ = Task.Run(ModelProfile.WarmUp);
        CompiledSource source = ModelFile.Named(model, () =>
        {
            Graph graph = Pipeline.Run(ModelFile.Open(model));
            // This check comes after reading, because the model is known as an input only then.
            SafeFile.Check("--out", output);
            if (assemblies && !SafeFile.IsFile("--out", output))
                throw new UserException($"--out {output}: --assemblies writes several files, so name a .cs file");
            string command = $"edgeconv compile {Path.GetFileName(model)} --out {Path.GetFileName(output)} --namespace {space} --class " +
                $"{name}{(assemblies ? " --assemblies" : "")}";
            return CSharpCompiler.Compile(graph, space, name, command, assemblies, CSharpCompiler.MaxBytecode, ModelProfile.CostOf);
        });
        string folder = Path.GetDirectoryName(output) ?? "";
        string PathOf(string file) => file == name ? output : Path.Combine(folder, file + ".cs");
        (string, byte[])[] files = [.. source.Files.Select(file => (PathOf(file.Name), Encoding.UTF8.GetBytes(file.Text)))];
        string[] stale = SafeFile.IsFile("--out", output) ? [.. StaleParts(folder, name, source.Files.Length)] : [];
        SafeFile.Write("--out", files, stale);

        Console.WriteLine($"class    {space}.{name}");
        foreach (string layer in source.Tables)
            Console.WriteLine($"tables   {layer}: its weights do not fit into the code and take RAM instead");
        string limit = Amount.Of(CompiledModel.BytecodeLimit);
        if (source.Files.Length == 1)
            Console.WriteLine($"bytecode {Amount.Of(source.Files[0].Bytes)} of the {limit} bytes that an assembly can hold");
        else
        {
            Console.WriteLine($"bytecode {Amount.Of(source.Files.Sum(file => file.Bytes), "byte")} in {source.Files.Length} assemblies " +
                $"of up to {limit}");
            foreach ((string part, _, int bytes) in source.Files[..^1])
                Console.WriteLine($"part     {PathOf(part)}, {Amount.Of(bytes, "byte")}: the only source file of the class library {part}");
            Console.WriteLine("project  each class library references EdgeConv and the parts that its first line names; " +
                $"{Path.GetFileName(output)} goes into the application, which references all of them");
        }
        if (source.NeedsPacked)
            Console.WriteLine("project  references EdgeConv.Packed beside EdgeConv, since some layers run on its kernels");
        foreach (string file in stale) Console.WriteLine($"removed  {file}, a part of an earlier, larger model");
        Console.WriteLine($"written  {output}");
    }

    // Returns the parts that an earlier run wrote for a larger model of the same class: files whose number is beyond the last part of this
    // run and whose first two lines are those of a part.
    private static IEnumerable<string> StaleParts(string folder, string name, int files)
    {
        foreach (string file in Directory.GetFiles(folder.Length == 0 ? "." : folder, name + "Part*.cs").Order(StringComparer.Ordinal))
        {
            string number = Path.GetFileNameWithoutExtension(file)[(name.Length + 4)..];
            if (!int.TryParse(number, NumberStyles.None, null, out int part) || part < files) continue;
            if (FileNode.Of(file).Kind != FileKind.File || new FileInfo(file).LinkTarget is not null) continue;
            if (File.ReadLines(file).Take(2).ToArray() is not [var first, var second]) continue;
            bool isPart = first.StartsWith("// ", StringComparison.Ordinal) && first.Contains($", part {part} of ");
            if (isPart && second.StartsWith("// Made by: edgeconv compile ", StringComparison.Ordinal)) yield return file;
        }
    }

    // "my-strokes.cs" becomes MyStrokes; a name that does not begin with a letter gets the prefix "Model".
    private static string ClassName(string file)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(file).Split('_', '-', '.', ' ').Where(word => word.Length > 0)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]).SelectMany(word => word).Where(char.IsAsciiLetterOrDigit).Take(80));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "Model" + name;
    }
}
