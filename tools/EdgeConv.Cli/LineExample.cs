using EdgeConv.Compiler.Profile;
using EdgeConv.Compiler.Reference;
using EdgeConv.Frames.Line;
using EdgeConv.Simulation;
using EdgeConv.Simulation.Line;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Cli;

/// <summary>`edgeconv simulate --example line`: a car that follows a line, in a closed loop, and its report.</summary>
internal static class LineExample
{
    /// <summary>Name for `--example`.</summary>
    public const string Name = "line";

    /// <summary>What it is, for the help.</summary>
    public const string Title = "a car that follows a line with a servo and a motor";

    /// <summary>Drives all tracks and writes report.html and line.csv.</summary>
    /// <param name="path">A model that takes the place of the example's own, or null.</param>
    /// <param name="board">The board.</param>
    /// <param name="folder">The folder to write to.</param>
    public static void Run(string? path, SimulatedBoard board, string folder)
    {
        Graph graph = path is null
            ? Pipeline.Run(ModelFile.Read(Name, ".json", Resource.Read(typeof(LineExample).Assembly, "line.json")))
            : Pipeline.ForBoard(ModelFile.Open(path));
        long instructions = path is null ? LineSimulation.Instructions : Terminal.Wait("counting the instructions of an inference",
            () => ModelFile.Named(path, () => InferenceCounter.Of(graph).Count(new sbyte[graph.Inputs[0].Shape.Length])));
        using var output = new OutputFolder("--out", folder);
        LineRun[] runs = Terminal.Parts("driving", progress => LineTrack.Tests.Select((track, i) =>
        {
            progress?.Invoke(track.Name, i / (double)LineTrack.Tests.Count);
            GraphModel model = ModelFile.Named(path ?? Name, () => new GraphModel(graph));
            return LineSimulation.Run(track, model, board, instructions, seed: i + 1);
        }).ToArray());
        LineReport report = new(runs, board, instructions);
        output.WriteText("line.csv", text => LineCsv.Write(text, runs));
        output.WriteText("report.html", text => text.Write(report.Page()));
        output.Complete();
        Terminal.Row("answer   ", report.Answer, "bold");
        Terminal.Row("time     ", report.Time);
        Terminal.Table("laps", ["track", "lap 1:", "lap 2:", "lap 3:", "mean:", "mean off:", "max. off:", "stop:"],
            runs.Select(run => (string[])[run.Track.Name, .. Enumerable.Range(0, LineSimulation.Laps)
                .Select(i => i < run.LapSeconds.Count ? $"{run.LapSeconds[i]:0.0} s" : "-"), $"{run.MeanSpeed:0.00} m/s",
                $"{100 * run.MeanAside:0.0} cm", $"{100 * run.MaxAside:0.0} cm",
                run.StoppedMicroseconds is null ? "-" : $"{100 * run.StopMeters:0} cm"]));
        Terminal.Row("stop     ", "the way from where the camera was pulled to where the car stood");
        Terminal.Row("written  ", $"{Path.Combine(folder, "report.html")}, line.csv");
    }
}
