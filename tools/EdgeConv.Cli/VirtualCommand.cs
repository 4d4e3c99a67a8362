using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Cli;

/// <summary>`edgeconv board virtual`: runs the firmware without hardware, in real time.</summary>
internal static class VirtualCommand
{
    private const int MaxFrames = 10_000;

    public static Command Create()
    {
        Option<string> listen = Options.Text("--listen", "ADDRESS", "Address of the board: tcp://HOST:PORT (port 0 takes any free port), " +
            "or pty for a pseudo-terminal, which other programs open like a serial port (Linux and macOS).", "tcp://127.0.0.1:0");
        Option<string> sensor = Options.OneOf("--sensor",
            $"Its sensor: {string.Join("; ", SensorType.All.Select(type => $"{type.Name} ({type.About})"))}.",
            [.. SensorType.All.Select(type => type.Name)]);
        Option<string?> frames = Options.Text("--frames", "FRAMES", "Frames that its sensor repeats: " +
            $"{FrameReader.Kinds}; by default a hand that moves, gestures or, for a camera, a bar.");
        Option<string?> storage = Options.Text("--storage", "DIR",
            "Folder that serves as its drive; without it, saved settings are lost at the end.");
        Option<string?> fault = Options.Text("--fault", "FAULT", "Unplugs the sensor (fail@FIRST-LAST) or freezes it (freeze@FIRST-LAST) " +
            "on frames, ten a second from the start, e.g. fail@50-79.").MustBe(text => InjectedFault.Parse(text) is { Kind: not "late" },
            "it must be fail@FIRST-LAST or freeze@FIRST-LAST, e.g. fail@50-79");
        Option<string?> pwm = Options.Text("--pwm", "FILE",
            "At the end, writes the duty of the output over time, in 1/10000, to a .vcd file.")
            .TakesEnding(".vcd");
        Option<string?> key = Options.Key();
        Option<bool> quiet = Options.Flag("--quiet", "Does not print the debug output of the firmware.");
        return new Command("virtual", "Runs the firmware's own classes without hardware, in real time, until Ctrl+C. All other verbs " +
            "work with it. Prints `listening ADDRESS`.") { listen, sensor, frames, storage, fault, pwm, key, quiet }
            .Does(parsed =>
            {
                using var stop = new StopSignal();
                SensorType type = SensorType.Of(parsed.GetValue(sensor)!);
                Recording recording = FrameReader.Read(parsed.GetValue(frames) ?? "synthetic:" + type.Pattern, type.Shape, MaxFrames,
                    () => Stream.Null);
                InjectedFault? injected = InjectedFault.Parse(parsed.GetValue(fault));
                string? file = parsed.GetValue(pwm);
                var duties = new DutyLog();
                var parts = new VirtualBoardParts
                {
                    Storage = parsed.GetValue(storage), ShowsLog = !parsed.GetValue(quiet), OnDuty = duties.Add,
                };
                type.Connect(parts, type.Repeat(recording, injected));
                using (ListeningBoard board = ListeningBoard.Start(parsed.GetValue(listen)!, parts, parsed.GetValue(key)))
                {
                    Console.WriteLine($"listening {board.Address}");
                    Console.Out.Flush();
                    stop.Token.WaitHandle.WaitOne();
                }
                if (file is not null) SafeFile.Write("--pwm", file, Encoding.ASCII.GetBytes(duties.ToVcd()));
            });
    }
}
