using EdgeConv.Board;

namespace EdgeConv.Cli;

/// <summary>
/// Makes the options and arguments of all verbs and checks their values. The message for an invalid value names the option, the value and
/// what the value must be.
/// </summary>
internal static class Options
{
    // Help of --label, which every verb that reads tables has.
    private const string LabelHelp =
        "Column with the label, by its name or its number from 1; by default the one named label or class, else the last.";

    // A file with one of these endings may be valuable, so it is replaced only by a file of the same kind.
    private static readonly string[] s_endings =
        [".tflite", ".onnx", ".json", ".ecm", ".cs", ".html", ".npy", ".csv", ".gz", ".sr", ".vcd", .. FileEnding.Images];

    private static readonly string s_boards = string.Join(", ", BoardFiles.Targets.Select(known => known.Target.Name));

    /// <summary>Sets the action of a verb.</summary>
    public static Command Does(this Command command, Action<ParseResult> action)
    {
        command.SetAction(action);
        return command;
    }

    public static Argument<string> Model(string description) => Name("MODEL", description);

    public static Argument<string> Address() => Name("ADDRESS", "Address of the board: a serial port wired to its COM2, e.g. COM5 " +
        "or /dev/ttyUSB0; tcp://HOST:PORT for a board on the network; or `virtual` for a simulated board that runs during the " +
        "call (docs/link.md).");

