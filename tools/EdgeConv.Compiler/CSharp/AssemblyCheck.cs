using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// What an assembly may hold that is loaded into this process to be run or counted: the generated class with its parts and tables, and calls of
/// kernels. Tables of the metadata name everything that code can reach, so no instruction is looked at.
/// </summary>
internal static class AssemblyCheck
{
    // Members of the base class library that generated code and the C# compiler's own attributes call.
    private static readonly HashSet<string> s_calls =
    [
        "System.Array.Copy", "System.Object..ctor", "System.Runtime.CompilerServices.RuntimeHelpers.InitializeArray",
        "System.Runtime.CompilerServices.CompilationRelaxationsAttribute..ctor", "System.Runtime.CompilerServices.RuntimeCompatibilityAttribute..ctor",
        "System.Runtime.CompilerServices.CompilerGeneratedAttribute..ctor", "System.Runtime.CompilerServices.RefSafetyRulesAttribute..ctor",
        "System.Diagnostics.DebuggableAttribute..ctor", "EdgeConv.TensorInfo..ctor",
    ];

    // The device libraries, of which generated code calls kernels.
    private static readonly string?[] s_libraries = [typeof(Models.IModel).Assembly.GetName().Name, typeof(Models.PackedModel).Assembly.GetName().Name];

    /// <summary>Refuses an assembly that holds anything else.</summary>
    /// <param name="image">The assembly.</param>
    /// <param name="type">Full name of the generated class.</param>
    /// <exception cref="ModelException">It holds something else; the message names it.</exception>
    internal static void Require(byte[] image, string type)
    {
        using PEReader reader = new(new MemoryStream(image));
        string[] stray = [.. Stray(reader.GetMetadataReader(), type).Distinct()];
        if (stray.Length > 0) throw new ModelException($"the compiled source is not run: it holds {Printable.Text(string.Join(", ", stray), 300)}, which no model needs");
    }

    private static IEnumerable<string> Stray(MetadataReader metadata, string type)
    {
        foreach (AssemblyReferenceHandle each in metadata.AssemblyReferences)
            if (metadata.GetString(metadata.GetAssemblyReference(each).Name) is var name && !s_libraries.Contains(name) && name is not ("System.Runtime" or "System.Private.CoreLib")) yield return $"a reference to {name}";
        if (metadata.GetTableRowCount(TableIndex.ModuleRef) > 0) yield return "a native library";
        if (metadata.ManifestResources.Count + metadata.AssemblyFiles.Count + metadata.ExportedTypes.Count > 0) yield return "files or resources";
        foreach (TypeDefinitionHandle each in metadata.TypeDefinitions)
            if (FullName(metadata, metadata.GetTypeDefinition(each)) is var name && !IsGenerated(metadata, metadata.GetTypeDefinition(each), name, type)) yield return $"the type {name}";
        foreach (MethodDefinition method in metadata.MethodDefinitions.Select(metadata.GetMethodDefinition))
        {
            string name = metadata.GetString(method.Name);
            if (name == ".cctor") yield return $"a static initializer of {FullName(metadata, metadata.GetTypeDefinition(method.GetDeclaringType()))}";
            if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0 || method.ImplAttributes != MethodImplAttributes.IL) yield return $"the method {name}, which is not made of IL";
        }
        foreach (MemberReference member in metadata.MemberReferences.Select(metadata.GetMemberReference))
            if (Called(metadata, member) is var name && !s_calls.Contains(name) && !IsOfLibrary(metadata, member.Parent)) yield return $"a call of {name}";
        if (metadata.GetTableRowCount(TableIndex.MethodSpec) > 0) yield return "a generic call";
        for (int row = 1; row <= metadata.GetTableRowCount(TableIndex.StandAloneSig); row++)
            if (metadata.GetStandaloneSignature(MetadataTokens.StandaloneSignatureHandle(row)).GetKind() != StandaloneSignatureKind.LocalVariables) yield return "a call through a pointer";
    }

    // <Module> and the compiler's own type for tables hold no methods.
    private static bool IsGenerated(MetadataReader metadata, TypeDefinition definition, string name, string type) =>
        name == type
        || (name.StartsWith(type + "Part", StringComparison.Ordinal) && name.AsSpan(type.Length + 4).IndexOfAnyExceptInRange('0', '9') < 0)
        || (definition.GetMethods().Count == 0 && (name is "<Module>" or "<PrivateImplementationDetails>" || name.StartsWith("<PrivateImplementationDetails>.__StaticArrayInitTypeSize=", StringComparison.Ordinal)));

    private static string Called(MetadataReader metadata, MemberReference member) => member.Parent.Kind == HandleKind.TypeReference
        ? $"{FullName(metadata, metadata.GetTypeReference((TypeReferenceHandle)member.Parent))}.{metadata.GetString(member.Name)}"
        : metadata.GetString(member.Name);

    private static bool IsOfLibrary(MetadataReader metadata, EntityHandle parent) =>
        parent.Kind == HandleKind.TypeReference && metadata.GetTypeReference((TypeReferenceHandle)parent) is { ResolutionScope.Kind: HandleKind.AssemblyReference } type
        && s_libraries.Contains(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name))
        && metadata.GetString(type.Namespace) == "EdgeConv.Kernels";

    private static string FullName(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name), space = metadata.GetString(type.Namespace);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{FullName(metadata, metadata.GetTypeDefinition(outer))}.{name}" : space.Length == 0 ? name : $"{space}.{name}";
    }

    private static string FullName(MetadataReader metadata, TypeReference type) => type.ResolutionScope.Kind == HandleKind.TypeReference
        ? $"{FullName(metadata, metadata.GetTypeReference((TypeReferenceHandle)type.ResolutionScope))}.{metadata.GetString(type.Name)}"
        : $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
}
