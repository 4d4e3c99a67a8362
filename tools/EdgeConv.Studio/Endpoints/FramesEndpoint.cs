namespace EdgeConv.Studio.Endpoints;

/// <summary>A recording that the user opened.</summary>
/// <param name="Name">Name of the file; its extension gives the format.</param>
/// <param name="Data">Content of the file.</param>
/// <param name="Height">Rows of the network's input; null to take the frames as they were recorded.</param>
/// <param name="Width">Columns of the network's input, or null.</param>
/// <param name="Channels">Channels of the network's input, or null.</param>
/// <param name="OrRecorded">True to take the frames as they were recorded if they do not fit this input.</param>
internal sealed record FramesRequest(string Name, byte[] Data, int? Height = null, int? Width = null, int? Channels = null,
    bool OrRecorded = false);

/// <summary>Reads the frames of a .csv, .csv.gz or .npy file in the same way as `simulate --frames`.</summary>
internal static class FramesEndpoint
{
    // Limits of a frame that is taken as it was recorded.
    private const int MaxRecordedExtent = 160, MaxRecordedChannels = 16;

    public static object Answer(FramesRequest request, CancellationToken cancellation)
    {
        if (request is not { Height: { } height, Width: { } width, Channels: { } channels })
            return Read(request, Recorded(request.Data, request.Name));
        var shape = new FrameShape(height, width, channels);
        const int MaxExtent = 1 << 12;
        if (height is < 1 or > MaxExtent || width is < 1 or > MaxExtent || channels is < 1 or > MaxExtent
            || (long)height * width * channels > 1 << 24)
            throw new ModelException($"{height}x{width}x{channels} is not the shape of a frame");
        try
        {
            return Read(request, shape);
        }
        catch (UserException) when (request.OrRecorded && Recorded(request.Data, request.Name) != shape)
        {
            return Read(request, Recorded(request.Data, request.Name));
        }
    }

    private static object Read(FramesRequest request, FrameShape shape)
    {
        using var file = new MemoryStream(request.Data);
        return RecordingAnswer.Of(request.Name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase)
            ? NpyFrames.Read(file, request.Name, shape, RecordingAnswer.MaxFrames)
            : CsvFrames.Read(file, request.Name, shape, RecordingAnswer.MaxFrames), null);
    }

    // Frames of a .npy file that are too large are shrunk.
    private static FrameShape Recorded(byte[] data, string name)
    {
        FrameShape shape = RecordedShape.Of(new MemoryStream(data), name);
        if (shape.Channels > MaxRecordedChannels)
            throw new ModelException($"{name} holds frames of {shape}; the page takes up to {MaxRecordedChannels} channels");
        bool isArray = name.EndsWith(".npy", StringComparison.OrdinalIgnoreCase);
        while (isArray && shape.Channels == 1 && Math.Max(shape.Height, shape.Width) > MaxRecordedExtent)
            shape = new FrameShape((shape.Height + 1) / 2, (shape.Width + 1) / 2, 1);
        return Math.Max(shape.Height, shape.Width) <= MaxRecordedExtent ? shape
            : throw new ModelException($"{name} holds frames of {shape}; the page takes up to {MaxRecordedExtent} rows and columns");
    }
}
