using System.Security.Cryptography;

namespace EdgeConv.Board;

/// <summary>
/// The keys of boards on the network: in one file of the user that nobody else may read, a line each with the number of the key, the key
/// and the address it was made for. A board says the number of its key, so that it is found whatever its address is by now.
/// </summary>
public sealed class BoardKeys
{
    /// <summary>Names a key file, where no option does.</summary>
    public const string Variable = "EDGECONV_KEY";

    private readonly string _file;
    private readonly bool _isChosen;

    /// <summary>Opens the keys.</summary>
    /// <param name="file">A file; null for the one that EDGECONV_KEY names, else the user's own.</param>
    /// <exception cref="UserException">There is no home folder for the user's own.</exception>
    public BoardKeys(string? file)
    {
        string? chosen = file ?? Environment.GetEnvironmentVariable(Variable);
        _isChosen = !string.IsNullOrEmpty(chosen);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        _file = _isChosen ? chosen! : home != "" ? Path.Combine(home, "edgeconv", "keys")
            : throw new UserException($"no home folder for the keys of boards: name a file with --key or {Variable}");
    }

    /// <summary>A new key.</summary>
    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(LinkSession.KeyBytes);

    /// <summary>The key with a number.</summary>
    /// <param name="address">Of the board, for the message.</param>
    /// <param name="id">Number of its key.</param>
    /// <exception cref="UserException">There is no such key.</exception>
    public byte[] Find(string address, byte[] id)
    {
        string wanted = Convert.ToHexStringLower(id);
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
                // Another line may have it.
            }
        }
        throw new UserException($"{address}: {(_isChosen ? _file : "your key file")} has not the key of this board ({wanted}); make one " +
            "over the cable: edgeconv board set PORT link.key=new --restart");
    }

    /// <summary>Keeps a key, beside all earlier ones.</summary>
    /// <exception cref="UserException">The file cannot be written.</exception>
    public void Add(string address, byte[] key)
    {
        string label = Printable.Text(address, 80).Replace(' ', '_');
        string id = Convert.ToHexStringLower(LinkSession.KeyId(TcpTransport.Hash, key));
        // Keys of before stay: until its restart a board has the old one, and another board may have had this address.
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
            throw new UserException($"{_file}: cannot be written: {Printable.Text(failure.Message, 120)}");
        }
    }

    private string[] Lines()
    {
        const int MaxBytes = 1 << 20;
        try
        {
            if (!File.Exists(_file)) return [];
            return new FileInfo(_file).Length <= MaxBytes ? File.ReadAllLines(_file) : throw new UserException($"{_file}: is no key file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{_file}: cannot be read: {Printable.Text(failure.Message, 120)}");
        }
    }
}
