using Google.Protobuf;

namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// A message of a Protobuf file, read by field number (https://protobuf.dev/programming-guides/encoding). Fields are read one after another
/// and nothing is copied, so that a hostile file cannot use more memory than it has bytes. A damaged file causes an
/// <see cref="InvalidProtocolBufferException"/>, which the importer turns into a <see cref="ModelException"/>.
/// </summary>
internal readonly struct ProtoMessage(byte[] file, int start, int end)
{
    // Bit of each byte of a varint that says that another byte follows.
    private const byte Continues = 0x80;

    /// <summary>The bytes of the message.</summary>
    internal ReadOnlySpan<byte> Bytes => file.AsSpan(start, end - start);

    /// <summary>All fields, in the order of the file.</summary>
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
                    // The bytes begin behind their length, which is a varint.
                    while (file[from] >= Continues) from++;
                    yield return new ProtoField(number, true, 0, file, from + 1, to);
                    break;
                default: input.SkipLastField(); break;
            }
        }
    }

    /// <summary>A field that is no list; null if the message lacks it. If it occurs several times, the last one counts.</summary>
    internal ProtoField? Field(int number) =>
        Fields().Where(field => field.Number == number).Select(field => (ProtoField?)field).LastOrDefault();

    /// <summary>A text field; "" if the message lacks it.</summary>
    internal string Text(int number) => Field(number)?.Text ?? "";

    /// <summary>All fields with a number whose values are messages.</summary>
    internal IEnumerable<ProtoMessage> Messages(int number) =>
        Fields().Where(field => field.Number == number && field.IsBytes).Select(field => field.Message);
}

/// <summary>A field of a message.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="IsBytes">True for a string, bytes, a message or a packed list; false for a number.</param>
/// <param name="Bits">The bits of a number; 0 for bytes.</param>
/// <param name="File">All bytes of the file.</param>
/// <param name="Start">Position of the first byte of the value.</param>
/// <param name="End">Position behind the last byte of the value.</param>
internal readonly record struct ProtoField(int Number, bool IsBytes, ulong Bits, byte[] File, int Start, int End)
{
    internal ProtoMessage Message => new(File, Start, End);

    internal string Text => Encoding.UTF8.GetString(File, Start, End - Start);

    internal ReadOnlySpan<byte> Bytes => File.AsSpan(Start, End - Start);

    internal long Long => (long)Bits;

    internal float Float => BitConverter.UInt32BitsToSingle((uint)Bits);

    /// <summary>The integers of this field: all of a packed list, or the one number of an unpacked list's field.</summary>
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

    /// <summary>The floats of this field: all of a packed list, or the one number of an unpacked list's field.</summary>
    internal IEnumerable<float> Floats()
    {
        if (!IsBytes)
        {
            yield return Float;
            yield break;
        }
        for (int at = Start; at + sizeof(float) <= End; at += sizeof(float)) yield return BitConverter.ToSingle(File, at);
    }
}
