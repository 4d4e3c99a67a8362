using EdgeConv.Hardware;

namespace EdgeConv.Cli;

/// <summary>
/// The verbs, and how every kind of failure ends: one line on standard error that begins with `error:`, and an exit code.
/// </summary>
public static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    /// <summary>Runs one command. Returns 0 when done, 1 when it failed, 2 for wrong usage.</summary>
    public static int Run(string[] args, Func<Stream> standardInput)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        if (!Console.IsOutputRedirected)
        {
            AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
            AnsiConsole.Console.Pipeline.Attach(new PrintableSegments());
        }
        Console.SetOut(new PrintableWriter(output));
        Console.SetError(new PrintableWriter(error));
        try
        {
            return RunVerb(args, standardInput);
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static int RunVerb(string[] args, Func<Stream> standardInput)
    {
        FilesRead.Begin();
        try
        {
            var root = new RootCommand(
                "EdgeConv: int8 convolution networks for .NET nanoFramework, from sensor frames to a PWM that fails safe.")
            {
                SimulateCommand.Create(standardInput),
                RunCommand.Create(),
                InspectCommand.Create(),
                PackCommand.Create(),
                CompileCommand.Create(),
                ProfileCommand.Create(),
                SendCommand.Create(standardInput),
                RecordCommand.Create(),
                ValidateCommand.Create(),
                MeasureCommand.Create(),
                TrainCommand.Create(),
                StudioCommand.Create(),
                QuantizeCommand.Create(),
            };
            ParseResult parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0) return Fail(Usage(root, parsed), WrongUsage);
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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
    }

    private static string Usage(RootCommand root, ParseResult parsed)
    {
        string verbs = string.Join(", ", root.Subcommands.Select(verb => verb.Name));
        if (parsed.CommandResult.Command == root && parsed.Tokens.Count == 0) return $"no verb; there is {verbs} (edgeconv --help)";
        if (parsed.CommandResult.Command == root && parsed.UnmatchedTokens is [var unknown, ..])
            return $"{(unknown.StartsWith('-') ? "unknown option" : "unknown verb")} '{unknown}'; there is {verbs} (edgeconv --help)";
        if (parsed.UnmatchedTokens is [var stray, ..])
            return $"{(stray.StartsWith('-') ? "unknown option" : "unexpected argument")} '{stray}' (edgeconv " +
                $"{parsed.CommandResult.Command.Name} --help)";
        return $"{parsed.Errors[0].Message} (edgeconv {parsed.CommandResult.Command.Name} --help)";
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine("error: " + Printable.Text(message, 2000));
        return code;
    }
}

/// <summary>An option that does not fit the rest of the command, found only once files were read.</summary>
internal sealed class UsageException(string message) : Exception(message);
