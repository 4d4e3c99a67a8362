using System.Diagnostics;
using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.NanoFramework;

namespace EdgeConv.Cli;

/// <summary>`edgeconv deploy`: builds a nanoFramework project, writes it to a board, and shows what the board says.</summary>
internal sealed class DeployCommand
{
    // Once the board has greeted, its next lines are shown for so long.
    private static readonly TimeSpan s_more = TimeSpan.FromSeconds(3), s_forever = TimeSpan.FromDays(1);

    private readonly BuildOptions _build = new();

    private readonly Argument<string> _port = Options.Name("ADDRESS",
        "Serial port of the board's USB plug, e.g. COM5 or /dev/ttyUSB0. A program is written over this port only.");

    private readonly Option<bool> _firmware = Options.Flag("--firmware",
        "Writes nanoFramework's interpreter to the board first; a new board needs this once.");

    private readonly Option<string?> _target = Options.Text("--target", "NAME",
        "Name of the interpreter's image, e.g. ESP32_REV3 (README, On a board); by default nanoff chooses one by the chip.")
        .MustBe(name => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'), "it must be a name like ESP32_REV3",
            40);

    private readonly Option<int> _flashBaud = Options.Integer("--flash-baud",
        "Bits per second for --firmware; try 115200 if it fails.", 1_500_000, 9600, 4_000_000, "BAUD");

    private readonly Option<int> _baud = Options.Integer("--baud", "Bits per second of the board's debug output.", DebugOutput.DefaultBaud,
        1200, 4_000_000, "BAUD");

    private readonly Option<string?> _link = Options.Text("--link", "ADDRESS",
        "Waits until EdgeConv's firmware answers at this address (docs/link.md), and not for its debug output.");

    private readonly Option<string?> _key = Options.Key();

    private readonly Option<double> _wait = Options.Number("--wait", "Seconds to wait until the board says something; 0 does not wait.", 20,
        0, 600, "SECONDS");

    private readonly Option<double> _limit = Options.Number("--limit", "Seconds that a call of nanoff may take.", 300, 0.1, 3600,
        "SECONDS");

    private readonly Option<bool> _watch = Options.Flag("--watch", "Shows the debug output until Ctrl+C.");

    private DeployCommand()
    {
    }

    public static Command Create() => new DeployCommand().Verb();

    private Command Verb()
    {
        Command verb = new("deploy", "Builds a nanoFramework project as `edgeconv build` does, writes it to a board with nanoFramework's " +
            "tool `nanoff`, and shows what the board says.") { _port };
        _build.AddTo(verb);
        foreach (Option option in (Option[])[_firmware, _target, _flashBaud, _baud, _link, _key, _wait, _limit, _watch]) verb.Add(option);
        return verb.Does(Deploy);
    }

    private void Deploy(ParseResult parsed)
    {
        string port = parsed.GetValue(_port)!;
        if (port == BoardAddress.Virtual || BoardAddress.IsNetwork(port))
            throw new UsageException($"ADDRESS {Printable.Text(port, 60)}: name the serial port of the board's USB plug; a program is " +
                "written over that port only");
        if (parsed.GetValue(_target) is not null && !parsed.GetValue(_firmware))
            throw new UsageException("--target names the interpreter that --firmware writes: give both");
        using var stop = new StopSignal();
        string command = NanoTools.OfUser.Nanoff();
        DebugOutput.Check(port);
        BuiltAssembly built = _build.Build(parsed, stop.Token);
        if (built.Image is not { } image)
            throw new UserException($"{built.Name} is a library; only a program (<OutputType>Exe</OutputType>) can be deployed");
        var nanoff = new Nanoff(command, port, TimeSpan.FromSeconds(parsed.GetValue(_limit)));
        try
        {
            if (parsed.GetValue(_firmware))
            {
                int? baud = parsed.GetResult(_flashBaud) is { Implicit: false } ? parsed.GetValue(_flashBaud) : null;
                Terminal.Wait("writing the interpreter", () => Done(() => nanoff.Flash(parsed.GetValue(_target), baud, stop.Token)));
                Console.WriteLine($"flashed  nanoFramework's interpreter to {port}");
            }
            Terminal.Wait("writing the program", () => Done(() => nanoff.Deploy(image, stop.Token)));
        }
        catch (OperationCanceledException)
        {
            throw new UserException($"{port}: the command was stopped while nanoff wrote to the board; deploy again");
        }
        Console.WriteLine($"deployed {Path.GetFileName(image)} to {port}");
        var wait = TimeSpan.FromSeconds(parsed.GetValue(_wait));
        if (parsed.GetValue(_link) is { } link) Answer(link, parsed.GetValue(_key), wait, stop.Token);
        else if (wait > TimeSpan.Zero || parsed.GetValue(_watch))
            Listen(port, parsed.GetValue(_baud), wait, parsed.GetValue(_watch), stop.Token);
    }

    // Shows the lines of the debug output, from the board's start on.
    private static void Listen(string port, int baud, TimeSpan wait, bool isWatched, CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        using DebugOutput output = Open(port, baud, wait, stop);
        output.Reset();
        try
        {
            string? line = output.ReadLine(isWatched ? s_forever : wait, stop);
            if (line is null && !stop.IsCancellationRequested)
                throw new UserException($"{port}: the program was written, but the board says nothing within {wait.TotalSeconds} s: " +
                    "press its reset button, check that the program prints something, and that the board has nanoFramework (--firmware)");
            time.Restart();
            while (line is not null)
            {
                Console.WriteLine($"board    {Printable.Text(line, 500)}");
                TimeSpan left = isWatched ? s_forever : s_more - time.Elapsed;
                line = left > TimeSpan.Zero ? output.ReadLine(left, stop) : null;
            }
        }
        catch (IOException)
        {
            throw new UserException($"{port}: the board was unplugged");
        }
    }

    // A board with a USB plug of its own is away for a moment while it restarts.
    private static DebugOutput Open(string port, int baud, TimeSpan wait, CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new DebugOutput(port, baud);
            }
            catch (UserException) when (time.Elapsed < wait && !stop.WaitHandle.WaitOne(200))
            {
                // Try again.
            }
        }
    }

    // Waits until EdgeConv's firmware answers, and shows what it is.
    private static void Answer(string address, string? key, TimeSpan wait, CancellationToken stop)
    {
        var time = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using BoardLine line = BoardAddress.Open(address, 115200, key);
                var client = new BoardClient(line, TimeSpan.FromSeconds(1), stop);
                BoardDescription board = client.DescribeSettled();
                Console.WriteLine($"board    {Printable.Text(board.Name)}, firmware {Printable.Text(board.Firmware)}" +
                    $"{(board.Input is null ? ", runs no loop yet" : $", model {Printable.Text(board.Model)}")}");
                return;
            }
            catch (UserException failure)
            {
                if (time.Elapsed >= wait)
                    throw new UserException("the program was written, but the board does not answer within " +
                        $"{wait.TotalSeconds} s: {failure.Message}");
                if (stop.WaitHandle.WaitOne(200)) throw;
            }
        }
    }

    private static bool Done(Action work)
    {
        work();
        return true;
    }
}
