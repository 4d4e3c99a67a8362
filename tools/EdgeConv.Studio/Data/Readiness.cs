namespace EdgeConv.Studio.Data;

/// <summary>Sentences that say what a project lacks before a network can be trained on it.</summary>
internal static class Readiness
{
    // Below this number of frames a class is rarely learned well.
    private const int FewFrames = 20;

    /// <summary>Returns what must be done before training, or null if nothing must.</summary>
    /// <param name="project">The project.</param>
    /// <param name="classes">Its classes.</param>
    public static string? Problem(ProjectFolder project, IReadOnlyList<FrameClass> classes)
    {
        if (classes.Count == 0) return "Add two classes or more, one for each thing that the network must tell apart.";
        if (classes.FirstOrDefault(one => one.Files.Length == 0) is { } empty)
            return $"Class '{empty.Name}' has no frames. Record some, or delete the class.";
        if (classes.Count == 1)
            return $"There is only one class, '{classes[0].Name}'. Add another, for example Nothing, and record frames of it.";
        if (classes.FirstOrDefault(one => one.Files.Length == 1) is { } single) return $"Class '{single.Name}' has only one " +
            $"{(single.Files[0].Name.HasEnding(".csv", ".csv.gz", ".npy") && project.CountOf(single.Name, single.Files[0]) != 1
                ? "recording" : "frame")}. Record at least two, because one is kept for the test.";
        if (classes.SelectMany(one => one.Files).Select(file => Disk.IsImage(file.Name)).Distinct().Count() > 1)
            return $"The classes in {project.Path} mix pictures and recordings. Keep them in separate projects.";
        return project.Link() is { } link ? $"{link} is a link, which the studio does not follow. Replace it by the files." : null;
    }

    /// <summary>Returns advice for better results.</summary>
    /// <param name="counts">Number of frames of each class.</param>
    public static string[] Advice(IReadOnlyList<(string Name, int Frames)> counts)
    {
        if (counts.Count < 2 || counts.Any(one => one.Frames == 0)) return [];
        (string Name, int Frames) min = counts.MinBy(one => one.Frames), max = counts.MaxBy(one => one.Frames);
        if (min.Frames * 3 <= max.Frames) return [$"Class '{min.Name}' has far fewer frames than '{max.Name}' ({Amount.Of(min.Frames)} " +
            $"against {Amount.Of(max.Frames)}). Record more of it."];
        return min.Frames < FewFrames ? [$"Class '{min.Name}' has {Amount.Of(min.Frames, "frame")}. With {FewFrames} or more, in several " +
            "positions and at several moments, the network learns better."] : [];
    }
}
