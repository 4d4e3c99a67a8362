namespace EdgeConv.NanoClr;

/// <summary>What nanoFramework's mscorlib offers to device code.</summary>
public sealed class DeviceApi
{
    // What mscorlib is called by the assemblies that device code is compiled against.
    private static readonly HashSet<string> s_baseLibraries = ["mscorlib", "netstandard", "System.Runtime", "System.Private.CoreLib"];

    // What the compiler itself uses where the base library has it, and does without on nanoFramework.
    private static readonly HashSet<string> s_compilersOwn =
    [
        "System.Void System.Runtime.CompilerServices.CompilerGeneratedAttribute::.ctor()",
        "System.Void System.Threading.Monitor::Enter(System.Object,System.Boolean&)",
        "System.Boolean System.Type::op_Equality(System.Type,System.Type)",
        "System.Boolean System.Type::op_Inequality(System.Type,System.Type)",
    ];

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

    /// <summary>
    /// Returns the rules that an assembly breaks: those of the interpreter, EdgeConv's own, and that it uses nothing which mscorlib lacks.
    /// </summary>
    public IReadOnlyList<string> Violations(byte[] assembly)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(assembly));
        return [.. DeviceCodeRules.Find(module, isStrict: true, Refusal).Select(violation => violation.ToString())];
    }

    private string? Refusal(MemberReference member)
    {
        TypeReference type = member as TypeReference ?? member.DeclaringType;
        bool isBase = type.Scope is AssemblyNameReference scope && s_baseLibraries.Contains(scope.Name);
        return !isBase || s_compilersOwn.Contains(member.FullName) || Has(member) ? null : $"{member.FullName} is not in mscorlib 1.17";
    }

    // A member may be an override that its type does not declare anew; then one of its bases has it.
    private bool Has(MemberReference member)
    {
        if (member is TypeReference) return _bases.ContainsKey(member.FullName);
        string declaring = member.DeclaringType.FullName;
        for (string? type = declaring; type is not null; type = _bases.GetValueOrDefault(type))
            if (_members.Contains(member.FullName.Replace(" " + declaring + "::", " " + type + "::"))) return true;
        return false;
    }
}
