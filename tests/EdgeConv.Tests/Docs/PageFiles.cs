namespace EdgeConv.Tests.Docs;

/// <summary>The reader's own files that pages name: what stands for them when the commands are run.</summary>
internal static class PageFiles
{
    private static readonly Dictionary<string, Action<string>> s_files = new()
    {
        ["photo.png"] = path => File.WriteAllBytes(path, FrameFiles.Png(64, 48, Shade)),
        ["pictures"] = folder =>
        {
            Directory.CreateDirectory(folder);
            for (int i = 0; i < 3; i++)
                File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), FrameFiles.Png(16, 16, (x, y) => Shade(x + i, y)));
        },
        ["moving.gif"] = path => File.WriteAllBytes(path, FrameFiles.Gif(16, 16, 10, 200, 60)),
        ["readings.csv"] = path => File.WriteAllBytes(path, FrameFiles.Csv(FrameFiles.Row, FrameFiles.Row)),
        ["shake.npy"] = path =>
            File.WriteAllBytes(path, FrameFiles.Npy("<i2", "(64, 3)", [.. Enumerable.Range(0, 64 * 3 * 2).Select(i => (byte)(i * 37))])),
        ["frames.raw"] = path => File.WriteAllBytes(path, [.. Enumerable.Range(0, 3 * 64).Select(i => (byte)(i * 5))]),
        // What train writes: ten scores.
        ["digits.json"] = path => File.WriteAllText(path, $$"""
            { "edgeconv": 1, "input": { "shape": [8, 8, 1], "scale": 0.0625, "zeroPoint": -128 }, "layers": [
              { "type": "averagePool", "window": 4 },
              { "type": "fullyConnected", "shift": 6, "weights": [{{Weights}}] }] }
            """),
        ["photos.json"] = path => File.WriteAllText(path, """
            { "edgeconv": 1, "input": { "shape": [32, 32, 1], "scale": 1, "zeroPoint": -128 }, "layers": [
              { "type": "averagePool", "window": 16 },
              { "type": "fullyConnected", "shift": 6, "weights": [[1, 2, 3, 4], [4, 3, 2, 1], [1, 0, 0, 1]] }] }
            """),
        ["digits.onnx"] = path => File.WriteAllBytes(path, TrainedOnnx.Plain),
        ["tools/EdgeConv.Simulation/Data/digits.csv.gz"] = path =>
            TrainingData.Digits(Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName),
        ["my-model.tflite"] = path =>
            File.WriteAllBytes(path, TfliteWriter.Write(ModelFile.Open(Repository.PathOf("examples", "strokes.json")))),
    };

    /// <summary>Makes the files in a folder that a command names and that are not there yet.</summary>
    public static void Provide(string folder, string command)
    {
        foreach ((string name, Action<string> make) in s_files)
            if (command.Split(' ').Contains(name) && Path.Combine(folder, name) is var path && !Path.Exists(path)) make(path);
    }

    private static string Weights => string.Join(", ", Enumerable.Range(0, 10).Select(i => $"[{i}, {9 - i}, {2 * i}, 1]"));

    private static SKColor Shade(int x, int y) => new((byte)(x * 4), (byte)(y * 5), (byte)(x * y));
}
