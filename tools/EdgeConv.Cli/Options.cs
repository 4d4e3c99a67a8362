using EdgeConv.Board;

namespace EdgeConv.Cli;

/// <summary>
/// Makes the options and arguments of all verbs, and checks their values: the message for a value that is refused has the option's name,
/// the value and what it must be.
/// </summary>
internal static class Options
{
    // The help of --label, for every verb that reads tables.
    private const string LabelHelp =
        "Column with the label, by its name or its number from 1; by default the one named label or class, else the last.";

    // A file with one of these endings is of use to a person or another program: it is replaced only by a file of the same kind.
    private static readonly string[] s_endings =
        [".tflite", ".onnx", ".json", ".ecm", ".cs", ".html", ".npy", ".csv", ".gz", ".sr", ".vcd", .. FileEnding.Images];

    private static readonly string s_boards = string.Join(", ", BoardFiles.Targets.Select(known => known.Target.Name));

    /// <summary>Sets what a verb does.</summary>
    public static Command Does(this Command command, Action<ParseResult> action)
    {
        command.SetAction(action);
        return command;
    }

    /// <summary>The model file of a verb.</summary>
    public static Argument<string> Model(string description) => Name("MODEL", description);

    /// <summary>Where a board is.</summary>
    public static Argument<string> Address() => Name("ADDRESS", "Where the board is: a serial port that is wired to its COM2, e.g. COM5 " +
        "or /dev/ttyUSB0; tcp://HOST:PORT for a board on the network; or `virtual` for a board without hardware that runs during the " +
        "call (docs/link.md).");

    /// <summary>The name of a file or an address, which is never empty.</summary>
    public static Argument<string> Name(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError($"{name}: an empty name");
        });
        return argument;
    }

    /// <summary>The key of a board on the network.</summary>
    public static Option<string?> Key() => Text("--key", "FILE", "The file with the key of a board on the network; by default the one " +
        $"that {BoardKeys.Variable} names, else your own key file.");

    /// <summary>Seconds to wait for a board's answer.</summary>
    public static Option<double> Timeout(double seconds, string what = "Seconds to wait for an answer of the board.") =>
        Number("--timeout", what, seconds, 0.1, 600, "SECONDS");

    /// <summary>The port's speed.</summary>
    public static Option<int> Baud() =>
        Integer("--baud", "Bits per second on the line; the firmware must use the same.", 115200, 1200, 4_000_000, "BAUD");

    /// <summary>A flag.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>`--json`, which prints what a verb reports as an object.</summary>
    public static Option<bool> Json(string what) => Flag("--json", $"Prints the {what} as JSON (docs/command-line-json.md).");

    /// <summary>`--html`, which writes what a verb reports as a page.</summary>
    public static Option<string?> Html(string what) =>
        Text("--html", "FILE", $"Writes the {what} as a web page, one file that needs no other.").TakesEnding(".html");

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
        Text("--engine", "packed|compiled", description, ModelProfile.Compiled).MustBeOneOf(ModelProfile.Packed, ModelProfile.Compiled);

    /// <summary>The column of a table that holds the label.</summary>
    public static Option<string?> LabelColumn() => Text("--label", "COLUMN", LabelHelp);

    /// <summary>A board of hardware/boards, or a file of the user that describes one.</summary>
    public static Option<string?> Board(string description) =>
        Text("--board", "BOARD", $"{description} BOARD is one of {s_boards}, or a .json file like those in hardware/boards.").MustBe(
            text => BoardFiles.IsFile(text) || BoardFiles.Find(text) is not null, $"there are {s_boards}, or a board file (.json)");

    /// <summary>Counts with what Wi-Fi leaves of a board's memory.</summary>
    public static Option<bool> Wifi(string what) =>
        Flag("--wifi", $"{what} with the memory that is left while Wi-Fi is up, which takes about 53 KB (hardware/README.md, Memory).");

    /// <summary>The modules that `--board` means: all, without it.</summary>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Modules(string? nameOrFile) =>
        nameOrFile is null ? BoardFiles.Targets : BoardFiles.Modules(nameOrFile);

    /// <summary>The shape of a frame, e.g. 8x8x1; without channels it has one.</summary>
    /// <param name="description">The help.</param>
    /// <param name="maxAxis">Maximum height, width and channels.</param>
    /// <param name="maxValues">Maximum product of the three.</param>
    public static Option<string?> Shape(string description, int maxAxis, int maxValues) => Text("--shape", "HxWxC", description).MustBe(
        text => FrameShape.Parse(text) is { } shape && shape.Height <= maxAxis && shape.Width <= maxAxis && shape.Channels <= maxAxis
            && shape.Length <= maxValues, $"height, width and channels, at most {maxValues} values, e.g. 8x8x1");

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
        Text(name, string.Join('|', words), description, words[0]).MustBeOneOf(words);

    /// <summary>Refuses all words but these.</summary>
    public static TOption MustBeOneOf<TOption>(this TOption option, params string[] words) where TOption : Option =>
        option.MustBe(words.Contains, $"there are {string.Join(", ", words)}");

    /// <summary>Refuses what is not valid.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isValid">Judges a value as it was written.</param>
    /// <param name="what">What it must be.</param>
    /// <param name="maxShown">Characters that are shown of a value.</param>
    public static TOption MustBe<TOption>(this TOption option, Func<string, bool> isValid, string what, int maxShown = 20)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            // Of an option that takes one value and was given more, that alone is told.
            if (result.Tokens.Count > option.Arity.MaximumNumberOfValues) return;
            foreach (Token token in result.Tokens)
                if (!isValid(token.Value)) result.AddError($"{option.Name} {Printable.Text(token.Value, maxShown)}: {what}");
        });
        return option;
    }

    /// <summary>Refuses the ending of another kind of file, so that no model or picture is replaced by mistake.</summary>
    /// <param name="option">The option.</param>
    /// <param name="ending">The ending of what is written, e.g. ".ecm"; ".bin" for raw bytes.</param>
    public static TOption TakesEnding<TOption>(this TOption option, string ending) where TOption : Option =>
        option.MustBe(path => path.HasEnding(ending) || !path.HasEnding(s_endings), $"name a {ending} file", 60);

    /// <summary>Refuses all endings but these, by which the kind of the file is chosen.</summary>
    /// <param name="option">The option.</param>
    /// <param name="endings">The endings, e.g. ".json" and ".tflite".</param>
    public static TOption NeedsEnding<TOption>(this TOption option, params string[] endings) where TOption : Option =>
        option.MustBe(path => path.HasEnding(endings), $"name a {string.Join(" or ", endings)} file", 60);

    private static TOption MustBeNumber<TOption>(this TOption option, double min, double max) where TOption : Option => option.MustBe(
        text => double.TryParse(text, NumberStyles.Float, null, out double value) && value >= min && value <= max,
        $"a number from {min} to {max}");
}
