using EdgeConv.Hardware.Boards;
using EdgeConv.Hardware.Generated;
using EdgeConv.Hardware.Wiring;

namespace EdgeConv.Draw;

/// <summary>All files of the repository that are made from hardware/.</summary>
public static class Everything
{
    // The board of the pictures.
    private const string Board = "esp32-devkitc";

    /// <summary>The folder that holds EdgeConv.sln.</summary>
    /// <exception cref="UserException">Not run from a checkout.</exception>
    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "EdgeConv.sln"))) return folder.FullName;
        throw new UserException("EdgeConv.sln is not above this program: run it from a checkout");
    }

    /// <summary>Makes them, and gives the paths of those that changed.</summary>
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

    /// <summary>Path and text of every file with a part that is made from hardware/.</summary>
    public static IEnumerable<(string Path, string Text)> Texts(string root)
    {
        (string Path, (string Name, string Lines)[] Blocks)[] files =
        [
            ("firmware/EdgeConv.Firmware/Board.cs", [("boards", FirmwareBoards.Text(BoardFiles.All))]),
            ("README.md", [("boards", BoardTables.Short(BoardFiles.All))]),
            ("hardware/README.md", [("pins", BoardTables.Pins(BoardFiles.All)), ("other pins", BoardTables.OtherPins(BoardFiles.All)),
                ("memory", BoardTables.Memory(BoardFiles.All)), ("bits", BoardTables.Bits(BoardFiles.All))]),
        ];
        foreach ((string path, (string Name, string Lines)[]? blocks) in files)
            yield return (path, blocks.Aggregate(File.ReadAllText(Path.Combine(root, path)),
                (text, block) => MarkedBlock.Replace(path, text, block.Name, block.Lines)));
    }

    /// <summary>Path and picture of every wiring.</summary>
    public static IEnumerable<(string Path, Picture Picture)> Pictures()
    {
        foreach ((string name, Build build) in Build.All)
            foreach (string ending in (string[])[".svg", ".png"])
                yield return ($"hardware/wiring/{name}{ending}", WiringPicture.Draw(name, build, BoardFiles.Open(Board)));
    }
}
