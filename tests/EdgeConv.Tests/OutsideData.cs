namespace EdgeConv.Tests;

/// <summary>The folder ../shared/data beside the checkout, where it is present: models and cases made by others.</summary>
internal static class OutsideData
{
    public const string Missing = "skipped: ../shared/data not found";

    /// <summary>Path of a file or folder of it, or null where there is none.</summary>
    public static string? PathOf(params string[] parts)
    {
        string path = Path.Combine([Repository.PathOf("..", "shared", "data"), .. parts]);
        return Path.Exists(path) ? path : null;
    }

    /// <summary>Path of a .tflite model of it; where there is none, the test ends as skipped.</summary>
    public static string Model(string name)
    {
        string? path = PathOf("models", name + ".tflite");
        if (path is null) Assert.Inconclusive(Missing);
        return path;
    }
}
