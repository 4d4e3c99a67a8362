using EdgeConv.Studio.Data;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Small pictures of frames for the page, one byte per value.</summary>
internal static class Thumbnails
{
    /// <summary>
    /// Returns a picture of the first frame of each file; null for a file that cannot be shown. A sensor's frames share one scale, so that
    /// they can be compared.
    /// </summary>
    /// <param name="paths">The files.</param>
    public static object?[] Of(IReadOnlyList<string> paths)
    {
        StoredFrame?[] frames = [.. paths.Select(StoredFrame.Read)];
        bool arePictures = paths.All(path => Disk.IsImage(Path.GetFileName(path)));
        float[] ends = arePictures ? [0, 255]
            : [.. frames.OfType<StoredFrame>().SelectMany(frame => new[] { frame.Values.Min(), frame.Values.Max() })];
        (float min, float max) = ends.Length == 0 ? (0, 1) : (ends.Min(), ends.Max());
        float range = max > min ? max - min : 1;
        return [.. frames.Select(frame => frame is null ? null : new
        {
            shape = $"{frame.Shape}", height = frame.Shown.Height, width = frame.Shown.Width, channels = frame.Shown.Channels,
            data = Array.ConvertAll(frame.Values, value => (byte)Math.Clamp(MathF.Round((value - min) / range * 255), 0, 255)),
        })];
    }
}
