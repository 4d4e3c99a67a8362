namespace EdgeConv.Studio.Endpoints;

/// <summary>Frames for a class.</summary>
/// <param name="Project">Name of the project, or "" for the folder of the data itself.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Height">Rows of a frame.</param>
/// <param name="Width">Columns of a frame.</param>
/// <param name="Channels">Channels of a frame.</param>
/// <param name="Min">Minimum of the sensor's range.</param>
/// <param name="Max">Maximum of the sensor's range.</param>
/// <param name="Values">Values of all frames, one frame after another, as 16-bit little-endian integers, HWC.</param>
internal sealed record AddFramesRequest(string Project, string Class, int Height, int Width, int Channels, int Min, int Max, byte[] Values);

/// <summary>A class to create or to delete.</summary>
/// <param name="Project">Name of the project; a new one is created.</param>
/// <param name="Class">Name of the class.</param>
internal sealed record ClassRequest(string Project, string Class);

/// <summary>Another name for a class.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="To">The new name.</param>
internal sealed record RenameRequest(string Project, string Class, string To);

/// <summary>Frames of a class to delete.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Files">Names of their files.</param>
internal sealed record FramesOfClassRequest(string Project, string Class, string[] Files);

/// <summary>Frames of a class to move to another.</summary>
/// <param name="Project">Name of the project.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Files">Names of their files.</param>
/// <param name="To">Name of the other class.</param>
internal sealed record MoveRequest(string Project, string Class, string[] Files, string To);
