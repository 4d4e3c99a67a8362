using Google.Protobuf;

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// A message of a Protobuf file, read by field number. Fields are met one after another and nothing is copied, so that a hostile file costs
/// no more than its bytes; a damaged one ends in <see cref="InvalidProtocolBufferException"/>, which the importer turns into its own.
/// </summary>
internal readonly struct ProtoMessage(byte[] file, int start, int end)
{
    /// <summary>The message as the file has it.</summary>
    internal ReadOnlySpan<byte> Bytes => file.AsSpan(start, end - start);

    /// <summary>All fields in the file's order.</summary>
    internal IEnumerable<ProtoField> Fields()
    {
        CodedInputStream input = new(file, start, end - start);
        for (uint tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            int number = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint: yield return new ProtoField(number, false, input.ReadUInt64(), file, 0, 0); break;
                case WireFormat.WireType.Fixed32: yield return new ProtoField(number, false, input.ReadFixed32(), file, 0, 0); break;
                case WireFormat.WireType.Fixed64: yield return new ProtoField(number, false, input.ReadFixed64(), file, 0, 0); break;
                case WireFormat.WireType.LengthDelimited:
                    int from = (int)input.Position;
                    input.SkipLastField();
                    int to = (int)input.Position;
                    // The length itself, a varint, comes first.
                    while (file[from] >= 0x80) from++;
                    yield return new ProtoField(number, true, 0, file, from + 1, to);
                    break;
                default: input.SkipLastField(); break;
            }
        }
    }

    /// <summary>A field that is no list; if a file has several, the last is valid. Null if there is none.</summary>
    internal ProtoField? Field(int number) =>
        Fields().Where(field => field.Number == number).Select(field => (ProtoField?)field).LastOrDefault();

    /// <summary>A field of text; "" if there is none.</summary>
    internal string Text(int number) => Field(number)?.Text ?? "";

    /// <summary>All fields of a number that are messages.</summary>
    internal IEnumerable<ProtoMessage> Messages(int number) =>
        Fields().Where(field => field.Number == number && field.IsBytes).Select(field => field.Message);
}

/// <summary>A field of a message.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="IsBytes">True for a string, bytes, a message or a packed list; false for a number.</param>
/// <param name="Bits">The number.</param>
/// <param name="File">Holds the bytes.</param>
/// <param name="Start">First of the bytes.</param>
/// <param name="End">Behind the last.</param>
internal readonly record struct ProtoField(int Number, bool IsBytes, ulong Bits, byte[] File, int Start, int End)
{
    internal ProtoMessage Message => new(File, Start, End);

    internal string Text => Encoding.UTF8.GetString(File, Start, End - Start);

    internal ReadOnlySpan<byte> Bytes => File.AsSpan(Start, End - Start);

    internal long Long => (long)Bits;

    internal float Float => BitConverter.UInt32BitsToSingle((uint)Bits);

    /// <summary>The varints of a list, packed or one of many fields.</summary>
    internal IEnumerable<long> Longs()
    {
        if (!IsBytes)
        {
            yield return Long;
            yield break;
        }
        CodedInputStream input = new(File, Start, End - Start);
        while (!input.IsAtEnd) yield return input.ReadInt64();
    }

    /// <summary>The floats of a list, packed or one of many fields.</summary>
    internal IEnumerable<float> Floats()
    {
        if (!IsBytes)
        {
            yield return Float;
            yield break;
        }
        for (int at = Start; at + 4 <= End; at += 4) yield return BitConverter.ToSingle(File, at);
    }
}
