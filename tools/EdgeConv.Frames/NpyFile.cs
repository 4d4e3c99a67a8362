using System.Buffers.Binary;
using System.Text;

namespace EdgeConv.Frames;

/// <summary>Frames as a numpy file: an array of [frames, height, width, channels], int16. Source: numpy, NEP 1.</summary>
public static class NpyFile
{
    private const int Alignment = 64;

    /// <summary>The bytes of the file.</summary>
    public static byte[] Of(FrameFormat format, IReadOnlyList<short[]> frames)
    {
        string header = $"{{'descr': '<i2', 'fortran_order': False, 'shape': ({frames.Count}, {format.Height}, {format.Width}, {format.Channels}), }}";
        int length = (10 + header.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] file = new byte[length + 2L * frames.Count * format.Length];
        byte[] magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
        magic.CopyTo(file, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(header.PadRight(length - 11) + "\n").CopyTo(file, 10);
        int at = length;
        foreach (short[] frame in frames)
            foreach (short value in frame)
            {
                BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), value);
                at += 2;
            }
        return file;
    }
}
