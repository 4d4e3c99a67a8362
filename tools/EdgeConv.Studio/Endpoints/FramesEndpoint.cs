namespace EdgeConv.Studio.Endpoints;

/// <summary>A recording that the user opened.</summary>
/// <param name="Name">The file's name; its extension says what it is.</param>
/// <param name="Data">The whole file.</param>
/// <param name="Height">Rows of what the network takes.</param>
/// <param name="Width">Columns.</param>
/// <param name="Channels">Values per cell.</param>
internal sealed record FramesRequest(string Name, byte[] Data, int Height, int Width, int Channels);

/// <summary>Frames of a .csv, .csv.gz or .npy file, as `simulate --frames` reads it.</summary>
internal static class FramesEndpoint
{
    public static object Answer(FramesRequest request, CancellationToken cancellation)
    {
        const int MaxExtent = 1 << 12;
        if (request.Height is < 1 or > MaxExtent || request.Width is < 1 or > MaxExtent || request.Channels is < 1 or > MaxExtent
            || (long)request.Height * request.Width * request.Channels > 1 << 24)
            throw new ModelException($"{request.Height}x{request.Width}x{request.Channels}: no frame's extents");
        var shape = new FrameShape(request.Height, request.Width, request.Channels);
        using var file = new MemoryStream(request.Data);
        return RecordingAnswer.Of(request.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            ? NpyFrames.Read(file, request.Name, shape, RecordingAnswer.MaxFrames)
            : CsvFrames.Read(file, request.Name, shape, RecordingAnswer.MaxFrames), null);
    }
}
