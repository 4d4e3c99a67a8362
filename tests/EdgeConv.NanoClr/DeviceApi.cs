namespace EdgeConv.NanoClr;

/// <summary>
/// What the genuine mscorlib 1.17 of nanoFramework offers, as a list of facts: "TYPE : BASE" for every public type, "RETURN
/// TYPE::MEMBER(PARAMETERS)" for every public or protected member. The list is written by `dotnet run --project tests/EdgeConv.NanoClr --
/// list-api mscorlib.dll`.
/// </summary>
public sealed class DeviceApi
{
    private readonly HashSet<string> _members = [];
    private readonly Dictionary<string, string> _bases = [];

    private DeviceApi(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            int colon = line.IndexOf(" : ", StringComparison.Ordinal);
            if (colon < 0) _members.Add(line);
            else _bases.Add(line[..colon], line[(colon + 3)..]);
        }
    }

    /// <summary>The list kept in this assembly.</summary>
    public static IEnumerable<string> Lines
    {
        get
        {
            using var reader = new StreamReader(typeof(DeviceApi).Assembly.GetManifestResourceStream("mscorlib-1.17.txt")!);
            return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        }
    }

    /// <summary>Reads the list kept in this assembly.</summary>
    public static DeviceApi Load() => new(Lines);

    /// <summary>Makes the list of an assembly.</summary>
    public static IEnumerable<string> ListOf(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        var lines = new List<string>();
        foreach (TypeDefinition type in module.GetTypes().Where(IsVisible))
        {
            lines.Add($"{type.FullName} : {type.BaseType?.FullName ?? "none"}");
            lines.AddRange(type.Methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly).Select(m => m.FullName));
            lines.AddRange(type.Fields.Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => f.FullName));
        }
        return lines.Order(StringComparer.Ordinal);

        static bool IsVisible(TypeDefinition type) => type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType));
    }

    /// <summary>Whether the type is there.</summary>
    public bool Has(TypeReference type) => _bases.ContainsKey(type.FullName);

    /// <summary>
    /// Whether the member is there, on its type or, as an override the list's compiler would not name, on one of its bases.
    /// </summary>
    public bool Has(MemberReference member)
    {
        string declaring = member.DeclaringType.FullName;
        for (string? type = declaring; type is not null; type = _bases.GetValueOrDefault(type))
            if (_members.Contains(member.FullName.Replace(" " + declaring + "::", " " + type + "::"))) return true;
        return false;
    }
}
