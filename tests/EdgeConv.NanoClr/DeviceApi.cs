namespace EdgeConv.NanoClr;

/// <summary>What nanoFramework's mscorlib offers to device code.</summary>
public sealed class DeviceApi
{
    // RETURN TYPE::MEMBER(PARAMETERS) of every public or protected member, and the base of every public type.
    private readonly HashSet<string> _members = [];
    private readonly Dictionary<string, string> _bases = [];

    /// <summary>Reads the mscorlib of the package nanoFramework.CoreLibrary, which the build copies beside this assembly.</summary>
    public static DeviceApi Load()
    {
        DeviceApi api = new();
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "nanoFramework", "mscorlib.dll"));
        foreach (TypeDefinition type in module.GetTypes().Where(IsVisible))
        {
            api._bases.Add(type.FullName, type.BaseType?.FullName ?? "none");
            IEnumerable<MemberReference> members =
            [
                .. type.Methods.Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly),
                .. type.Fields.Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly),
            ];
            api._members.UnionWith(members.Select(member => member.FullName));
        }
        return api;

        static bool IsVisible(TypeDefinition type) => type.IsPublic || (type.IsNestedPublic && IsVisible(type.DeclaringType));
    }

    /// <summary>Whether the type is there.</summary>
    public bool Has(TypeReference type) => _bases.ContainsKey(type.FullName);

    /// <summary>
    /// Whether the member is there, on its type or, as an override that it does not declare anew, on one of its bases.
    /// </summary>
    public bool Has(MemberReference member)
    {
        string declaring = member.DeclaringType.FullName;
        for (string? type = declaring; type is not null; type = _bases.GetValueOrDefault(type))
            if (_members.Contains(member.FullName.Replace(" " + declaring + "::", " " + type + "::"))) return true;
        return false;
    }
}
