using System.Runtime.InteropServices;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Cli;

/// <summary>`edgeconv run`: runs one inference.</summary>
internal static class RunCommand
{
    private const int MaxTop = 1000;

    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx, .json or .ecm model.");
        Option<string[]> input = new("--input")
        {
            Description = "The model's input: a raw file (values row by row, NHWC, in the type that the model's file has: int8, uint8 or " +
                "float32), an image, a .csv or a .npy. A model with several inputs takes --input once for each, in its order, or one raw " +
                "file that holds all inputs one after another.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string?> output = Options.Text("--output", "FILE", "Writes the output as raw bytes; several outputs one after another.")
            .TakesEnding(".bin");
        Option<string?> dump = Options.Text("--dump", "DIR", "Writes every tensor to DIR/NNN-name.bin; only with the reference engine.");
        Option<string?> engine = Options.Text("--engine", "reference|packed|compiled", "Engine for the model: reference (the default; " +
            "plain loops, which also give the time of each layer), or packed or compiled, as on a board. An .ecm file is always packed.")
            .MustBeOneOf("reference", "packed", "compiled");
        Option<bool> json = Options.Json("shapes, the outputs and the time of each layer");
        Option<string?> labels = Options.Text("--labels", "FILE", "A text file with the names of the classes, one per line; by default " +
            $"MODEL{LabelsFile.Ending} beside the model, if there is one.");
        Option<int> top = Options.Integer("--top", $"Number of largest output values to show, 1 to {MaxTop}.", 5, 1, MaxTop);
        return new Command("run", "Runs one inference and shows or writes its output.")
            { model, input, output, dump, engine, json, labels, top }
            .Does(parsed =>
            {
                Runnable ready = Runnable.Open(parsed.GetValue(model)!, parsed.GetValue(engine));
                string? folder = parsed.GetValue(dump), file = parsed.GetValue(output);
                if (folder is not null && ready.Graph is null) throw new UserException(
                    "--dump: only the reference engine keeps all tensors; use --engine reference and not an .ecm file");
                int classes = ready.Outputs[0].Shape.Length;
                (string[]? names, string? note) = parsed.GetValue(labels) is { } path
                    ? (LabelsFile.Read($"--labels {path}", path, classes), null) : LabelsFile.Beside(parsed.GetValue(model)!, classes);
                Array[] inputs = ReadInputs(ready, parsed.GetValue(input)!);
                // This check comes before the dump is written, so that either both outputs are written or none.
                if (file is not null) SafeFile.Check("--output", file);
                Inference run = Inference.Run(ready, inputs);
                if (folder is not null) SafeFile.WriteAll("--dump", folder, Files(run));
                if (file is not null) SafeFile.Write("--output", file, [.. ready.Outputs.SelectMany(tensor => Bytes(run, tensor))]);
                RunReport report = RunReport.Of(run, names, parsed.GetValue(top));
                if (parsed.GetValue(json)) Json.Print(report);
                else Print(report, note);
            });
    }

    private static Array[] ReadInputs(Runnable model, string[] files)
    {
        if (files.Length == 1 && model.Inputs.Length > 1) return ReadAllInputs(model, files[0]);
        if (files.Length == model.Inputs.Length) return [.. model.Inputs.Zip(files, (input, file) => ReadInput(model, input, file))];
        string names = string.Join(", ", model.Inputs.Select(input => Printable.Text(input.Name)));
        throw new UserException($"--input names {Amount.Of(files.Length, "file")}, but the model has " +
            $"{Amount.Of(model.Inputs.Length, "input")}: {names}");
    }

