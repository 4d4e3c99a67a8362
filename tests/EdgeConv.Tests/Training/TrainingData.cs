using EdgeConv.Simulation;

namespace EdgeConv.Tests.Training;

/// <summary>The shipped digits as a file, and small data made up for tests.</summary>
internal static class TrainingData
{
    /// <summary>Writes the digits that come with the simulator.</summary>
    public static string Digits(string folder)
    {
        string path = Path.Combine(folder, Example.DigitsName);
        using Stream stream = typeof(Example).Assembly.GetManifestResourceStream(Example.DigitsName)!;
        using FileStream file = File.Create(path);
        stream.CopyTo(file);
        return path;
    }

    /// <summary>A table of 6x6 frames with an upright or a lying bar, easy to tell apart, of values from -100 to 100.</summary>
    public static string Bars(string folder, int rows = 80)
    {
        Random random = new(5);
        string path = Path.Combine(folder, "bars.csv");
        File.WriteAllLines(path, Enumerable.Range(0, rows).Select(i =>
        {
            int at = random.Next(6);
            bool upright = i % 2 == 0;
            return string.Join(',', Enumerable.Range(0, 36).Select(cell => ((upright ? cell % 6 : cell / 6) == at ? 80 : -60) + random.Next(-20, 21))) + (upright ? ",upright" : ",lying");
        }));
        return path;
    }
}
