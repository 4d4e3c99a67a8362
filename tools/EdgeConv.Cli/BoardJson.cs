using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.Slots;

namespace EdgeConv.Cli;

/// <summary>Builds the objects that the verbs of `edgeconv board` print with `--json`.</summary>
internal static class BoardJson
{
    private static readonly JsonSerializerOptions s_line = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Returns the object of `board info`: description, settings and state.</summary>
    public static object Board(BoardDescription board, IReadOnlyList<KeyValuePair<string, string>> settings, StatusPacket status,
        SlotsPacket slots) => new
        {
            Board = Printable.Text(board.Name), Chip = Printable.Text(board.Chip), Firmware = Printable.Text(board.Firmware),
            Protocol = PacketWriter.Version, Model = Printable.Text(board.Model),
            Settings = settings.DistinctBy(setting => setting.Key).ToDictionary(),
            Frames = board.Frames is not { } frames ? null : new
            {
                frames.Height, frames.Width, frames.Channels, frames.Minimum, frames.Maximum, OverTheLink = board.TakesFrames,
            },
            Slots = Enumerable.Range(0, ModelSlots.Count).Select(i => Slot(slots, i)).ToArray(),
            SlotBytes = slots.MaxBytes, slots.RamBudget,
            RunningSlot = slots.Running == ModelSlots.None ? null : SlotClient.NameOf(slots.Running), ModelFault = Reason(slots),
            Running = status.IsRunning, Guard = status.Reason.ToString(), status.Duty,
            SecondOutput = !status.HasSecond ? null : new
            {
                Guard = status.SecondReason.ToString(), Duty = status.SecondDuty, OutputFaults = status.SecondFaults,
            },
            status.UptimeSeconds,
            GoodFrames = status.Frames, status.LateFrames, status.FailedFrames, status.FrozenFrames, status.ImplausibleFrames,
            status.ModelFaults, status.OutputFaults, status.DamagedPackets, status.InferenceMicroseconds, status.PeriodMicroseconds,
            status.FreeBytes,
        };

    /// <summary>How a model was sent and tested.</summary>
    public static object Load(int slot, string name, byte[] file, int first, TimeSpan sent, TimeSpan tested, SlotsPacket after) => new
    {
        Slot = SlotClient.NameOf(slot), Model = Printable.Text(name), Bytes = file.Length,
        Crc = $"{BitConverter.ToUInt32(file, file.Length - 4):x8}",
        FirstByte = first, SentSeconds = Math.Round(sent.TotalSeconds, 3), TestedSeconds = Math.Round(tested.TotalSeconds, 3),
        Passed = after.Phase == StartPhase.Passed && after.Running == slot, TestSteps = after.Tests, TestMilliseconds = after.Milliseconds,
        State = SlotClient.StateText(after.States[slot]), Reason = Reason(after),
    };

    private static object Slot(SlotsPacket slots, int i) => new
    {
        Name = SlotClient.NameOf(i), State = SlotClient.StateText(slots.States[i]), Crc = $"{slots.Crcs[i]:x8}", Bytes = slots.Lengths[i],
        Model = Printable.Text(slots.Names[i]),
    };

    private static string? Reason(SlotsPacket slots) => slots.Reason == "" ? null : Printable.Text(slots.Reason, 300);

    /// <summary>Returns a step of `board watch` as one line.</summary>
    public static string Line(StepPacket step) => JsonSerializer.Serialize(new
    {
        Frame = step.Number, Status = step.FrameStatus.ToString(), Guard = step.Reason.ToString(), Activation = step.Activation256 / 256.0,
        step.ProposedDuty, step.Duty,
        SecondOutput = !step.HasSecond ? null : new
        {
            Guard = step.SecondReason.ToString(), Activation = step.SecondActivation256 / 256.0, ProposedDuty = step.SecondProposedDuty,
            Duty = step.SecondDuty,
        },
        step.InferenceMicroseconds, Values = step.Frame,
        Output = Array.ConvertAll(step.Output, value => (int)value),
    }, s_line);
}
