namespace EdgeConv.NanoFramework;

/// <summary>`nanoff`, nanoFramework's own program that writes to a board over its serial port.</summary>
/// <param name="command">Its command line, from <see cref="NanoTools.Nanoff"/>.</param>
/// <param name="port">Serial port of the board.</param>
/// <param name="limit">Time that one call may take.</param>
public sealed class Nanoff(string command, string port, TimeSpan limit)
{
    // What nanoff's codes say, where it prints only the code.
    private static readonly Dictionary<string, string> s_codes = new()
    {
        ["E4000"] = "the chip does not answer; hold BOOT, press RESET, and try again",
        ["E4001"] = "nanoFramework has no image for a flash memory of this size",
        ["E4002"] = "the flash memory cannot be erased",
        ["E4003"] = "the flash memory cannot be written; try a lower --flash-baud",
        ["E4004"] = "the flash memory cannot be read; try a lower --flash-baud",
        ["E4005"] = "the port cannot be opened",
        ["E6000"] = "the port cannot be opened",
        ["E6002"] = "another nanoFramework program uses the port",
        ["E9005"] = "nanoFramework has no image of this name; `nanoff --listtargets --platform esp32` lists them",
        ["E9007"] = "the image cannot be downloaded",
    };

    private readonly ToolProcess _nanoff = new("nanoff", command);

    /// <summary>Writes nanoFramework's interpreter to the board.</summary>
    /// <param name="target">Name of the image, such as ESP32_REV3; null lets nanoff choose one by the chip.</param>
    /// <param name="baud">Bits per second; null for nanoff's default.</param>
    /// <param name="cancellation">Stops nanoff.</param>
    /// <exception cref="UserException">nanoff does not start, fails, or takes too long.</exception>
    public void Flash(string? target, int? baud, CancellationToken cancellation) =>
        // At its usual verbosity, nanoff moves the cursor of a terminal, and fails if its output goes to none.
        Run($"--update --platform esp32{(target is null ? "" : $" --target {target}")} --serialport \"{port}\"" +
            $"{(baud is { } rate ? $" --baud {rate}" : "")} --verbosity minimal", cancellation);

    /// <summary>Writes a program to the board and restarts it. The board must run nanoFramework's interpreter.</summary>
    /// <param name="image">Path of the image.</param>
    /// <param name="cancellation">Stops nanoff.</param>
    /// <exception cref="UserException">nanoff does not start, fails, or takes too long.</exception>
    public void Deploy(string image, CancellationToken cancellation) =>
        // The interpreter itself says where the program belongs. `--target NAME --deploy` takes a fixed address, which is wrong for the
        // ESP32 since its interpreter has grown (nanoframework/Home#1835).
        Run($"--nanodevice --deploy --serialport \"{port}\" --image \"{image}\"", cancellation);

    private void Run(string arguments, CancellationToken cancellation)
    {
        ToolResult result = _nanoff.Run(arguments, limit, cancellation);
        if (result.Code == 0) return;
        if (result.Code is null)
            throw new UserException($"{port}: nanoff did not end within {limit.TotalSeconds} s; its last line: " +
                $"{Printable.Text(result.LastLine, 300)}; restart the board and try again, or give --limit");
        string line = Printable.Text(result.LastLine, 300);
        throw new UserException($"{port}: nanoff failed: {line}{(s_codes.TryGetValue(line, out string? meaning) ? $": {meaning}" : "")}");
    }
}
