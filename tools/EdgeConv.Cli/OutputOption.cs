using System.CommandLine;

namespace EdgeConv.Cli;

/// <summary>Options that name a file to write.</summary>
internal static class OutputOption
{
    // What a file with another ending holds, to a person and to other programs.
    private static readonly string[] s_known =
    [
        ".tflite", ".onnx", ".json", ".ecm", ".cs", ".html", ".npy", ".csv", ".gz", ".sr", ".vcd",
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp",
    ];

    /// <summary>Refuses the ending of another kind of file, so that no model or picture is replaced by mistake.</summary>
    /// <param name="option">The option.</param>
    /// <param name="endings">The endings of what is written, e.g. ".ecm"; ".bin" for raw bytes.</param>
    public static void TakesEndings<T>(this Option<T> option, params string[] endings) =>
        Refuse(option, endings, path => s_known.Any(ending => Is(path, ending)));

    /// <summary>Refuses all endings but these, by which the kind of the file is chosen.</summary>
    /// <param name="option">The option.</param>
    /// <param name="endings">The endings, e.g. ".json" and ".tflite".</param>
    public static void NeedsEnding<T>(this Option<T> option, params string[] endings) => Refuse(option, endings, _ => true);

    private static void Refuse(Option option, string[] endings, Func<string, bool> others) => option.Validators.Add(result =>
    {
        if (result.Tokens is not [var token] || endings.Any(ending => Is(token.Value, ending)) || !others(token.Value)) return;
        result.AddError($"{option.Name} {Printable.Text(token.Value, 60)}: name a {string.Join(" or ", endings)} file");
    });

    private static bool Is(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
