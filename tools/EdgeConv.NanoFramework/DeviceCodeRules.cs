using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EdgeConv.NanoFramework;

/// <summary>A place in a compiled assembly that breaks a rule of the interpreter.</summary>
/// <param name="Where">Full name of the type, field or method.</param>
/// <param name="Rule">The rule, in words.</param>
/// <param name="File">The source file; "" without symbols.</param>
/// <param name="Line">Line of the source file from 1; 0 without symbols.</param>
/// <param name="Column">Column of the source file from 1; 0 without symbols.</param>
public sealed record Violation(string Where, string Rule, string File, int Line, int Column)
{
    /// <summary>WHERE: RULE.</summary>
    public override string ToString() => $"{Where}: {Rule}";
}

/// <summary>
/// Finds what compiles but does not run on nanoCLR, some of which fails there without a message. It reads a compiled assembly.
/// </summary>
public sealed class DeviceCodeRules
{
    // Measured: 300 locals end the program, 250 do not; a switch of 300 cases throws, 255 work.
    private const int MaximumLocals = 250, MaximumCases = 255;

    private readonly bool _isStrict;
    private readonly Func<MemberReference, string?>? _more;
    private readonly List<Violation> _violations = [];
    private string _where = "";
    private MethodDefinition? _method;
    private Instruction? _instruction;

    private DeviceCodeRules(bool isStrict, Func<MemberReference, string?>? more) => (_isStrict, _more) = (isStrict, more);

    /// <summary>Returns the violations of an assembly.</summary>
    /// <param name="module">The assembly; read with its symbols, the violations have files and lines.</param>
    /// <param name="isStrict">
    /// Whether EdgeConv's own rules hold as well: no struct, since a local of a struct type allocates at every call, and no wall clock.
    /// </param>
    /// <param name="more">Returns the rule that the use of a type or member breaks, or null.</param>
    public static IReadOnlyList<Violation> Find(ModuleDefinition module, bool isStrict = false, Func<MemberReference, string?>? more = null)
    {
        var rules = new DeviceCodeRules(isStrict, more);
        // Attributes of the assembly and data of array initializers are the compiler's own.
        foreach (TypeDefinition type in module.GetTypes().Where(type => !IsCompilerData(type))) rules.Check(type);
        return rules._violations;
    }

    private static bool IsCompilerData(TypeDefinition? type) =>
        type is not null && (type.Name is "<Module>" or "<PrivateImplementationDetails>" || IsCompilerData(type.DeclaringType));

    private void Check(TypeDefinition type)
    {
        (_where, _method, _instruction) = (type.FullName, null, null);
        if (type.HasGenericParameters) Refuse("generic type");
        if (_isStrict && type.IsValueType && !type.IsEnum) Refuse("struct; only enums are allowed");
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
            (_where, _method, _instruction) = (method.FullName, method, null);
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
        _instruction = method.Body.Instructions[0];
        int locals = method.Body.Variables.Count;
        if (locals > MaximumLocals) Refuse($"{Amount.Of(locals, "local")}, at most {MaximumLocals} run");
        foreach (VariableDefinition local in method.Body.Variables) CheckType(local.VariableType);
        foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
            if (handler.CatchType is not null) CheckType(handler.CatchType);
        foreach (Instruction instruction in method.Body.Instructions) Check(_instruction = instruction);
        _instruction = method.Body.Instructions[0];
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
        if (_isStrict && member is { DeclaringType.FullName: "System.DateTime", Name: "get_UtcNow" or "get_Now" or "get_Today" })
            Refuse($"{member.FullName} reads the wall clock, which can be set back; time is an IClock's");
        if (member is GenericInstanceMethod) Refuse($"use of a generic method, {member.FullName}");
        else if (member.DeclaringType is ArrayType or GenericInstanceType) CheckType(member.DeclaringType);
        else if (_more?.Invoke(member) is { } rule) Refuse(rule);
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
        else if (type is not GenericParameter && _more?.Invoke(type) is { } rule) Refuse(rule);
    }

    private void Refuse(string rule)
    {
        SequencePoint? at = _instruction is null ? null : _method?.DebugInformation.SequencePoints
            .LastOrDefault(point => !point.IsHidden && point.Offset <= _instruction.Offset);
        Violation violation = new(_where, rule, at?.Document.Url ?? "", at?.StartLine ?? 0, at?.StartColumn ?? 0);
        // A rule that a member breaks several times is said once.
        if (!_violations.Exists(known => known.Where == _where && known.Rule == rule)) _violations.Add(violation);
    }
}