    // Reads all inputs from one file, one after another in the model's order.
    private static Array[] ReadAllInputs(Runnable model, string file)
    {
        int[] sizes = [.. model.Inputs.Select(input => SizeOf(input, file))];
        string names = string.Join(", ", model.Inputs.Zip(sizes, (input, size) => $"{Printable.Text(input.Name)} of {size}"));
        if (!TensorFile.IsRaw(file)) throw new UserException(
            $"--input {file} is one input, but the model has {sizes.Length} ({names} bytes); give each an --input, or one raw file");
        string takes = $"all {Amount.Of(sizes.Length, "input")} take {sizes.Sum()} ({names}), one after another; or give each an --input";
        byte[] raw = TensorFile.Read(file, new FrameShape(1, sizes.Sum(), 1), sizes.Sum(), 0, 1, takes: takes).Raw!;
        return [.. model.Inputs.Select((input, i) => FromRaw(input, raw.AsSpan(sizes.Take(i).Sum(), sizes[i])))];
    }

    private static Array ReadInput(Runnable model, Tensor input, string file)
    {
        int size = SizeOf(input, file);
        // A float input is quantized by the network's first operator, so an image has that operator's range.
        Quantization? quantization = input.Quantization
            ?? model.Graph?.Operators.FirstOrDefault(op => op.Inputs.Contains(input))?.Output.Quantization;
        (float scale, int zeroPoint) = quantization is null ? (1f / 255, -128) : (quantization.Scale, quantization.ZeroPoint);
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        double black = (-128 - zeroPoint) * (double)scale, white = (127 - zeroPoint) * (double)scale;
        TensorData data = TensorFile.Read(file, new FrameShape(n * h, w, c), size, black, white, input.IsUnsigned);
        if (data.Raw is { } raw) return raw.Length == size ? FromRaw(input, raw)
            : throw new UserException($"--input {file} holds int8 values, but the input '{Printable.Text(input.Name)}' takes float32");
        if (input.Type == ElementType.Float32) return Array.ConvertAll(data.Real!, value => (float)value);
        double Rounded(double value) => Math.Round(value / scale, MidpointRounding.AwayFromZero) + zeroPoint;
        return Array.ConvertAll(data.Real!, value => (sbyte)Math.Clamp(Rounded(value), -128, 127));
    }

    private static int SizeOf(Tensor input, string file) => input.Type switch
    {
        ElementType.Int8 => input.Shape.Length,
        ElementType.Float32 => checked(4 * input.Shape.Length),
        _ => throw new UserException($"--input {file}: an input of {input.Type} cannot be read"),
    };

    // The bytes of a file are little-endian, as on every machine that .NET 10 supports.
    private static Array FromRaw(Tensor input, ReadOnlySpan<byte> raw)
    {
        if (input.Type == ElementType.Float32) return MemoryMarshal.Cast<byte, float>(raw).ToArray();
        sbyte[] values = MemoryMarshal.Cast<byte, sbyte>(raw).ToArray();
        return input.IsUnsigned ? Array.ConvertAll(values, value => (sbyte)(value ^ 0x80)) : values;
    }

    // Returns the values in the type of the model's file, which may be uint8; they are little-endian too.
    private static byte[] Bytes(Inference run, Tensor tensor)
    {
        Array values = run.Values.Of(tensor);
        byte[] bytes = new byte[Buffer.ByteLength(values)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return tensor.IsUnsigned ? Array.ConvertAll(bytes, value => (byte)(value ^ 0x80)) : bytes;
    }

    private static IEnumerable<(string Name, byte[] Data)> Files(Inference run) =>
        run.Model.Inputs.Concat(run.Model.Graph!.Operators.SelectMany(op => op.Outputs))
            .Select((tensor, i) => ($"{i:000}-{Printable.FileName(LayerText.Name(tensor.Name))}.bin", Bytes(run, tensor)));

    private static void Print(RunReport report, string? note)
    {
        if (note is not null) Terminal.Row("note: ", note);
        foreach (TensorReport output in report.Outputs)
            Terminal.Table(InspectCommand.Text(output), ["#:", "class", "value:", "real:"], output.Top!.Select(one => (string[])
                [$"{one.Index}", Printable.Text(one.Label ?? ""), one.Value.ToString("0.######"), one.Real.ToString("0.#####")]));
        Console.WriteLine($"{report.Microseconds / 1000:0.0} ms on the {report.Engine} engine");
    }
}
