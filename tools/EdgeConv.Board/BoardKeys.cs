using System.Security.Cryptography;

namespace EdgeConv.Board;

/// <summary>
/// The keys of boards on the network, in one file that only the user may read. Each line holds the ID of a key, the key, and the address
/// that it was made for. A board sends the ID of its key, so the key is found even if the board's address has changed.
/// </summary>
public sealed class BoardKeys
{
    /// <summary>Environment variable that names a key file if no option does.</summary>
    public const string Variable = "EDGECONV_KEY";

    private readonly string _file;
    private readonly bool _isChosen;
    private readonly byte[]? _typed;

    /// <summary>Chooses the key file.</summary>
    /// <param name="file">Path of a key file; null takes the one that EDGECONV_KEY names, or else the user's own.</param>
    /// <exception cref="UserException">No file is named, and the user has no home folder.</exception>
    public BoardKeys(string? file)
    {
        string? chosen = file ?? Environment.GetEnvironmentVariable(Variable);
        _isChosen = !string.IsNullOrEmpty(chosen);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        _file = _isChosen ? chosen! : home != "" ? Path.Combine(home, "edgeconv", "keys")
            : throw new UserException($"there is no home folder for the keys of boards; name a file with --key or {Variable}");
    }

    /// <summary>Uses a key that the user typed, and no file.</summary>
    /// <param name="digits">64 hexadecimal digits.</param>
    /// <exception cref="UserException">The text is no key.</exception>
    public static BoardKeys Typed(string digits)
    {
        try
        {
            byte[] key = Convert.FromHexString(digits);
            if (key.Length == LinkSession.KeyBytes) return new BoardKeys(key);
        }
        catch (FormatException)
        {
            // The message must not repeat what may be a mistyped key.
        }
        throw new UserException($"a board's key has {Amount.Of(2 * LinkSession.KeyBytes, "digit")} of 0 to 9 and a to f");
    }

    private BoardKeys(byte[] typed) => (_typed, _file) = (typed, "");

    /// <summary>Makes a new random key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(LinkSession.KeyBytes);

    /// <summary>Finds the key with an ID.</summary>
    /// <param name="address">Address of the board, for the message.</param>
    /// <param name="id">ID of the key.</param>
    /// <exception cref="UserException">The file holds no key with this ID, or cannot be read.</exception>
    public byte[] Find(string address, byte[] id)
    {
        string wanted = Convert.ToHexStringLower(id);
        if (_typed is not null) return id.AsSpan().SequenceEqual(LinkSession.KeyId(TcpTransport.Hash, _typed)) ? _typed
            : throw new UserException($"{address}: this is not the key of the board, which has the number {wanted}");
        foreach (string line in Lines())
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length < 2 || parts[0] != wanted || parts[1].Length != 2 * LinkSession.KeyBytes) continue;
            try
            {
                return Convert.FromHexString(parts[1]);
            }
            catch (FormatException)
            {
                // This line is damaged, but another line may hold the key.
            }
        }
        throw new UserException($"{address}: {(_isChosen ? _file : "your key file")} lacks the key of this board ({wanted}); make one " +
            "over the cable: edgeconv board set PORT link.key=new --restart");
    }

    /// <summary>Adds a key to the file; earlier keys stay.</summary>
    /// <param name="address">Address of the board.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Add(string address, byte[] key)
    {
        string label = Printable.Text(address, 80).Replace(' ', '_');
        string id = Convert.ToHexStringLower(LinkSession.KeyId(TcpTransport.Hash, key));
        // Earlier keys of this address stay: a board uses its old key until it restarts, and another board may have had this address.
        string[] lines = [.. Lines().Where(line => !line.StartsWith($"{id} ", StringComparison.Ordinal)),
            $"{id} {Convert.ToHexStringLower(key)} {label}"];
        try
        {
            if (Path.GetDirectoryName(_file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            string part = $"{_file}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(part, options)) writer.Write(string.Join('\n', lines) + "\n");
            File.Move(part, _file, true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{_file} cannot be written: {Printable.Text(failure.Message, 120)}");
        }
    }

    private string[] Lines()
    {
        const int MaxBytes = 1 << 20;
        try
        {
            if (!File.Exists(_file)) return [];
            return new FileInfo(_file).Length <= MaxBytes ? File.ReadAllLines(_file) : throw new UserException($"{_file} is no key file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{_file} cannot be read: {Printable.Text(failure.Message, 120)}");
        }
    }
}
