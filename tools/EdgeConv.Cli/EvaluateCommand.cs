using System.Collections.Concurrent;
using System.Diagnostics;
using EdgeConv.Compiler.Operators;
using EdgeConv.Training.Data;
using EdgeConv.Training.Evaluating;
using EdgeConv.Training.HeatMaps;

namespace EdgeConv.Cli;

/// <summary>`edgeconv evaluate`: what a model predicts for labelled frames.</summary>
internal static class EvaluateCommand
{
    private const int MaxMistakes = 10, MaxClasses = 11, MaxNotes = 20;

    public static Command Create()
    {
        Argument<string> model = Options.Model("A .tflite, .onnx, .json or .ecm model with one input and one output.");
        Option<string> data = Options.Required("--data", "PATH", "The labelled frames, as `train` reads them: a .csv or .csv.gz with a " +
            "label column or columns x or x,y of a position, a folder with a folder of images or recordings per label, or a folder of " +
            "files with the label in their names.");
        Option<string?> engine = Options.Text("--engine", "reference|packed|compiled", "Engine for the model: packed " +
            "(the default) or compiled, as on a board, or reference, plain loops; all predict the same. A model that the packed engine " +
            "refuses runs on the reference engine.")
            .MustBeOneOf("reference", "packed", "compiled");
        Option<int?> step = Options.OptionalNumber<int>("--step", "Samples of a 1-D sensor from the start of one window to the start of " +
            "the next; by default a quarter of the window.", 1, 4096);
        Option<string?> label = Options.LabelColumn();
        Option<string?> labels = Options.Text("--labels", "FILE", "A text file with the names of the model's classes, one per line; by " +
            $"default MODEL{LabelsFile.Ending} beside the model, if there is one; otherwise the classes of the frames in their order.");
        Option<double> scale = Options.Number("--scale", "Factor that converts a value of the frames to the unit that the model expects, " +
            "e.g. 0.00392 for a model that takes pixels of 0 to 1 from a table of 0 to 255.", 1, -1e9, 1e9, "F");
        Option<double> offset = Options.Number("--offset", "Offset that is added after --scale.", 0, -1e9, 1e9, "F");
        Option<bool> json = Options.Json("accuracy, loss, confusion and mistakes, or for positions the error in pixels");
        return new Command("evaluate", "Runs a model on labelled frames and shows how many it predicts.")
            { model, data, engine, step, label, labels, scale, offset, json }
            .Does(parsed =>
            {
                string path = parsed.GetValue(model)!;
                Runnable first = Open(path, parsed.GetValue(engine));
                FrameShape shape = ModelFile.Named(path, () => ShapeOf(first));
                DataSet frames = DataReader.Read(parsed.GetValue(data)!, new DataOptions
                {
                    Shape = shape, Window = shape.Width, Step = parsed.GetValue(step), LabelColumn = parsed.GetValue(label),
                });
                if (frames.Shape != shape)
                    throw new UserException($"--data {parsed.GetValue(data)} holds frames of {frames.Shape}, but the model takes {shape}");
                (double factor, double added) = (parsed.GetValue(scale), parsed.GetValue(offset));
                if (frames.HasPositions)
                {
                    (PositionReport read, PositionErrors errors) = ModelFile.Named(path, () => Locate(first, frames, factor, added));
                    if (parsed.GetValue(json)) Json.Print(read);
                    else Print(read, errors, frames);
                    return;
                }
                int count = first.Outputs[0].Shape.Length;
                (string[]? names, string? note) = parsed.GetValue(labels) is { } file
                    ? (LabelsFile.Read($"--labels {file}", file, count), null) : LabelsFile.Beside(path, count);
                ClassMap classes = ClassMap.Make(frames, names, count);
                EvaluationReport report = Evaluate(first, frames, classes, factor, added);
                if (parsed.GetValue(json)) Json.Print(report);
                else Print(report, frames, note);
            });
    }

    private static Runnable Open(string path, string? engine)
    {
        if (engine is not null) return Runnable.Open(path, engine);
        try
        {
            return Runnable.Open(path, "packed");
        }
        catch (UserException)
        {
            // What is wrong with the file itself, the reference engine says too.
            return Runnable.Open(path, null);
        }
    }

    private static FrameShape ShapeOf(Runnable model)
    {
        if (model.Inputs.Length != 1 || model.Outputs.Length != 1) throw new ModelException(
            $"the model has {Amount.Of(model.Inputs.Length, "input")} and {Amount.Of(model.Outputs.Length, "output")}; evaluate takes " +
            "models with one of each");
        (int n, int h, int w, int c) = model.Inputs[0].Shape.Nhwc;
        if (model.Inputs[0].Type != ElementType.Int8)
            throw new ModelException("the model's input is not int8 or uint8; evaluate it after `edgeconv quantize`");
        return new FrameShape(n * h, w, c);
    }

