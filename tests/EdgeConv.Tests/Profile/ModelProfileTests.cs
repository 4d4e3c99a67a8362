namespace EdgeConv.Tests.Profile;

/// <summary>
/// The counts of `edgeconv profile` are exact: an interpreter that executes the board's own build one instruction at a time comes to the
/// same.
/// </summary>
[TestClass]
public sealed class ModelProfileTests
{
    public static IEnumerable<object[]> Models => [["examples/strokes.json"], ["examples/shapes.json"], ["examples/warm-spot.json"],
        ["hello_world_int8.tflite"], ["emlearn_mnist_cnn_int8.tflite"]];

    [TestMethod, DynamicData(nameof(Models))]
    public void CompiledEngineCountsWhatAnInterpreterExecutes(string model)
    {
        Graph graph = Open(model);
        ModelProfile profile = ModelProfile.Of(graph, ModelProfile.Compiled);
        string source = CSharpCompiler.Compile(graph, "Models", "Model", "edgeconv compile");
        byte[] image = DesktopBuild.Compile("Model", [("Model.cs", source)], DeviceLibraries.Images);
        var interpreter = new IlInterpreter([.. DeviceLibraries.Images, image]);
        object instance = interpreter.New("Models.Model");
        sbyte[] output = Invoke(interpreter, "Models.Model", instance, graph, out long count);
        Assert.AreEqual(count, profile.Total.Instructions);
        CollectionAssert.AreEqual(Reference(graph), output);
        // The header says the same, also of code for several assemblies, and so does the class.
        foreach (int maxBytes in (int[])[CompiledModel.BytecodeLimit, source.Length / 4])
        {
            string text = CompiledModelTests.Compile(graph, splits: true, maxBytes).Files[^1].Text;
            Assert.StartsWith($"// {count} IL instructions per inference", text.Split('\n')[1]);
            Assert.Contains($"; RAM {profile.Total.RamBytes} bytes, of which arena ", text.Split('\n')[1]);
            Assert.Contains($": {count} IL instructions per inference", text[text.IndexOf("/// <summary>")..]);
        }
    }

    [TestMethod, DynamicData(nameof(Models))]
    public void PackedEngineCountsWhatAnInterpreterExecutes(string model)
    {
        Graph graph = Open(model);
        ModelProfile profile = ModelProfile.Of(graph, ModelProfile.Packed);
        EcmFile file = EcmFile.Write(Int8InputsAndOutputs.Run(graph));
        const string Type = "EdgeConv.Models.PackedModel";
        var interpreter = new IlInterpreter(DeviceLibraries.Images) { Watched = ("EdgeConv.Models.PackedOperator", "Invoke") };
        object instance = interpreter.Call(Type, "Load", null, file.Bytes)!;
        sbyte[] output = Invoke(interpreter, Type, instance, graph, out long count);
        Assert.AreEqual(count, profile.Total.Instructions);
        CollectionAssert.AreEqual(Reference(graph), output);
        int step = 0;
        for (int i = 0; i < profile.Layers.Length; i++)
        {
            Assert.AreEqual(interpreter.WatchedCalls.Slice(step, file.Records[i].Count).Sum(), profile.Layers[i].Cost.Instructions,
                profile.Layers[i].Name);
            step += file.Records[i].Count;
        }
        Assert.AreEqual((file.RamBytes, file.Bytes.Length), (profile.Total.RamBytes, profile.Total.FlashBytes));
    }

    [TestMethod, DynamicData(nameof(Models))]
    public void LayersAndRestAddUpToAll(string model)
    {
        Graph graph = Open(model);
        foreach (string engine in (string[])[ModelProfile.Compiled, ModelProfile.Packed])
        {
            ModelProfile profile = ModelProfile.Of(graph, engine);
            LayerCost[] parts = [.. profile.Layers.Select(layer => layer.Cost), profile.Rest];
            Assert.AreEqual((parts.Sum(part => part.Instructions), parts.Sum(part => part.RamBytes), parts.Sum(part => part.FlashBytes)),
                (profile.Total.Instructions, profile.Total.RamBytes, profile.Total.FlashBytes), engine);
            Assert.AreEqual(graph.Operators.Sum(op => op.Macs), profile.Total.Macs);
            // The rest is a handful of instructions: copies of input and output, a step from layer to layer.
            Assert.IsInRange(1L, 60L + 40 * profile.Layers.Length, profile.Rest.Instructions, engine);
            foreach (ProfiledLayer layer in profile.Layers)
                if (layer.Operator.Macs > 0) Assert.IsGreaterThan(0, layer.Cost.Instructions, layer.Name);
        }
    }

