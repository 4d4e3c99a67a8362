namespace EdgeConv.Cli;

/// <summary>Names of layers for narrow tables.</summary>
internal static class LayerNames
{
    /// <summary>Returns the names without the folder that all begin with: "Conv2d_1/Relu6" for "MobilenetV1/Conv2d_1/Relu6".</summary>
    public static string[] Short(IEnumerable<string> names)
    {
        string[] all = [.. names.Select(name => Printable.Text(name))];
        while (all.Length > 1 && all[0].IndexOf('/') is > 0 and var end && all.All(name =>
            name.Length > end + 1 && name.StartsWith(all[0][..(end + 1)], StringComparison.Ordinal)))
            all = [.. all.Select(name => name[(end + 1)..])];
        return all;
    }
}
