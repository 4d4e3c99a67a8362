using System.Runtime.InteropServices;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Cli;

/// <summary>`edgeconv run`: one inference.</summary>
internal static class RunCommand
{
    private const int MaxPrinted = 1000;
    private const int LargestLabels = 1 << 20;

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx, .json or .ecm model." };
        Option<string[]> input = new("--input")
        {
            Description = "The input: raw values row by row (NHWC; int8, or uint8 where the model's file has it), an image, a .csv or a "
                + ".npy; once per input of the model, or one raw file with all of them, in the model's order.",
            HelpName = "FILE",
            Required = true,
        };
        Option<string?> output =
            Options.Text("--output", "FILE", "Writes the raw output; several one after the other.").TakesEndings(".bin");
        Option<string?> dump = Options.Text("--dump", "DIR", "Writes every tensor as NNN-name.bin.");
        Option<string?> engine = Options.Text("--engine", "reference|packed|compiled",
            "What runs the model: reference, or packed or compiled as on the device; .ecm files are always packed.")
            .AcceptOnlyFromAmong("reference", "packed", "compiled");
        Option<bool> json = Options.Flag("--json",
            "Prints shapes, outputs and the time of each layer as JSON (docs/command-line-json.md).");
        Option<string?> labels = Options.Text("--labels", "FILE", "Names of the classes, one per line.");
        Option<int> top = Options.Integer("--top", "How many of the greatest outputs are shown, 1 to 1000.", 5, 1, MaxPrinted);
        var command = new Command("run", "Runs one inference and shows or writes what comes out.")
            { model, input, output, dump, engine, json, labels, top };
        command.SetAction(parsed =>
        {
            Runnable ready = Runnable.Open(parsed.GetValue(model)!, parsed.GetValue(engine));
            string? folder = parsed.GetValue(dump);
            if (folder is not null && ready.Graph is null)
                throw new UserException("--dump: only the reference engine keeps all tensors; take --engine reference and no .ecm file");
            string[]? names = parsed.GetValue(labels) is { } path ? ReadLabels(path, ready) : null;
            Array[] inputs = ReadInputs(ready, parsed.GetValue(input)!);
            // Before the dump is written, so that there is both or neither.
            if (parsed.GetValue(output) is { } planned) SafeFile.Check("--output", planned);
            Inference run = Inference.Run(ready, inputs);
            if (folder is not null) SafeFile.WriteAll("--dump", folder, Files(run));
            if (parsed.GetValue(output) is { } file)
                SafeFile.Write("--output", file, [.. ready.Outputs.SelectMany(tensor => Bytes(run, tensor))]);
            if (parsed.GetValue(json)) JsonText.Print(RunJson.Of(run, names, parsed.GetValue(top)));
            else Print(run, names, parsed.GetValue(top));
        });
        return command;
    }

    private static Array[] ReadInputs(Runnable model, string[] files)
    {
        if (files.Length == 1 && model.Inputs.Length > 1) return ReadAllInputs(model, files[0]);
        if (files.Length != model.Inputs.Length)
            throw new UserException($"--input: {Amount.Of(files.Length, "file")}, but the model has " +
                $"{Amount.Of(model.Inputs.Length, "input")}: {string.Join(", ",
                    model.Inputs.Select(input => Printable.Text(input.Name)))}");
        return [.. model.Inputs.Select((input, i) => ReadInput(model, input, files[i]))];
    }

    // All inputs one after the other, in the model's order.
    private static Array[] ReadAllInputs(Runnable model, string file)
    {
        int[] sizes = [.. model.Inputs.Select(input => SizeOf(input, file))];
        string names = string.Join(", ", model.Inputs.Zip(sizes, (input, size) => $"{Printable.Text(input.Name)} of {size}"));
        if (!TensorFile.IsRaw(file))
            throw new UserException(
                $"--input {file}: one input, but the model has {sizes.Length} ({names} bytes); one --input each, or all in one raw file");
        string takes = $"all {Amount.Of(sizes.Length, "input")} take {sizes.Sum()} ({names}), one after the other; or one --input each";
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
        if (data.Raw is { } raw && raw.Length != size)
            throw new UserException($"--input {file}: int8 values, but the input '{Printable.Text(input.Name)}' takes float32");
        if (data.Raw is not null) return FromRaw(input, data.Raw);
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

    private static Array FromRaw(Tensor input, ReadOnlySpan<byte> raw)
    {
        // Little-endian, as every machine .NET 10 runs on.
        if (input.Type == ElementType.Float32) return MemoryMarshal.Cast<byte, float>(raw).ToArray();
        sbyte[] values = MemoryMarshal.Cast<byte, sbyte>(raw).ToArray();
        return input.IsUnsigned ? Array.ConvertAll(values, value => (sbyte)(value ^ 0x80)) : values;
    }

    private static string[] ReadLabels(string path, Runnable model)
    {
        if (!File.Exists(path)) throw new UserException($"--labels {path}: no such file");
        try
        {
            byte[] text = BoundedFile.ReadAll(path, LargestLabels)
                ?? throw new UserException($"--labels {path}: longer than {LargestLabels >> 20} MB; one name per line");
            string[] lines = Encoding.UTF8.GetString(text).TrimStart('\uFEFF').TrimEnd().Split('\n');
            string[] names = [.. lines.Select(line => line.Trim())];
            int classes = model.Outputs[0].Shape.Length;
            return names.Length == classes ? names : throw new UserException($"--labels {path}: {Amount.Of(names.Length, "name")}, but " +
                $"the output '{Printable.Text(model.Outputs[0].Name)}' has {Amount.Of(classes, "value")}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"--labels {path}: cannot be read: {failure.Message}");
        }
    }

    private static IEnumerable<(string Name, byte[] Data)> Files(Inference run) =>
        run.Model.Inputs.Concat(run.Model.Graph!.Operators.SelectMany(op => op.Outputs))
            .Select((tensor, i) => ($"{i:000}-{Printable.FileName(LayerText.Name(tensor.Name))}.bin", Bytes(run, tensor)));

    // As the model's file has the tensor: uint8 where it has that.
    private static byte[] Bytes(Inference run, Tensor tensor)
    {
        Array values = run.Values.Of(tensor);
        byte[] bytes = new byte[Buffer.ByteLength(values)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length); // little-endian, as every machine .NET 10 runs on
        return tensor.IsUnsigned ? Array.ConvertAll(bytes, value => (byte)(value ^ 0x80)) : bytes;
    }

    private static void Print(Inference run, string[]? labels, int top)
    {
        foreach (Tensor output in run.Model.Outputs)
        {
            TextTable table = new(("#", true), ("class", false), ("value", true), ("real", true));
            foreach ((int index, double value, double real) in run.Top(output, top))
                table.Add($"{index}", labels is not null && output == run.Model.Outputs[0] ? Printable.Text(labels[index]) : "",
                    value.ToString("0.######"), real.ToString("0.#####"));
            table.Print(InspectCommand.Text(output));
        }
        Console.WriteLine($"{run.Microseconds / 1000:0.0} ms on the {run.Model.Engine} engine");
    }
}
