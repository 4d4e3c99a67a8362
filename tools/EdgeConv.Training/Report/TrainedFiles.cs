using System.Text;
using EdgeConv.Compiler.Json;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Training.Report;

/// <summary>The files of a trained model, as `edgeconv train` writes them.</summary>
public static class TrainedFiles
{
    /// <summary>Returns the content of the model's file.</summary>
    /// <param name="report">Result of the training.</param>
    /// <param name="ending">Ending of the file: .tflite or .json.</param>
    public static byte[] Model(TrainingReport report, string ending) =>
        ending == ".tflite" ? TfliteWriter.Write(report.Model.Graph) : JsonWriter.Write(report.Model.Graph, report.Description);

    /// <summary>Returns the content of the file with the names of the classes, one a line, which `run --labels` takes.</summary>
    /// <param name="report">Result of the training.</param>
    public static byte[] Labels(TrainingReport report) =>
        Encoding.UTF8.GetBytes(string.Concat(report.Data.Classes.Select(name => name + "\n")));
}