    private static EvaluationReport Evaluate(Runnable first, DataSet frames, ClassMap classes, double scale, double offset)
    {
        Sample[] samples = DataSet.Samples(frames.Recordings);
        int[] labels = [.. samples.Select(sample => classes.Of[sample.Recording.Label])];
        Tensor output = first.Outputs[0];
        Func<Sample, double[]> NewRun()
        {
            Func<Sample, Array> run = Runner(first, frames, scale, offset);
            return sample => Real(run(sample), output);
        }
        long start = Stopwatch.GetTimestamp();
        Evaluation result = Terminal.Parts("evaluating", progress => Evaluation.Of(classes.Names, samples, labels, NewRun,
            IsProbability(output), progress is null ? null : fraction => progress(Amount.Of(samples.Length, "frame"), fraction)));
        return EvaluationReport.Of(first, frames, result, samples.Length / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static (PositionReport, PositionErrors) Locate(Runnable first, DataSet frames, double scale, double offset)
    {
        Sample[] samples = DataSet.Samples(frames.Recordings);
        HeatMap map = HeatMap.Of(frames.Shape, first.Outputs[0]);
        Position[] read = new Position[samples.Length];
        ConcurrentBag<Func<Sample, Array>> free = [];
        long start = Stopwatch.GetTimestamp();
        Parallel.For(0, samples.Length, i =>
        {
            Func<Sample, Array> run = free.TryTake(out Func<Sample, Array>? used) ? used : Runner(first, frames, scale, offset);
            read[i] = map.Read((sbyte[])run(samples[i]));
            free.Add(run);
        });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        PositionErrors errors = new(samples, read);
        return (PositionReport.Of(first, errors, samples.Length / seconds), errors);
    }

    // Returns a function that runs the model on a frame and returns its output. The engines of boards keep their buffers, so that each
    // thread needs its own.
    private static Func<Sample, Array> Runner(Runnable first, DataSet frames, double scale, double offset)
    {
        Runnable own = first.Copy();
        Quantization input = first.Inputs[0].Quantization ?? Quantization.PerTensor(1, -128);
        // Pixels have no unit: as with `run`, black is the smallest value of the input and white the largest.
        bool isImage = frames.Kind == FrameKind.Image && (scale, offset) == (1, 0);
        (double factor, double zero) = isImage ? (1, -128) : (scale / input.Scale, input.ZeroPoint + offset / input.Scale);
        sbyte[] values = new sbyte[frames.Shape.Length];
        return sample =>
        {
            ReadOnlySpan<float> frame = sample.Recording.Values.AsSpan(sample.Offset, values.Length);
            for (int i = 0; i < values.Length; i++)
                values[i] = (sbyte)Math.Clamp(Math.Round(frame[i] * factor + zero, MidpointRounding.AwayFromZero), -128, 127);
            return Inference.Run(own, [values]).Values.Of(own.Outputs[0]);
        };
    }

    private static void Print(PositionReport report, PositionErrors errors, DataSet frames)
    {
        foreach (string line in frames.Notes.Take(MaxNotes)) Terminal.Row("note     ", Printable.Text(line, 200));
        Terminal.Row("answer   ", $"{errors} over {Amount.Of(report.Frames, "frame")}", "bold");
        Terminal.Row("model    ", $"{Printable.Text(report.Model)} on the {report.Engine} engine");
        Terminal.Row("data     ", $"{Printable.Text(frames.Name)}: {frames.Shape}, {Amount.Of(frames.Recordings.Count, "recording")}");
        Terminal.Table("error in pixels", ["mean:", "median:", "95 %:", "missed:", "where nothing is:"], [[$"{report.MeanPixels:0.00}",
            $"{report.MedianPixels:0.00}", $"{report.Percentile95Pixels:0.00}", $"{report.Missed}", $"{report.Invented}"]]);
        PositionTable.PrintWorst(errors);
        Console.WriteLine($"{report.FramesPerSecond:0} frames per second");
    }

    // TensorFlow Lite gives the output of a softmax this quantization, and no other layer is likely to have it.
    private static bool IsProbability(Tensor output) => output.Quantization is { Scale: 1f / 256, ZeroPoint: -128 };

    private static double[] Real(Array values, Tensor output) => values is sbyte[] rounded
        ? Array.ConvertAll(rounded, value => output.Quantization is { } q ? (value - q.ZeroPoint) * (double)q.Scale : value)
        : [.. values.Cast<object>().Select(Convert.ToDouble)];

    private static void Print(EvaluationReport report, DataSet frames, string? note)
    {
        foreach (string line in frames.Notes.Take(MaxNotes)) Terminal.Row("note     ", Printable.Text(line, 200));
        if (note is not null) Terminal.Row("note     ", note);
        Terminal.Row("answer   ", $"{Amount.Of(report.Right)} of {Amount.Of(report.Frames, "frame")} right ({Percent(report.Accuracy)})",
            "bold");
        Terminal.Row("model    ", $"{Printable.Text(report.Model)} on the {report.Engine} engine, loss {report.Loss:0.000}");
        Terminal.Row("data     ", $"{Printable.Text(frames.Name)}: {frames.Shape}, {Amount.Of(frames.Recordings.Count, "recording")}");
        Terminal.Table("classes", ["class", "frames:", "right:", "of them:"], report.Classes.Select((name, i) => (string[])
            [Printable.Text(name, 30), $"{report.Confusion[i].Sum()}", $"{report.Confusion[i][i]}",
                report.Confusion[i].Sum() == 0 ? "" : Percent(report.Confusion[i][i] / (double)report.Confusion[i].Sum())]));
        if (report.Classes.Count <= MaxClasses)
        {
            string[] names = [.. report.Classes.Select(name => Printable.Text(name, 10))];
            Terminal.Table("confusion: a row for each class, a column for each predicted class",
                ["class", .. names.Select(name => name + ":")],
                names.Select((name, row) => (string[])[name, .. report.Confusion[row].Select(count => Terminal.Number(count))]));
        }
        if (report.Mistakes.Count > 0)
        {
            string shown = report.Mistakes.Count > MaxMistakes ? $", {MaxMistakes} shown here, all with --json" : "";
            Terminal.Table($"misclassified: {report.Mistakes.Count}{shown}", ["frame", "class", "predicted"],
                report.Mistakes.Take(MaxMistakes).Select(one => (string[])[Printable.Text(one.Frame), Printable.Text(one.Class, 20),
                    Printable.Text(one.Predicted, 20)]));
        }
        Console.WriteLine($"{report.FramesPerSecond:0} frames per second");
    }

    private static string Percent(double fraction) => $"{100 * fraction:0.0} %";
}
