using System.Buffers.Binary;

namespace EdgeConv.Studio.Board;

/// <summary>Models that the studio can run itself: the built-in ones of the firmware, and those of slots by their CRC.</summary>
internal sealed class KnownModels
{
    private const int MaxModels = 16;

    private readonly object _lock = new();
    private readonly List<(uint Crc, byte[] File, Graph? Graph)> _loaded = [];

    /// <summary>Reads a network that is compiled into the firmware; null if there is none with this name.</summary>
    public static Graph? BuiltIn(string name)
    {
        string file = $"examples/{name}.json";
        if (!typeof(KnownModels).Assembly.GetManifestResourceNames().Contains(file)) return null;
        return ModelFile.Open(name + ".json", Resource.Read(typeof(KnownModels).Assembly, file));
    }

    /// <summary>CRC of an .ecm file, which is its last four bytes.</summary>
    public static uint CrcOf(byte[] file) => file.Length < 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(^4));

    /// <summary>Keeps a file that was sent to a board or read from it.</summary>
    /// <param name="file">The .ecm file.</param>
    /// <param name="graph">The network it was packed from, or null.</param>
    public void Add(byte[] file, Graph? graph)
    {
        lock (_lock)
        {
            uint crc = CrcOf(file);
            if (_loaded.Any(model => model.Crc == crc && (model.Graph is not null || graph is null))) return;
            _loaded.RemoveAll(model => model.Crc == crc);
            if (_loaded.Count == MaxModels) _loaded.RemoveAt(0);
            _loaded.Add((crc, file, graph));
        }
    }

    /// <summary>Finds the model of a slot; the file is null if it is not known.</summary>
    public (byte[]? File, Graph? Graph) Find(uint crc, int length)
    {
        lock (_lock)
        {
            (_, byte[]? file, Graph? graph) = _loaded.FirstOrDefault(model => model.Crc == crc && model.File.Length == length);
            return (file, graph);
        }
    }
}
