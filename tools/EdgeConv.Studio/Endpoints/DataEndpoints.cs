using System.Buffers.Binary;
using System.Globalization;
using EdgeConv.Studio.Data;

namespace EdgeConv.Studio.Endpoints;

/// <summary>The frames that the page collects: lists them, adds, moves and deletes them.</summary>
/// <param name="data">Folder of the data.</param>
internal sealed class DataEndpoints(DataFolder data)
{
    private const int MaxShown = 60, MaxAdded = 64, MaxChanged = 10_000;
    private const int MaxSide = 256, MaxChannels = 64, MaxValues = 1 << 16;

    /// <summary>Describes a project: its classes, and what it lacks for a training.</summary>
    public object Project(IQueryCollection query)
    {
        string name = query["project"].ToString();
        ProjectFolder project = data.Open(name);
        FrameClass[] classes = project.Classes();
        (FrameShape? shape, bool? areImages) = project.FormatOf(classes);
        (string Name, int Frames)[] counts =
            [.. classes.Select(one => (one.Name, one.Files.Sum(file => project.CountOf(one.Name, file))))];
        return new
        {
            root = data.Root, projects = data.Projects(), project = name, path = project.Path,
            classes = classes.Select((one, i) => new { name = one.Name, files = one.Files.Length, frames = counts[i].Frames }),
            shape = Shape(shape), areImages, problem = Readiness.Problem(project, classes), advice = Readiness.Advice(counts),
        };
    }

    /// <summary>Returns some frames of a class as small pictures, the newest first.</summary>
    public object Frames(IQueryCollection query)
    {
        ProjectFolder project = data.Open(query["project"].ToString());
        FrameClass owner = project.Class(query["class"].ToString());
        int from = Number(query, "from", 0, int.MaxValue), count = Number(query, "count", 1, MaxShown);
        FileEntry[] files = [.. owner.Files.Reverse().Skip(from).Take(count)];
        return new
        {
            total = owner.Files.Length,
            frames = Thumbnails.Of([.. files.Select(file => project.Find(owner, file.Name)!)]).Zip(files, (picture, file) =>
                new { name = file.Name, frames = project.CountOf(owner.Name, file), picture }),
        };
    }

    public object Add(AddFramesRequest request, CancellationToken cancellation)
    {
        if (request.Height is < 1 or > MaxSide || request.Width is < 1 or > MaxSide || request.Channels is < 1 or > MaxChannels
            || request.Height * request.Width * request.Channels > MaxValues) throw new UserException(
            $"a frame of {request.Height}x{request.Width}x{request.Channels} is too large: up to {MaxSide}x{MaxSide} and " +
            $"{Amount.Of(MaxValues)} values can be collected; choose a smaller size");
        if (request.Min < short.MinValue || request.Max > short.MaxValue || request.Min >= request.Max)
            throw new ModelException($"{request.Min} to {request.Max} is not the range of a sensor");
        FrameFormat format = new(request.Height, request.Width, request.Channels, (short)request.Min, (short)request.Max);
        int bytes = 2 * format.Length, count = request.Values.Length / bytes;
        if (count is < 1 or > MaxAdded || count * bytes != request.Values.Length)
            throw new ModelException($"values holds {Amount.Of(request.Values.Length, "byte")}; give 1 to {MaxAdded} frames of {bytes}");
        short[][] frames = [.. Enumerable.Range(0, count).Select(_ => new short[format.Length])];
        for (int i = 0; i < count * format.Length; i++)
        {
            short value = BinaryPrimitives.ReadInt16LittleEndian(request.Values.AsSpan(2 * i));
            if (value < request.Min || value > request.Max)
                throw new ModelException($"a frame holds {value}, which is outside {request.Min} to {request.Max}");
            frames[i / format.Length][i % format.Length] = value;
        }
        lock (data.Changes)
        {
            ProjectFolder project = data.Open(request.Project);
            return new { files = project.Add(request.Class, format, frames), total = project.Class(request.Class).Files.Length };
        }
    }

    public object AddClass(ClassRequest request, CancellationToken cancellation)
    {
        lock (data.Changes)
        {
            FolderName.Of(request.Class); // a name that cannot be used creates no project either
            ProjectFolder project = data.Create(request.Project);
            return new { project = project.Path == data.Root ? "" : Path.GetFileName(project.Path), name = project.Add(request.Class) };
        }
    }

    public object Rename(RenameRequest request, CancellationToken cancellation)
    {
        lock (data.Changes) return new { name = data.Open(request.Project).Rename(request.Class, request.To) };
    }

    public object RemoveClass(ClassRequest request, CancellationToken cancellation)
    {
        lock (data.Changes) data.Open(request.Project).Remove(request.Class);
        return new { };
    }

    public object Delete(FramesOfClassRequest request, CancellationToken cancellation)
    {
        CheckCount(request.Files);
        lock (data.Changes) return new { count = data.Open(request.Project).Delete(request.Class, request.Files) };
    }

    public object Move(MoveRequest request, CancellationToken cancellation)
    {
        CheckCount(request.Files);
        lock (data.Changes) return new { count = data.Open(request.Project).Move(request.Class, request.Files, request.To) };
    }

    /// <summary>Returns a shape for the page.</summary>
    public static object? Shape(FrameShape? shape) =>
        shape is { } known ? new { height = known.Height, width = known.Width, channels = known.Channels } : null;

    /// <summary>Parses a number of a query.</summary>
    public static int Number(IQueryCollection query, string name, int min, int max) =>
        int.TryParse(query[name], NumberStyles.None, null, out int number) && number >= min && number <= max ? number
            : throw new ModelException($"{name} must be an integer from {min} to {max}");

    private static void CheckCount(string[] files)
    {
        if (files.Length > MaxChanged) throw new UserException($"choose at most {Amount.Of(MaxChanged, "frame")} at a time");
    }
}