    /// <summary>Makes an argument for the name of a file or an address; it must not be empty.</summary>
    public static Argument<string> Name(string name, string description)
    {
        Argument<string> argument = new(name) { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0)) result.AddError($"{name}: the name is empty");
        });
        return argument;
    }

    public static Option<string?> Key() => Text("--key", "FILE", "The file with the key of a board on the network; by default the one " +
        $"that {BoardKeys.Variable} names, else your own key file.");

    public static Option<double> Timeout(double seconds, string what = "Seconds to wait for an answer from the board.") =>
        Number("--timeout", what, seconds, 0.1, 600, "SECONDS");

    public static Option<int> Baud() =>
        Integer("--baud", "Bits per second on the line; the firmware must use the same.", 115200, 1200, 4_000_000, "BAUD");

    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>Makes `--json`, which prints a verb's report as JSON.</summary>
    public static Option<bool> Json(string what) => Flag("--json", $"Prints the {what} as JSON (docs/command-line-json.md).");

    /// <summary>Makes `--html`, which writes a verb's report as a page.</summary>
    public static Option<string?> Html(string what) =>
        Text("--html", "FILE", $"Writes the {what} as a web page, one file that needs no other.").TakesEnding(".html");

    /// <summary>Makes an optional text.</summary>
    public static Option<string?> Text(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help };

    /// <summary>Makes a text with a default.</summary>
    public static Option<string> Text(string name, string help, string description, string value) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => value };

    /// <summary>Makes a required text.</summary>
    public static Option<string> Required(string name, string help, string description) =>
        new(name) { Description = description, HelpName = help, Required = true };

    /// <summary>Makes `--engine`.</summary>
    public static Option<string> Engine(string description) =>
        Text("--engine", "packed|compiled", description, ModelProfile.Compiled).MustBeOneOf(ModelProfile.Packed, ModelProfile.Compiled);

    /// <summary>Makes `--label`.</summary>
    public static Option<string?> LabelColumn() => Text("--label", "COLUMN", LabelHelp);

    /// <summary>Makes `--board`: a board of hardware/boards, or the user's own board file.</summary>
    public static Option<string?> Board(string description) =>
        Text("--board", "BOARD", $"{description} BOARD is one of {s_boards}, or a .json file like those in hardware/boards.").MustBe(
            text => BoardFiles.IsFile(text) || BoardFiles.Find(text) is not null, $"it must be {s_boards} or a board file (.json)");

    /// <summary>Makes `--wifi`: uses the memory of a board that is left while Wi-Fi is up.</summary>
    public static Option<bool> Wifi(string what) =>
        Flag("--wifi", $"{what} with the memory that is left while Wi-Fi is up, which takes about 53 KB (hardware/README.md, Memory).");

    /// <summary>Returns the modules that `--board` means; null means all.</summary>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Modules(string? nameOrFile) =>
        nameOrFile is null ? BoardFiles.Targets : BoardFiles.Modules(nameOrFile);

    /// <summary>Makes `--shape`: the shape of a frame, e.g. 8x8x1; 8x8 has one channel.</summary>
    /// <param name="description">Help of the option.</param>
    /// <param name="maxAxis">Maximum height, width and channels.</param>
    /// <param name="maxValues">Maximum product of the three.</param>
    public static Option<string?> Shape(string description, int maxAxis, int maxValues) => Text("--shape", "HxWxC", description).MustBe(
        text => FrameShape.Parse(text) is { } shape && shape.Height <= maxAxis && shape.Width <= maxAxis && shape.Channels <= maxAxis
            && shape.Length <= maxValues, $"it must be height, width and channels with at most {maxValues} values, e.g. 8x8x1");

    /// <summary>Makes an integer with a default.</summary>
    public static Option<int> Integer(string name, string description, int value, int min, int max, string help = "N") =>
        new Option<int>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = help }.MustBe(
            text => int.TryParse(text, NumberStyles.None, null, out int number) && number >= min && number <= max,
            $"it must be an integer from {min} to {max}");

    /// <summary>Makes a number with a default.</summary>
    public static Option<double> Number(string name, string description, double value, double min, double max, string help) =>
        new Option<double>(name) { Description = description, DefaultValueFactory = _ => value, HelpName = help }.MustBeNumber(min, max);

    /// <summary>Makes an optional number, or an optional integer if <typeparamref name="T"/> is a type of integers.</summary>
    public static Option<T?> OptionalNumber<T>(string name, string description, double min, double max) where T : struct
    {
        Option<T?> option = new(name) { Description = description, HelpName = "N" };
        return typeof(T) == typeof(double) ? option.MustBeNumber(min, max) : option.MustBe(
            text => long.TryParse(text, NumberStyles.None, null, out long number) && number >= min && number <= max,
            $"it must be an integer from {min} to {max}");
    }

    /// <summary>Makes an option that takes one of several words; the first is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] words) =>
        Text(name, string.Join('|', words), description, words[0]).MustBeOneOf(words);

    /// <summary>Accepts only these words.</summary>
    public static TOption MustBeOneOf<TOption>(this TOption option, params string[] words) where TOption : Option =>
        option.MustBe(words.Contains, $"it must be {string.Join(" or ", words)}");

    /// <summary>Accepts only valid values.</summary>
    /// <param name="option">The option.</param>
    /// <param name="isValid">Returns whether the text of a value is valid.</param>
    /// <param name="what">End of the message for an invalid value, such as "it must be a number".</param>
    /// <param name="maxShown">Maximum number of characters of the value in the message.</param>
    public static TOption MustBe<TOption>(this TOption option, Func<string, bool> isValid, string what, int maxShown = 20)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            // If an option has more values than it takes, the parser reports that, so no second error is added.
            if (result.Tokens.Count > option.Arity.MaximumNumberOfValues) return;
            foreach (Token token in result.Tokens)
                if (!isValid(token.Value)) result.AddError($"{option.Name} {Printable.Text(token.Value, maxShown)}: {what}");
        });
        return option;
    }

    /// <summary>Refuses a file name with the ending of another kind of file, so that no model or picture is replaced by mistake.</summary>
    /// <param name="option">The option.</param>
    /// <param name="ending">Ending of the file to write, e.g. ".ecm"; ".bin" for raw bytes.</param>
    public static TOption TakesEnding<TOption>(this TOption option, string ending) where TOption : Option =>
        option.MustBe(path => path.HasEnding(ending) || !path.HasEnding(s_endings), $"name a {ending} file", 60);

    /// <summary>Accepts only these endings, because the ending selects the kind of the file.</summary>
    /// <param name="option">The option.</param>
    /// <param name="endings">The endings, e.g. ".json" and ".tflite".</param>
    public static TOption NeedsEnding<TOption>(this TOption option, params string[] endings) where TOption : Option =>
        option.MustBe(path => path.HasEnding(endings), $"name a {string.Join(" or ", endings)} file", 60);

    private static TOption MustBeNumber<TOption>(this TOption option, double min, double max) where TOption : Option => option.MustBe(
        text => double.TryParse(text, NumberStyles.Float, null, out double value) && value >= min && value <= max,
        $"it must be a number from {min} to {max}");
}
