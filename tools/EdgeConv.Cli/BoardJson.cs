using System.Text.Json;
using EdgeConv.Link;

namespace EdgeConv.Cli;

/// <summary>What the verbs of `edgeconv board` print with `--json`.</summary>
internal static class BoardJson
{
    private static readonly JsonSerializerOptions s_line = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>What a board is, its settings and its state.</summary>
    public static object Board(BoardDescription board, IReadOnlyList<KeyValuePair<string, string>> settings, StatusPacket status) => new
    {
        Board = Printable.Text(board.Name), Chip = Printable.Text(board.Chip), Firmware = Printable.Text(board.Firmware),
        Protocol = PacketWriter.Version, Model = Printable.Text(board.Model),
        Settings = settings.DistinctBy(setting => setting.Key).ToDictionary(),
        Frames = board.Frames is not { } frames ? null : new
        {
            frames.Height, frames.Width, frames.Channels, frames.Minimum, frames.Maximum, OverTheLink = board.TakesFrames,
        },
        Running = status.IsRunning, Guard = status.Reason.ToString(), status.Duty, status.UptimeSeconds,
        GoodFrames = status.Frames, status.LateFrames, status.FailedFrames, status.FrozenFrames, status.ImplausibleFrames,
        status.ModelFaults, status.OutputFaults, status.DamagedPackets, status.InferenceMicroseconds, status.PeriodMicroseconds,
        status.FreeBytes,
    };

    /// <summary>A step of its loop, in one line.</summary>
    public static string Line(StepPacket step) => JsonSerializer.Serialize(new
    {
        Frame = step.Number, Status = step.FrameStatus.ToString(), Guard = step.Reason.ToString(), Activation = step.Activation256 / 256.0,
        step.ProposedDuty, step.Duty, step.InferenceMicroseconds, Values = step.Frame,
        Output = Array.ConvertAll(step.Output, value => (int)value),
    }, s_line);
}
