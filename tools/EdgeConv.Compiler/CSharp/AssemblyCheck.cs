using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// What an assembly may hold that is loaded into this process to be run or counted: the generated class with its parts and tables, and
/// calls of kernels. Tables of the metadata name everything that code can reach, so no instruction is looked at.
/// </summary>
internal sealed class AssemblyCheck
{
    private const string Tables = "<PrivateImplementationDetails>";

    // Members of other assemblies, besides kernels, that generated code and the C# compiler's own attributes call.
    private static readonly HashSet<string> s_calls =
    [
        "System.Object..ctor",
        "System.Array.Copy",
        "System.Runtime.CompilerServices.RuntimeHelpers.InitializeArray",
        "System.Runtime.CompilerServices.CompilationRelaxationsAttribute..ctor",
        "System.Runtime.CompilerServices.RuntimeCompatibilityAttribute..ctor",
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute..ctor",
        "System.Runtime.CompilerServices.RefSafetyRulesAttribute..ctor",
        "System.Diagnostics.DebuggableAttribute..ctor",
        "EdgeConv.TensorInfo..ctor",
    ];

    // The device libraries, of which generated code calls kernels.
    private static readonly string?[] s_libraries =
        [typeof(Models.IModel).Assembly.GetName().Name, typeof(Models.PackedModel).Assembly.GetName().Name];

    private readonly MetadataReader _metadata;
    private readonly string _type;

    private AssemblyCheck(MetadataReader metadata, string type)
    {
        _metadata = metadata;
        _type = type;
    }

    /// <summary>Refuses an assembly that holds anything else.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="type">Full name of the generated class.</param>
    /// <exception cref="ModelException">It holds something else; the message names it.</exception>
    internal static void Require(byte[] image, string type)
    {
        using PEReader reader = new(new MemoryStream(image));
        AssemblyCheck check = new(reader.GetMetadataReader(), type);
        string stray = string.Join(", ", check.Assembly().Concat(check.Types()).Concat(check.Methods()).Concat(check.Calls()).Distinct());
        if (stray.Length > 0)
            throw new ModelException($"the compiled source is not run: it holds {Printable.Text(stray, 300)}, which no model needs");
    }

    private IEnumerable<string> Assembly()
    {
        foreach (AssemblyReferenceHandle each in _metadata.AssemblyReferences)
        {
            string name = _metadata.GetString(_metadata.GetAssemblyReference(each).Name);
            if (!s_libraries.Contains(name)
                && name is not ("System.Runtime" or "System.Private.CoreLib")) yield return $"a reference to {name}";
        }
        if (_metadata.GetTableRowCount(TableIndex.ModuleRef) > 0) yield return "a native library";
        if (_metadata.ManifestResources.Count + _metadata.AssemblyFiles.Count + _metadata.ExportedTypes.Count > 0)
            yield return "files or resources";
    }

    private IEnumerable<string> Types()
    {
        foreach (TypeDefinition type in _metadata.TypeDefinitions.Select(_metadata.GetTypeDefinition))
        {
            string name = FullName(type), part = _type + "Part";
            bool isClass = name == _type
                || (name.StartsWith(part, StringComparison.Ordinal) && name.AsSpan(part.Length).IndexOfAnyExceptInRange('0', '9') < 0);
            // The compiler's own type for tables, and the one of the module, whose method would run when it is loaded.
            bool isTable = type.GetMethods().Count == 0
                && (name is "<Module>" or Tables || name.StartsWith(Tables + ".__StaticArrayInitTypeSize=", StringComparison.Ordinal));
            if (!isClass && !isTable) yield return $"the type {name}";
        }
    }

    private IEnumerable<string> Methods()
    {
        foreach (MethodDefinition method in _metadata.MethodDefinitions.Select(_metadata.GetMethodDefinition))
        {
            string name = _metadata.GetString(method.Name), type = FullName(_metadata.GetTypeDefinition(method.GetDeclaringType()));
            if (name == ".cctor") yield return $"a static initializer of {type}";
            if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0 || method.ImplAttributes != MethodImplAttributes.IL)
                yield return $"the method {name}, which is not made of IL";
        }
    }

    private IEnumerable<string> Calls()
    {
        foreach (MemberReference member in _metadata.MemberReferences.Select(_metadata.GetMemberReference))
        {
            string name = _metadata.GetString(member.Name);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                TypeReference type = _metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                if (IsKernel(type)) continue;
                name = $"{FullName(type)}.{name}";
            }
            if (!s_calls.Contains(name)) yield return $"a call of {name}";
        }
        if (_metadata.GetTableRowCount(TableIndex.MethodSpec) > 0) yield return "a generic call";
        for (int row = 1; row <= _metadata.GetTableRowCount(TableIndex.StandAloneSig); row++)
        {
            StandaloneSignature signature = _metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row));
            if (signature.GetKind() != StandaloneSignatureKind.LocalVariables) yield return "a call through a pointer";
        }
    }

    private bool IsKernel(TypeReference type) => type.ResolutionScope.Kind == HandleKind.AssemblyReference
        && s_libraries.Contains(_metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name))
        && _metadata.GetString(type.Namespace) == "EdgeConv.Kernels";

    private string FullName(TypeDefinition type) => type.GetDeclaringType() is { IsNil: false } outer
        ? $"{FullName(_metadata.GetTypeDefinition(outer))}.{_metadata.GetString(type.Name)}" : FullName(type.Namespace, type.Name);

    private string FullName(TypeReference type) => type.ResolutionScope.Kind == HandleKind.TypeReference
        ? $"{FullName(_metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope))}.{_metadata.GetString(type.Name)}"
        : FullName(type.Namespace, type.Name);

    private string FullName(StringHandle space, StringHandle name) =>
        space.IsNil ? _metadata.GetString(name) : $"{_metadata.GetString(space)}.{_metadata.GetString(name)}";
}
