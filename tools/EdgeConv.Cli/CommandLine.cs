namespace EdgeConv.Cli;

/// <summary>
/// Runs one verb. Every failure prints one line to standard error that begins with `error:`, and gives an exit code.
/// </summary>
public static class CommandLine
{
    private const int Failed = 1, WrongUsage = 2;

    // Standard error, if it is a terminal.
    private static IAnsiConsole? s_errors;

    /// <summary>Runs one command.</summary>
    /// <param name="args">Words of the command line, without the program's name.</param>
    /// <param name="standardInput">Opens the stream for `--frames -`.</param>
    /// <returns>The exit code: 0 for success, 1 for a failure, 2 for wrong usage.</returns>
    public static int Run(string[] args, Func<Stream> standardInput)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        if (!Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
            AnsiConsole.Console.Pipeline.Attach(new PrintableSegments());
        }
        s_errors = Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        Console.SetOut(new PrintableWriter(output));
        Console.SetError(new PrintableWriter(error));
        FilesInUse.Begin();
        try
        {
            return RunVerb(args, standardInput);
        }
        catch (UsageException wrong)
        {
            return Fail(wrong.Message, WrongUsage);
        }
        catch (UserException failure)
        {
            return Fail(failure.Message, Failed);
        }
        catch (Exception failure)
        {
            return Fail($"unexpected {failure.GetBaseException().GetType().Name}: {failure.GetBaseException().Message}", Failed);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>Makes all verbs.</summary>
    /// <param name="standardInput">Opens the stream for `--frames -`.</param>
    internal static RootCommand Root(Func<Stream> standardInput) =>
        new("EdgeConv runs int8 convolution networks on .NET nanoFramework: from sensor frames to a PWM output " +
            "that fails safe.")
        {
            NewCommand.Create(), SimulateCommand.Create(standardInput), RunCommand.Create(), InspectCommand.Create(),
            PackCommand.Create(standardInput), CompileCommand.Create(), ProfileCommand.Create(), SendCommand.Create(standardInput),
            RecordCommand.Create(), ValidateCommand.Create(), BoardCommand.Create(), MeasureCommand.Create(), TrainCommand.Create(),
            EvaluateCommand.Create(), StudioCommand.Create(), QuantizeCommand.Create(), BuildCommand.Create(), DeployCommand.Create(),
        };

    private static int RunVerb(string[] args, Func<Stream> standardInput)
    {
        RootCommand root = Root(standardInput);
        ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0) return Fail(Usage(root, parsed), WrongUsage);
        int code = parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        if (parsed.Action is System.CommandLine.Help.HelpAction) Examples.Print(VerbOf(parsed));
        return code;
    }

    private static string Usage(RootCommand root, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string verb = VerbOf(parsed);
        string message = parsed.UnmatchedTokens is [var stray, ..] ? Unknown(command, stray)
            : parsed.Tokens.Count == 0 ? "no verb" : parsed.Errors[0].Message;
        if (command == root && message.EndsWith('?')) return $"{message} (edgeconv --help)";
        return command != root ? $"{message} (edgeconv {verb} --help)"
            : $"{message}; the verbs are {string.Join(", ", root.Subcommands.Select(verb => verb.Name))} (edgeconv --help)";
    }

    // A word of a command line that means nothing there, and the word that was probably meant.
    private static string Unknown(Command command, string stray)
    {
        if (stray.StartsWith('-'))
            return $"unknown option '{stray}'" + Suggestion.For(stray.Split('=', ':')[0], command.Options.Select(option => option.Name));
        // In `board inof virtual`, the address is taken for the verb of this name.
        if (command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } parent
            && Suggestion.For(stray, parent.Subcommands.Select(verb => verb.Name)) is { Length: > 0 } meant)
            return $"unknown verb '{stray}'" + meant;
        return command.Subcommands.Count == 0 ? $"unexpected argument '{stray}'"
            : $"unknown verb '{stray}'" + Suggestion.For(stray, command.Subcommands.Select(verb => verb.Name));
    }

    /// <summary>Returns the verb of a command line, such as "board info"; "" for none.</summary>
    public static string VerbOf(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        return string.Join(' ', command.Parents.OfType<Command>().Reverse().Append(command).Where(part => part is not RootCommand)
            .Select(part => part.Name));
    }

    private static int Fail(string message, int code)
    {
        Terminal.Error(s_errors, Printable.Text(message, 2000));
        return code;
    }
}

/// <summary>Thrown if an option does not fit the rest of the command and this is known only after files were read.</summary>
internal sealed class UsageException(string message) : Exception(message);
