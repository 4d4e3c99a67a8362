namespace EdgeConv.Studio.Endpoints;

/// <summary>A recording that the user opened.</summary>
/// <param name="Name">Name of the file; its extension gives the format.</param>
/// <param name="Data">Content of the file.</param>
/// <param name="Height">Rows of the network's input.</param>
/// <param name="Width">Columns of the network's input.</param>
/// <param name="Channels">Channels of the network's input.</param>
internal sealed record FramesRequest(string Name, byte[] Data, int Height, int Width, int Channels);

/// <summary>Reads the frames of a .csv, .csv.gz or .npy file in the same way as `simulate --frames`.</summary>
internal static class FramesEndpoint
{
    public static object Answer(FramesRequest request, CancellationToken cancellation)
    {
        const int MaxExtent = 1 << 12;
        if (request.Height is < 1 or > MaxExtent || request.Width is < 1 or > MaxExtent || request.Channels is < 1 or > MaxExtent
            || (long)request.Height * request.Width * request.Channels > 1 << 24)
            throw new ModelException($"{request.Height}x{request.Width}x{request.Channels} is not the shape of a frame");
        var shape = new FrameShape(request.Height, request.Width, request.Channels);
        using var file = new MemoryStream(request.Data);
        return RecordingAnswer.Of(request.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            ? NpyFrames.Read(file, request.Name, shape, RecordingAnswer.MaxFrames)
            : CsvFrames.Read(file, request.Name, shape, RecordingAnswer.MaxFrames), null);
    }
}
