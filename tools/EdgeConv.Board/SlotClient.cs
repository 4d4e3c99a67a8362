using EdgeConv.Slots;

namespace EdgeConv.Board;

/// <summary>Sends models to a board's slots, and asks how they do there.</summary>
/// <param name="client">Talks to the board.</param>
public sealed class SlotClient(BoardClient client)
{
    /// <summary>Name of a slot: "a" or "b".</summary>
    public static string NameOf(int slot) => slot == 0 ? "a" : "b";

    /// <summary>The state of a slot in words.</summary>
    public static string StateText(int state) => state switch
    {
        SlotState.Empty => "empty",
        SlotState.Receiving => "receiving",
        SlotState.Stored => "stored",
        SlotState.OnTrial => "on trial",
        SlotState.Confirmed => "confirmed",
        SlotState.PutAside => "put aside",
        _ => "unknown",
    };

    /// <summary>What the slots hold, and how the start of the board went.</summary>
    /// <exception cref="UserException">No answer.</exception>
    public SlotsPacket Read() => client.Ask(PacketKind.GetSlots, PacketKind.Slots, _ => { }, SlotsPacket.Read);

    /// <summary>
    /// Sends a model into the slot that is not the one confirmed last, from the byte on that an earlier transfer of the same model came to.
    /// The board checks it, and runs it on trial from its next start on.
    /// </summary>
    /// <param name="file">An .ecm file.</param>
    /// <param name="name">The model's name, of which 24 bytes are kept.</param>
    /// <param name="progress">Receives how many bytes are there.</param>
    /// <returns>The slot, and the byte at which the transfer began.</returns>
    /// <exception cref="UserException">No answer, or the board refuses; the message has its reason.</exception>
    public (int Slot, int First) Send(byte[] file, string name, Action<int>? progress)
    {
        if (file.Length < 8) throw new UserException($"{client.Line.Name}: a model of {Amount.Of(file.Length, "byte")}");
        (int slot, int at) = Ask(PacketKind.BeginModel, writer =>
        {
            writer.Long((uint)file.Length);
            writer.Long(BitConverter.ToUInt32(file, file.Length - 4));
            AnswerPacket.WriteText(writer, Ascii.IsValid(name) ? name[..Math.Min(name.Length, ModelSlots.MaxNameBytes)] : "model");
        });
        int first = at;
        while (at < file.Length)
        {
            progress?.Invoke(at);
            int count = Math.Min(SlotServer.ChunkBytes, file.Length - at), before = at;
            at = Ask(PacketKind.ModelBytes, writer =>
            {
                writer.Long((uint)before);
                AnswerPacket.WriteBytes(writer, file[before..(before + count)]);
            }).Offset;
            if (at < 0 || at > file.Length) throw new UserException($"{client.Line.Name}: the board asks for byte {at} of the model");
        }
        progress?.Invoke(at);
        client.Command(PacketKind.EndModel);
        return (slot, first);
    }

    /// <summary>A slot's file, byte by byte.</summary>
    /// <param name="slot">0 or 1.</param>
    /// <exception cref="UserException">No answer, or no file.</exception>
    public byte[] ReadFile(int slot)
    {
        List<byte> file = [];
        while (true)
        {
            byte[] part = ReadPart(slot, file.Count);
            if (part.Length == 0) return [.. file];
            file.AddRange(part);
        }
    }

    /// <summary>Bytes of a slot's file, as many as fit one packet; none at the end of the file.</summary>
    /// <param name="slot">0 or 1.</param>
    /// <param name="offset">Offset of the first byte.</param>
    /// <exception cref="UserException">No answer, or no file.</exception>
    public byte[] ReadPart(int slot, int offset) => client.Ask(PacketKind.ReadSlot, PacketKind.SlotBytes, writer =>
    {
        writer.Byte(slot);
        writer.Long((uint)offset);
    }, reader => reader.PayloadLength >= 5 && reader.Long(1) == (uint)offset
        ? AnswerPacket.ReadBytes(reader, 5, reader.PayloadLength - 5) : null);

    private (int Slot, int Offset) Ask(int kind, Action<PacketWriter> payload) => client.Ask(kind, PacketKind.ModelOffset, payload,
        reader => reader.PayloadLength == 5 ? (reader.Byte(0), (int)reader.Long(1)) : ((int, int)?)null)!.Value;
}
