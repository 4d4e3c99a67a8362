using EdgeConv.Board;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Cli;

/// <summary>`edgeconv board virtual`: the firmware without hardware, in real time.</summary>
internal static class VirtualCommand
{
    private const int MaxFrames = 10_000;
    private const string Camera = "amg88xx", Accelerometer = "mpu6050";

    public static Command Create()
    {
        Option<string> listen = Options.Text("--listen", "ADDRESS", "Where it can be reached: tcp://HOST:PORT (port 0 takes a free one), " +
            "or pty for a pseudo-terminal, which other programs open like a serial port (Linux and macOS).", "tcp://127.0.0.1:0");
        Option<string> sensor = Options.OneOf("--sensor", "Its sensor: a camera with frames of 8x8, or an accelerometer with windows of " +
            "1x64x3.", Camera, Accelerometer);
        Option<string?> frames = Options.Text("--frames", "FRAMES", "What its sensor sees or feels over and over: " +
            $"{FrameReader.Kinds}; by default a hand that moves, or gestures.");
        Option<string?> storage = Options.Text("--storage", "DIR",
            "The folder that is its drive; without it, what is saved is gone with it.");
        Option<string?> fault = Options.Text("--fault", "FAULT", "Unplugs the sensor (fail@FIRST-LAST) or freezes it (freeze@FIRST-LAST) " +
            "on frames, ten a second from the start, e.g. fail@50-79.").MustBe(text => InjectedFault.Parse(text) is { Kind: not "late" },
            "write fail@FIRST-LAST or freeze@FIRST-LAST, e.g. fail@50-79");
        Option<string?> pwm = Options.Text("--pwm", "FILE",
            "Writes what the output did, as a .vcd file with the duty in 1/10000, at the end.")
            .TakesEnding(".vcd");
        Option<string?> key = Options.Key();
        Option<bool> quiet = Options.Flag("--quiet", "Does not print the debug output of the firmware.");
        return new Command("virtual", "Runs the firmware's own classes without hardware, in real time, until Ctrl+C: all other verbs " +
            "work with it. Prints `listening ADDRESS`.") { listen, sensor, frames, storage, fault, pwm, key, quiet }
            .Does(parsed =>
            {
                using var stop = new StopSignal();
                bool isCamera = parsed.GetValue(sensor) == Camera;
                Recording recording = FrameReader.Read(parsed.GetValue(frames) ?? (isCamera ? "synthetic:hand" : "synthetic:gesture"),
                    isCamera ? RecordedSensor.Shape : RecordedMotion.Shape, MaxFrames, () => Stream.Null);
                InjectedFault? injected = InjectedFault.Parse(parsed.GetValue(fault));
                string? file = parsed.GetValue(pwm);
                var duties = new DutyLog();
                var parts = new VirtualBoardParts
                {
                    Frame = isCamera ? new RecordedSensor(recording, injected).Look : null,
                    Acceleration = isCamera ? null : new RecordedMotion(recording, injected).Measure,
                    Storage = parsed.GetValue(storage), ShowsLog = !parsed.GetValue(quiet), OnDuty = duties.Add,
                };
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
