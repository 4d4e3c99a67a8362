namespace EdgeConv.Studio.Endpoints;

/// <summary>A sample model of the page.</summary>
/// <param name="Name">Name in requests, and of its .json file.</param>
/// <param name="Title">What it does, for people.</param>
internal sealed record SampleModel(string Name, string Title);

/// <summary>Returns a sample model: a file of the folder examples, with the names of its classes.</summary>
internal static class ModelsEndpoint
{
    private const string Folder = "examples/";

    private static readonly (string Name, string Title)[] s_order =
    [
        ("digits", "Handwritten digits: a trained network"), ("strokes", "Upright strokes"), ("hand", "A hand over a thermal array"),
        ("warm-spot", "A warm spot"), ("shake", "Shaking: samples over time"), ("shapes", "Every kind of layer"),
    ];

    /// <summary>All sample models.</summary>
    public static readonly SampleModel[] All = [.. s_order.Select(model => new SampleModel(model.Name, model.Title))];

    public static object Answer(IQueryCollection query)
    {
        string name = query["name"].ToString();
        if (!All.Any(model => model.Name == name))
            throw new ModelException($"name must be one of {string.Join(", ", All.Select(model => model.Name))}");
        System.Reflection.Assembly assembly = typeof(ModelsEndpoint).Assembly;
        string labels = name + LabelsFile.Ending;
        return new
        {
            name = name + ".json", data = Resource.Read(assembly, $"{Folder}{name}.json"),
            labels = assembly.GetManifestResourceNames().Contains(Folder + labels)
                ? new UploadedLabels(labels, Resource.Read(assembly, Folder + labels)) : null,
        };
    }
}
