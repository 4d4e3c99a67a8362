namespace EdgeConv.Cli;

/// <summary>
/// Options of several verbs, and what options are checked by: a value that is refused is told with the option's name, the value and what
/// it must be.
/// </summary>
internal static class Options
{
    // What a file with another ending holds, to a person and to other programs.
    private static readonly string[] s_endings =
    [
        ".tflite", ".onnx", ".json", ".ecm", ".cs", ".html", ".npy", ".csv", ".gz", ".sr", ".vcd",
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp",
    ];

    private static readonly string s_boards = string.Join("|", BoardFiles.Targets.Select(known => known.Target.Name));

    /// <summary>A flag.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>`--json`, which prints what a verb reports as an object.</summary>
    public static Option<bool> Json(string what) => Flag("--json", $"Prints the {what} as JSON (docs/command-line-json.md).");

    /// <summary>A text that may be left out.</summary>
    public static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    /// <summary>A text with a default.</summary>
    public static Option<string> Text(string name, string help, string description, string value) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => value };

    /// <summary>A text that must be given.</summary>
    public static Option<string> Required(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help, Required = true };

    /// <summary>The engine of a board.</summary>
    public static Option<string> Engine(string description) =>
        Text("--engine", "packed|compiled", description, ModelProfile.Compiled)
            .AcceptOnlyFromAmong(ModelProfile.Packed, ModelProfile.Compiled);

    /// <summary>The serial port of a board.</summary>
    public static Argument<string> Port() => new("PORT")
    {
        Description = "The serial port of the adapter at the board's COM2: COM5, /dev/ttyUSB0 or the like (docs/serial-frames.md).",
    };

    /// <summary>The port's speed.</summary>
    public static Option<int> Baud() => Integer("--baud", "Bits per second, as in the firmware.", 115200, 1200, 4_000_000, "BAUD");

    /// <summary>A board of hardware/boards, or a file of the user that describes one.</summary>
    public static Option<string?> Board(string description) =>
        Text("--board", s_boards + "|FILE.json", description).MustBe(
            text => BoardFiles.IsFile(text) || BoardFiles.Find(text) is not null,
            $"there are {s_boards.Replace("|", ", ")}, or a board file (.json)");

    /// <summary>The modules that `--board` means: all, without it.</summary>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Modules(string? nameOrFile) =>
        nameOrFile is null ? BoardFiles.Targets : BoardFiles.Modules(nameOrFile);

    /// <summary>A whole number with a default.</summary>
    public static Option<int> Integer(string name, string description, int value, int min, int max, string help = "N") =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = help }.MustBe(
            text => int.TryParse(text, NumberStyles.None, null, out int number) && number >= min && number <= max,
            $"a whole number from {min} to {max}");

    /// <summary>A number with a default.</summary>
    public static Option<double> Number(string name, string description, double value, double min, double max, string help) =>
        new Option<double>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = help }.MustBeNumber(min, max);

    /// <summary>A number without a default.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, double min, double max) where T : struct =>
        new Option<T?>(name) { Description = description, HelpName = "N" }.MustBeNumber(min, max);

    /// <summary>One of several words; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words) =>
        Text(name, string.Join('|', words), description, words[0]).MustBe(words.Contains, $"there are {string.Join(", ", words)}");

    /// <summary>Refuses what is not valid.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isValid">Judges a value as it was written.</param>
    /// <param name="what">What it must be.</param>
    /// <param name="longest">Characters that are shown of a value.</param>
    public static TOption MustBe<TOption>(this TOption option, Func<string, bool> isValid, string what, int longest = 20)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            // Of an option that takes one value and was given more, that alone is told.
            if (result.Tokens.Count > option.Arity.MaximumNumberOfValues) return;
            foreach (Token token in result.Tokens)
                if (!isValid(token.Value)) result.AddError($"{option.Name} {Printable.Text(token.Value, longest)}: {what}");
        });
        return option;
    }

    /// <summary>Refuses the ending of another kind of file, so that no model or picture is replaced by mistake.</summary>
    /// <param name="option">The option.</param>
    /// <param name="endings">The endings of what is written, e.g. ".ecm"; ".bin" for raw bytes.</param>
    public static TOption TakesEndings<TOption>(this TOption option, params string[] endings) where TOption : Option =>
        option.MustBe(path => Ends(path, endings) || !Ends(path, s_endings), NameOne(endings), 60);

    /// <summary>Refuses all endings but these, by which the kind of the file is chosen.</summary>
    /// <param name="option">The option.</param>
    /// <param name="endings">The endings, e.g. ".json" and ".tflite".</param>
    public static TOption NeedsEnding<TOption>(this TOption option, params string[] endings) where TOption : Option =>
        option.MustBe(path => Ends(path, endings), NameOne(endings), 60);

    private static TOption MustBeNumber<TOption>(this TOption option, double min, double max) where TOption : Option => option.MustBe(
        text => double.TryParse(text, NumberStyles.Float, null, out double value) && value >= min && value <= max,
        $"a number from {min} to {max}");

    private static string NameOne(string[] endings) => $"name a {string.Join(" or ", endings)} file";

    private static bool Ends(string path, string[] endings) =>
        endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
