using Mono.Cecil.Cil;

namespace EdgeConv.NanoClr;

/// <summary>Refuses what compiles but does not run on nanoCLR, some of it without a word: reads a compiled assembly.</summary>
public sealed class DeviceCodeRules
{
    // Measured: 300 locals end the program, 250 do not; a switch of 300 cases throws, 255 work.
    private const int MaximumLocals = 250, MaximumCases = 255;

    // What mscorlib is called by the assemblies device code may be compiled against.
    private static readonly HashSet<string> s_baseLibraries = ["mscorlib", "netstandard", "System.Runtime", "System.Private.CoreLib"];

    // What the compiler itself uses where the base library has it, and does without on nanoFramework.
    private static readonly HashSet<string> s_compilersOwn =
    [
        "System.Void System.Runtime.CompilerServices.CompilerGeneratedAttribute::.ctor()",
        "System.Void System.Threading.Monitor::Enter(System.Object,System.Boolean&)",
        "System.Boolean System.Type::op_Equality(System.Type,System.Type)",
        "System.Boolean System.Type::op_Inequality(System.Type,System.Type)",
    ];

    private readonly DeviceApi _api;
    private readonly List<string> _violations = [];
    private string _where = "";

    private DeviceCodeRules(DeviceApi api) => _api = api;

    /// <summary>One line for each breach, "METHOD: RULE"; none when the assembly keeps all rules.</summary>
    public static IReadOnlyList<string> Violations(byte[] assembly, DeviceApi api)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(assembly));
        var rules = new DeviceCodeRules(api);
        // Attributes of the assembly and data of array initializers are the compiler's own.
        foreach (TypeDefinition type in module.GetTypes().Where(type => !IsCompilerData(type))) rules.Check(type);
        return rules._violations;
    }

    private static bool IsCompilerData(TypeDefinition? type) =>
        type is not null && (type.Name is "<Module>" or "<PrivateImplementationDetails>" || IsCompilerData(type.DeclaringType));

    private void Check(TypeDefinition type)
    {
        _where = type.FullName;
        if (type.HasGenericParameters) Refuse("generic type");
        if (type.IsValueType && !type.IsEnum) Refuse("struct; only enums are allowed");
        if (type.BaseType is not null) CheckType(type.BaseType);
        foreach (InterfaceImplementation implemented in type.Interfaces) CheckType(implemented.InterfaceType);
        foreach (CustomAttribute attribute in type.CustomAttributes) CheckMember(attribute.Constructor);
        foreach (FieldDefinition field in type.Fields)
        {
            _where = field.FullName;
            CheckType(field.FieldType);
        }
        foreach (MethodDefinition method in type.Methods)
        {
            _where = method.FullName;
            if (type.IsInterface && method.HasBody) Refuse("interface member with a body");
            Check(method);
        }
    }

    private void Check(MethodDefinition method)
    {
        if (method.HasGenericParameters) Refuse("generic method");
        if (method.IsPInvokeImpl) Refuse("call into a native library");
        CheckType(method.ReturnType);
        foreach (ParameterDefinition parameter in method.Parameters) CheckType(parameter.ParameterType);
        foreach (CustomAttribute attribute in method.CustomAttributes) CheckMember(attribute.Constructor);
        if (!method.HasBody) return;
        if (method.Body.Variables.Count > MaximumLocals) Refuse($"{method.Body.Variables.Count} locals, at most {MaximumLocals} run");
        foreach (VariableDefinition local in method.Body.Variables) CheckType(local.VariableType);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
            if (handler.CatchType is not null) CheckType(handler.CatchType);
        foreach (Instruction instruction in method.Body.Instructions) Check(instruction);
        if (UnsignedShifts.Count(method) > 0) Refuse("(int)u >> n of a uint, which nanoCLR shifts as unsigned; store the int first");
    }

    private void Check(Instruction instruction)
    {
        switch (instruction.OpCode.Code)
        {
            case Code.Localloc: Refuse("stackalloc"); break;
            case Code.Calli: Refuse("call through a function pointer"); break;
            case Code.Ldftn or Code.Ldvirtftn when instruction.Next?.OpCode.Code != Code.Newobj: Refuse("function pointer"); break;
            case Code.Switch when ((Instruction[])instruction.Operand).Length > MaximumCases:
                Refuse($"switch of more than {MaximumCases} cases"); break;
        }
        if (instruction.OpCode.Name.Contains(".ovf"))
            Refuse($"checked arithmetic ({instruction.OpCode.Name}), which never throws on nanoCLR");
        switch (instruction.Operand)
        {
            case TypeReference type: CheckType(type); break;
            case MemberReference member: CheckMember(member); break;
        }
    }

    private void CheckMember(MemberReference member)
    {
        if (s_compilersOwn.Contains(member.FullName)) return;
        if (member.DeclaringType is { FullName: "System.DateTime" } && (member.Name is "get_UtcNow" or "get_Now" or "get_Today"))
            Refuse($"{member.FullName} reads the wall clock, which can be set back; time is an IClock's");
        if (member is GenericInstanceMethod) Refuse($"use of a generic method, {member.FullName}");
        else if (member.DeclaringType is ArrayType or GenericInstanceType) CheckType(member.DeclaringType);
        else if (IsBaseLibrary(member.DeclaringType) && !_api.Has(member)) Refuse($"{member.FullName} is not in mscorlib 1.17");
        if (member is MethodReference { HasGenericParameters: false } method)
        {
            CheckType(method.ReturnType);
            foreach (ParameterDefinition parameter in method.Parameters) CheckType(parameter.ParameterType);
        }
    }

    private void CheckType(TypeReference type)
    {
        switch (type)
        {
            case ArrayType { Rank: > 1 }: Refuse($"array of several dimensions, {type.FullName}"); break;
            case PointerType: Refuse($"pointer, {type.FullName}"); break;
            case FunctionPointerType: Refuse("function pointer"); break;
            case PinnedType: Refuse("pinned local (fixed)"); break;
            case GenericInstanceType: Refuse($"use of a generic type, {type.FullName}"); break;
        }
        if (type is TypeSpecification specification) CheckType(specification.ElementType);
        else if (type is not GenericParameter && IsBaseLibrary(type) && !_api.Has(type)) Refuse($"{type.FullName} is not in mscorlib 1.17");
    }

    private static bool IsBaseLibrary(TypeReference type) =>
        type.Scope is AssemblyNameReference scope && s_baseLibraries.Contains(scope.Name);

    private void Refuse(string rule)
    {
        string line = $"{_where}: {rule}";
        if (!_violations.Contains(line)) _violations.Add(line);
    }
}
