using EdgeConv.Hardware.Boards;
using EdgeConv.Hardware.Generated;
using EdgeConv.Hardware.Wiring;

namespace EdgeConv.Draw;

/// <summary>Generates the repository's files that follow from hardware/.</summary>
public static class Everything
{
    // The board that the pictures show.
    private const string Board = "esp32-devkitc";

    /// <summary>Returns the folder that holds EdgeConv.sln.</summary>
    /// <exception cref="UserException">The program does not run from a checkout.</exception>
    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeConv.sln"))) return folder.FullName;
        throw new UserException("no folder above this program holds EdgeConv.sln; run it from a checkout");
    }

    /// <summary>Writes the files that differ, and returns their paths.</summary>
    public static IEnumerable<string> Make(string root)
    {
        foreach ((string path, byte[] data) in Texts(root).Select(text => (text.Path, Encoding.UTF8.GetBytes(text.Text)))
            .Concat(Pictures().Select(picture => (picture.Path, PictureFile.Of(picture.Picture, picture.Path)))))
        {
            string file = Path.Combine(root, path);
            if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(data)) continue;
            SafeFile.Write("", file, data);
            yield return path;
        }
    }

    /// <summary>Returns path and text of every file that has a block generated from hardware/.</summary>
    public static IEnumerable<(string Path, string Text)> Texts(string root)
    {
        const string Tables = "hardware/README.md";
        (string Path, string Name, string Lines)[] blocks =
        [
            ("firmware/EdgeConv.Firmware/Board.cs", "boards", FirmwareBoards.Text(BoardFiles.All)),
            ("README.md", "boards", BoardTables.Short(BoardFiles.All)), (Tables, "pins", BoardTables.Pins(BoardFiles.All)),
            (Tables, "other pins", BoardTables.OtherPins(BoardFiles.All)), (Tables, "memory", BoardTables.Memory(BoardFiles.All)),
            (Tables, "bits", BoardTables.Bits(BoardFiles.All)),
        ];
        return blocks.GroupBy(block => block.Path).Select(file => (file.Key, file.Aggregate(File.ReadAllText(Path.Combine(root, file.Key)),
            (text, block) => MarkedBlock.Replace(file.Key, text, block.Name, block.Lines))));
    }

    /// <summary>Returns path and picture of every wiring, and of the servo without a sensor.</summary>
    public static IEnumerable<(string Path, Picture Picture)> Pictures() =>
        from known in Build.All.Append((Name: "servo-alone", Build: Build.Open("servo").WithSensor("none")))
        from ending in (string[])[".svg", ".png"]
        select ($"hardware/wiring/{known.Name}{ending}", WiringPicture.Draw(known.Name, known.Build, BoardFiles.Open(Board)));
}
