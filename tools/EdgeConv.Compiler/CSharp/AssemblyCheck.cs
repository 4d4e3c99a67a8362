using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Checks an assembly before it is loaded into this process to be run or counted. It may hold only the generated class with its parts and
/// tables, and calls of kernels. The metadata tables of an assembly name everything that its code can reach, so the check does not need to
/// look at instructions.
/// </summary>
/// <param name="metadata">Metadata of the assembly.</param>
/// <param name="generated">Full name of the generated class.</param>
internal sealed class AssemblyCheck(MetadataReader metadata, string generated)
{
    private const string Tables = "<PrivateImplementationDetails>";

    // The members of other assemblies, in addition to kernels, that generated code may call. Most are attributes of the C# compiler.
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

    // The device libraries whose kernels generated code may call.
    private static readonly string?[] s_libraries =
        [typeof(Models.IModel).Assembly.GetName().Name, typeof(Models.PackedModel).Assembly.GetName().Name];

    /// <summary>Refuses an assembly that holds anything that is not allowed.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="type">Full name of the generated class.</param>
    /// <exception cref="ModelException">The assembly holds something that is not allowed; the message names it.</exception>
    internal static void Require(byte[] image, string type)
    {
        using PEReader reader = new(new MemoryStream(image));
        AssemblyCheck check = new(reader.GetMetadataReader(), type);
        string stray = string.Join(", ", check.Assembly().Concat(check.Types()).Concat(check.Methods()).Concat(check.Calls()).Distinct());
        if (stray.Length > 0)
            throw new ModelException($"the compiled source is not run, because it holds {Printable.Text(stray, 300)}, which no model "
                + "needs");
    }

    private IEnumerable<string> Assembly()
    {
        foreach (AssemblyReferenceHandle each in metadata.AssemblyReferences)
        {
            string name = metadata.GetString(metadata.GetAssemblyReference(each).Name);
            if (!s_libraries.Contains(name)
                && name is not ("System.Runtime" or "System.Private.CoreLib")) yield return $"a reference to {name}";
        }
        if (metadata.GetTableRowCount(TableIndex.ModuleRef) > 0) yield return "a native library";
        if (metadata.ManifestResources.Count + metadata.AssemblyFiles.Count + metadata.ExportedTypes.Count > 0)
            yield return "files or resources";
    }

    private IEnumerable<string> Types()
    {
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            string name = FullName(type), part = generated + "Part";
            bool isClass = name == generated
                || (name.StartsWith(part, StringComparison.Ordinal) && name.AsSpan(part.Length).IndexOfAnyExceptInRange('0', '9') < 0);
            // The C# compiler's types for tables, and the type of the module. They may have no methods: a method of the module's type would
            // run when the assembly is loaded.
            bool isTable = type.GetMethods().Count == 0
                && (name is "<Module>" or Tables || name.StartsWith(Tables + ".__StaticArrayInitTypeSize=", StringComparison.Ordinal));
            if (!isClass && !isTable) yield return $"the type {name}";
        }
    }

    private IEnumerable<string> Methods()
    {
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            string name = metadata.GetString(method.Name), type = FullName(metadata.GetTypeDefinition(method.GetDeclaringType()));
            if (name == ".cctor") yield return $"a static initializer of {type}";
            if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0 || method.ImplAttributes != MethodImplAttributes.IL)
                yield return $"the method {name}, which is not made of IL";
        }
    }

    private IEnumerable<string> Calls()
    {
        foreach (MemberReference member in metadata.MemberReferences.Select(metadata.GetMemberReference))
        {
            string name = metadata.GetString(member.Name);
            if (member.Parent.Kind == HandleKind.TypeReference)
            {
                TypeReference type = metadata.GetTypeReference((TypeReferenceHandle)member.Parent);
                if (IsKernel(type)) continue;
                name = $"{FullName(type)}.{name}";
            }
            if (!s_calls.Contains(name)) yield return $"a call of {name}";
        }
        if (metadata.GetTableRowCount(TableIndex.MethodSpec) > 0) yield return "a generic call";
        for (int row = 1; row <= metadata.GetTableRowCount(TableIndex.StandAloneSig); row++)
        {
            StandaloneSignature signature = metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row));
            if (signature.GetKind() != StandaloneSignatureKind.LocalVariables) yield return "a call through a pointer";
        }
    }

    private bool IsKernel(TypeReference type) => type.ResolutionScope.Kind == HandleKind.AssemblyReference
        && s_libraries.Contains(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name))
        && metadata.GetString(type.Namespace) == "EdgeConv.Kernels";

    private string FullName(TypeDefinition type) => type.GetDeclaringType() is { IsNil: false } outer
        ? $"{FullName(metadata.GetTypeDefinition(outer))}.{metadata.GetString(type.Name)}" : FullName(type.Namespace, type.Name);

    private string FullName(TypeReference type) => type.ResolutionScope.Kind == HandleKind.TypeReference
        ? $"{FullName(metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope))}.{metadata.GetString(type.Name)}"
        : FullName(type.Namespace, type.Name);

    private string FullName(StringHandle space, StringHandle name) =>
        space.IsNil ? metadata.GetString(name) : $"{metadata.GetString(space)}.{metadata.GetString(name)}";
}
