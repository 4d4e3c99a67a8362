using EdgeConv.Training.Data;

namespace EdgeConv.Training.Evaluating;

/// <summary>Brings the classes of labelled frames and those of a model together.</summary>
/// <param name="Names">Name of each value of the model's output.</param>
/// <param name="Of">Index of the output's value for each class of the frames.</param>
public sealed record ClassMap(IReadOnlyList<string> Names, int[] Of)
{
    /// <summary>Maps by name where the model's names are known, otherwise by order.</summary>
    /// <param name="data">The frames.</param>
    /// <param name="names">Names of the model's classes, or null.</param>
    /// <param name="count">Number of values of the model's output.</param>
    /// <exception cref="UserException">A class of the frames is none of the model's, or their numbers differ.</exception>
    public static ClassMap Make(DataSet data, IReadOnlyList<string>? names, int count)
    {
        if (names is null)
        {
            if (data.Classes.Count == count) return new(data.Classes, [.. Enumerable.Range(0, count)]);
            throw new UserException($"{data.Name} has {Amount.Of(data.Classes.Count, "class", "classes")}, but the model's output has " +
                $"{Amount.Of(count, "value")}; name the model's classes with --labels");
        }
        int[] map = [.. data.Classes.Select(name => names.ToList().IndexOf(name))];
        int missing = Array.IndexOf(map, -1);
        if (missing < 0) return new(names, map);
        throw new UserException($"{data.Name} has the class '{Printable.Text(data.Classes[missing], 40)}', but the model's classes are " +
            $"{Printable.Text(string.Join(", ", names), 200)}; give their names with --labels, in the order of the model's output");
    }
}
