using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.Simulation.Runs;
using EdgeConv.Slots;

namespace EdgeConv.Cli;

/// <summary>`edgeconv board`: queries and commands a running board.</summary>
internal static class BoardCommand
{
    private const string KeySetting = "link.key=", NewKey = KeySetting + "new";

    private static readonly TimeSpan s_restart = TimeSpan.FromSeconds(15);

    public static Command Create() => new("board", "Queries and commands a running board: description, settings, frames and output " +
        "(docs/link.md).") { Info(), Set(), LoadCommand.Create(), Watch(), Restart(), VirtualCommand.Create() };

    private static Command Info()
    {
        var board = new BoardOptions();
        Option<bool> json = Options.Json("board's answers");
        return board.AddTo(new Command("info", "Prints the description, the settings and the state of a board.") { json })
            .Does(parsed => board.Use(parsed, client =>
            {
                BoardDescription description = client.DescribeSettled();
                IReadOnlyList<KeyValuePair<string, string>> settings = client.Settings();
                StatusPacket status = client.Status();
                SlotsPacket slots = new SlotClient(client).Read();
                if (parsed.GetValue(json))
                {
                    Json.Print(BoardJson.Board(description, settings, status, slots));
                    return;
                }
                Terminal.Rows("board", Rows(description, status));
                Console.WriteLine();
                Terminal.Table("models", ["slot", "state", "model", "bytes:", "CRC-32:"], Slots(slots));
                if (slots.Reason != "") Terminal.Row("model     ", $"{Printable.Text(slots.Reason, 300)}");
                Console.WriteLine();
                Terminal.Table("settings", ["setting", "value"], settings.Select(setting => new[] { setting.Key, setting.Value }));
            }));
    }

    private static Command Set()
    {
        var board = new BoardOptions();
        Argument<string[]> settings = new("KEY=VALUE")
        {
            Description = "A setting, e.g. output1.kind=servo; edgeconv board info lists all settings. link.key=new makes a key for " +
                "the network and keeps it in your key file.",
            Arity = ArgumentArity.OneOrMore,
        };
        settings.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.IndexOf('=') < 1) is { } wrong)
                result.AddError($"'{Printable.Text(wrong.Value, 40)}': a setting must have the form KEY=VALUE, e.g. output1.kind=servo");
        });
        Option<bool> restart = Options.Flag("--restart", "Restarts the board at once if a setting needs that.");
        return board.AddTo(new Command("set", "Sets and saves settings of a board, all or none. The board refuses settings that would " +
            "make its output unsafe.") { settings, restart })
            .Does(parsed => board.Use(parsed, client =>
            {
                string[] wanted = parsed.GetValue(settings)!;
                byte[]? key = wanted.Contains(NewKey) ? BoardKeys.NewKey() : null;
                if (key is not null) wanted = [.. wanted.Select(one => one == NewKey ? KeySetting + Convert.ToHexStringLower(key) : one)];
                Acceptance accepted = client.Set(wanted);
                if (key is not null) new BoardKeys(board.Key(parsed)).Add(client.Line.Name, key);
                client.Save();
                if (accepted == Acceptance.Now) Console.WriteLine("The settings are saved and in effect.");
                else if (parsed.GetValue(restart)) Started(client, () => board.Open(parsed));
                else Terminal.Row("", "The settings are saved and take effect after a restart " +
                    $"(edgeconv board restart {client.Line.Name}, or set ... --restart).");
            }));
    }

    private static Command Restart()
    {
        var board = new BoardOptions();
        return board.AddTo(new Command("restart", "Restarts a board, with its output at the safe duty, and waits until it answers again."))
            .Does(parsed => board.Use(parsed, client => Started(client, () => board.Open(parsed))));
    }

    private static Command Watch()
    {
        var board = new BoardOptions();
        Option<int> count = Options.Integer("--count", "Number of steps to show; 0 shows steps until Ctrl+C.", 0, 0, 1_000_000);
        Option<int> every = Options.Integer("--every", "Shows every Nth step.", 1, 1, 1000);
        Option<bool> json = Options.Json("steps, one object per line,");
        return board.AddTo(new Command("watch", "Shows the frames of a running board, its duty, and the reason if the output " +
            "is safe.") { count, every, json })
            .Does(parsed => board.Use(parsed, client =>
            {
                using var stream = new StepStream(client, client.DescribeRunning(), parsed.GetValue(every));
                if (!parsed.GetValue(json)) WatchScreen.Show(stream, parsed.GetValue(count));
                else foreach (StepPacket step in stream.Steps(parsed.GetValue(count))) Console.WriteLine(BoardJson.Line(step));
            }));
    }

    private static void Started(BoardClient client, Func<BoardLine> open)
    {
        BoardDescription board = Terminal.Wait("restarting", () => client.Restart(s_restart, open));
        Console.WriteLine($"restarted: {Printable.Text(board.Name)}, firmware {Printable.Text(board.Firmware)}");
    }

    private static IEnumerable<string[]> Slots(SlotsPacket slots) => Enumerable.Range(0, ModelSlots.Count).Select(i => (string[])[
        SlotClient.NameOf(i), SlotClient.StateText(slots.States[i]) + (slots.Running == i ? ", running" : ""),
        Printable.Text(slots.Names[i]), Terminal.Number(slots.Lengths[i]),
        slots.States[i] == SlotState.Empty ? "" : $"{slots.Crcs[i]:x8}"]);

    private static IEnumerable<(string Name, string Value)> Rows(BoardDescription board, StatusPacket status)
    {
        yield return ("board", Printable.Text(board.Name));
        yield return ("chip", Printable.Text(board.Chip));
        yield return ("firmware", $"{Printable.Text(board.Firmware)}, protocol {PacketWriter.Version}");
        yield return ("frames", board.Frames is not { } frames ? "none: no loop runs" : $"{frames.Height}x{frames.Width}x" +
            $"{frames.Channels}, {frames.Minimum} to {frames.Maximum}{(board.TakesFrames ? ", over the link" : "")}");
        if (board.Input is not null)
            yield return ("model", $"{Printable.Text(board.Model)}, {Amount.Of(board.Input.Length, "value")} to " +
                $"{Amount.Of(board.Output.Length)}");
        yield return ("output", $"{status.Duty / 100.0:0.00} %, {RunText.State(status.Reason)}");
        if (status.HasSecond)
            yield return ("output 2", $"{status.SecondDuty / 100.0:0.00} %, {RunText.State(status.SecondReason)}");
        yield return ("good frames", Amount.Of(status.Frames));
        yield return ("faults", $"{status.LateFrames} late, {status.FailedFrames} failed, {status.FrozenFrames} frozen, " +
            $"{status.ImplausibleFrames} implausible, {status.ModelFaults} of the model, " +
            $"{status.OutputFaults + status.SecondFaults} of the output");
        yield return ("inference", $"{status.InferenceMicroseconds / 1000.0:0.000} ms of a period of " +
            $"{status.PeriodMicroseconds / 1000} ms");
        yield return ("link", $"{Amount.Of(status.DamagedPackets, "damaged packet")}");
        yield return ("free memory", Amount.Of(status.FreeBytes, "byte"));
        yield return ("up for", TimeSpan.FromSeconds(status.UptimeSeconds).ToString("c"));
    }
}