    [TestMethod]
    public void TheDesktopsDeviceLibraryHasTheInstructionsOfTheBoards()
    {
        // The libraries as a .nfproj builds them for boards, and those a profile puts counters into.
        Type[] types = [typeof(IModel), typeof(PackedModel)];
        var methods = types.SelectMany(t => MethodsOf(File.ReadAllBytes(t.Assembly.Location))).ToDictionary(method => method.FullName);
        int compared = 0;
        foreach (MethodDefinition method in DeviceLibraries.Images.SelectMany(MethodsOf))
        {
            if (method.DeclaringType.Namespace is not ("EdgeConv.Kernels" or "EdgeConv.Models")) continue;
            Assert.AreEqual(Codes(method), Codes(methods[method.FullName]), method.FullName);
            compared++;
        }
        Assert.IsGreaterThan(200, compared);
    }

    private static IEnumerable<MethodDefinition> MethodsOf(byte[] image) =>
        ModuleDefinition.ReadModule(new MemoryStream(image)).GetTypes().SelectMany(type => type.Methods).Where(m => m.HasBody);

    // Opcodes without the short forms, which depend on the number of locals, and without blocks that end in a throw: to print a number into
    // a message, .NET's own library lets the compiler leave out a copy.
    private static string Codes(MethodDefinition method)
    {
        static Instruction[] Targets(Instruction of) => of.Operand as Instruction[] ?? (of.Operand is Instruction to ? [to] : []);
        HashSet<Instruction> targets = [.. method.Body.Instructions.SelectMany(Targets)];
        List<string> codes = [];
        int block = 0;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (targets.Contains(instruction)) block = codes.Count;
            string name = instruction.OpCode.Name;
            codes.Add(name.StartsWith("ldloc") || name.StartsWith("stloc") ? name[..5] : name.EndsWith(".s") ? name[..^2] : name);
            if (instruction.OpCode.Code == Code.Throw) codes.RemoveRange(block, codes.Count - block);
            if (instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw)
                block = codes.Count;
        }
        return string.Join(' ', codes);
    }

    private static sbyte[] Invoke(IlInterpreter interpreter, string type, object instance, Graph graph, out long count)
    {
        graph = Int8InputsAndOutputs.Run(graph);
        sbyte[] input = new sbyte[graph.Inputs.Sum(t => t.Shape.Length)], output = new sbyte[graph.Outputs.Sum(t => t.Shape.Length)];
        interpreter.Call(type, "Invoke", instance, input, output);
        interpreter.WatchedCalls.Clear();
        long before = interpreter.Count;
        interpreter.Call(type, "Invoke", instance, ModelProfile.Input(input.Length), output);
        count = interpreter.Count - before;
        return output;
    }

    private static sbyte[] Reference(Graph graph)
    {
        graph = Int8InputsAndOutputs.Run(graph);
        sbyte[] input = ModelProfile.Input(graph.Inputs.Sum(tensor => tensor.Shape.Length));
        int at = 0;
        TensorValues values = ReferenceEngine.Run(graph, [.. graph.Inputs.Select(tensor => (Array)input[at..(at += tensor.Shape.Length)])]);
        return [.. graph.Outputs.SelectMany(tensor => (sbyte[])values.Of(tensor))];
    }

    private static Graph Open(string model)
    {
        bool isExample = model.StartsWith("examples/");
        return Pipeline.Run(ModelFile.Open(isExample ? Repository.PathOf(model) : OutsideData.Model(Path.ChangeExtension(model, null))));
    }
}
