namespace EdgeConv.Projects;

/// <summary>The model of a project: its file, its code, and how its output is used.</summary>
/// <param name="FileName">Name of the model's file in the project.</param>
/// <param name="File">The file.</param>
/// <param name="ClassName">Name of the compiled class.</param>
/// <param name="Code">Name and text of each C# file.</param>
/// <param name="NeedsPacked">Whether the code uses EdgeConv.Packed.</param>
/// <param name="Instructions">Maximum number of IL instructions of an inference.</param>
/// <param name="Use">Readout and map.</param>
public sealed record ProjectModel(
    string FileName, byte[] File, string ClassName, IReadOnlyList<(string Name, string Text)> Code, bool NeedsPacked, long Instructions,
    ModelUse Use)
{
    /// <summary>Returns the sensor's built-in model.</summary>
    /// <param name="sensor">The sensor.</param>
    /// <param name="space">Namespace of the class.</param>
    public static ProjectModel BuiltIn(SensorKind sensor, string space)
    {
        byte[] file = Resource.Read(typeof(ProjectModel).Assembly, $"models/{sensor.Model}.json");
        return Compile(sensor.Model + ".json", file, ModelFile.Read(sensor.Model, ".json", file), space, sensor.Use);
    }

    /// <summary>Opens the user's own model, and checks that it fits sensor and board.</summary>
    /// <param name="path">The .tflite, .onnx or .json file.</param>
    /// <param name="sensor">The sensor.</param>
    /// <param name="board">The board.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <exception cref="UserException">The model cannot be read, or does not fit.</exception>
    public static ProjectModel Open(string path, SensorKind sensor, BoardTarget board, string space) => ModelFile.Named(path, () =>
    {
        byte[] file = ModelFile.ReadAll(path);
        Graph graph = Pipeline.ForBoard(ModelFile.Open(path, file));
        if (graph.Inputs.Length != 1 || graph.Outputs.Length != 1)
            throw new UserException($"{path}: a project needs a model with one input and one output");
        GraphModel model = new(graph);
        try
        {
            new Preprocessor(sensor.Format, model.Input).Prepare();
        }
        catch (ArgumentException failure)
        {
            throw new UserException($"{path} does not take the frames of --sensor {sensor.Name}: {failure.Message}");
        }
        EngineCost cost = EngineCost.OfCompiled(graph);
        BoardMemory memory = BoardMemory.Of(board);
        if (!cost.Fits(memory))
            throw new UserException($"{path} does not fit {board.Name}: {cost.Verdict(memory)["no, ".Length..]}; see " +
                $"`edgeconv inspect {path}`");
        return Compile(Path.GetFileName(path), file, graph, space, UseOf(model.Output));
    });

    // As the firmware of EdgeConv does with a model of which only the output's shape is known.
    private static ModelUse UseOf(TensorInfo output)
    {
        int steps = Math.Max(1, 127 - output.ZeroPoint);
        if (output.Height * output.Width > 1)
            return new ModelUse("Readout.MeanOf(0)", "The mean of channel 0 of the model's output map.", 0, steps);
        return output.Length > 2
            ? new ModelUse("Readout.ClassOf(64)", "The class of the highest score. A new one must lead by 64 steps of the output.", 0,
                output.Length - 1)
            : new ModelUse($"Readout.ScoreOf({output.Length - 1})", $"Score {output.Length - 1} of the model's output.", 0, steps);
    }

    private static ProjectModel Compile(string fileName, byte[] file, Graph graph, string space, ModelUse use)
    {
        string name = ClassNameOf(fileName), command = $"edgeconv compile model/{fileName} --out firmware/Models/{name}.cs --namespace " +
            $"{space} --class {name}";
        Graph run = Pipeline.Run(graph);
        CompiledSource source;
        try
        {
            source = CSharpCompiler.Compile(run, space, name, command, false, CSharpCompiler.MaxBytecode, ModelProfile.CostOf);
        }
        catch (ModelException)
        {
            // It is too large for one assembly, unless several do not help either.
            source = CSharpCompiler.Compile(run, space, name, command + " --assemblies", true, CSharpCompiler.MaxBytecode,
                ModelProfile.CostOf);
        }
        long instructions = ModelProfile.Of(graph, ModelProfile.Compiled).MaxInstructions;
        return new ProjectModel(fileName, file, name, [.. source.Files.Select(one => (one.Name, one.Text))], source.NeedsPacked,
            instructions, use);
    }

    // "my-strokes.json" becomes MyStrokesModel.
    private static string ClassNameOf(string file)
    {
        string name = string.Concat(Path.GetFileNameWithoutExtension(file).Split('_', '-', '.', ' ').Where(word => word.Length > 0)
            .Select(word => char.ToUpperInvariant(word[0]) + word[1..]).SelectMany(word => word).Where(char.IsAsciiLetterOrDigit).Take(60));
        if (name.Length == 0 || !char.IsAsciiLetter(name[0])) name = "My" + name;
        return name.EndsWith("Model", StringComparison.Ordinal) ? name : name + "Model";
    }
}
