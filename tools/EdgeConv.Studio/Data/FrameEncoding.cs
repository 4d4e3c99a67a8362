using System.Runtime.InteropServices;
using SkiaSharp;

namespace EdgeConv.Studio.Data;

/// <summary>
/// Files of frames. `edgeconv train` reads exactly the values back: a picture (0 to 255, one channel or three) is a .png, any other frame a
/// .npy of its own, as `edgeconv record` writes it.
/// </summary>
internal static class FrameEncoding
{
    /// <summary>Ending of the files of frames of a format.</summary>
    public static string EndingOf(FrameFormat format) =>
        format is { Minimum: 0, Maximum: 255, Channels: 1 or 3 } ? ".png" : ".npy";

    /// <summary>Returns the content of the file of a frame.</summary>
    /// <param name="format">Format of the frame.</param>
    /// <param name="values">Values of the frame, HWC.</param>
    public static byte[] File(FrameFormat format, short[] values) => EndingOf(format) == ".png" ? Png(format, values)
        : NpyFile.Of([1, format.Height, format.Width, format.Channels], [values]);

    private static byte[] Png(FrameFormat format, short[] values)
    {
        bool isGray = format.Channels == 1;
        // No color space is given, so none is written, and no reader converts the values.
        using SKBitmap bitmap = new(new SKImageInfo(format.Width, format.Height, isGray ? SKColorType.Gray8 : SKColorType.Rgba8888,
            SKAlphaType.Opaque));
        byte[] row = new byte[bitmap.RowBytes];
        for (int y = 0; y < format.Height; y++)
        {
            for (int i = 0; i < format.Width * format.Channels; i++)
            {
                int at = isGray ? i : i / 3 * 4 + i % 3;
                row[at] = (byte)values[y * format.Width * format.Channels + i];
                if (!isGray) row[i / 3 * 4 + 3] = byte.MaxValue;
            }
            Marshal.Copy(row, 0, bitmap.GetPixels() + y * bitmap.RowBytes, row.Length);
        }
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }
}
