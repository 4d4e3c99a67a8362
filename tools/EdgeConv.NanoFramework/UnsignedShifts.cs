using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EdgeConv.NanoFramework;

/// <summary>
/// Finds <c>(int)u >> n</c> of a uint that was not stored as an int first. The cast is no instruction, and nanoCLR goes on to take the
/// value on its stack for unsigned: the shift that should keep the sign brings in zeros.
/// </summary>
internal static class UnsignedShifts
{
    /// <summary>Signed right shifts whose value nanoCLR takes for unsigned.</summary>
    internal static int Count(MethodDefinition method)
    {
        int count = 0;
        HashSet<Instruction> targets = [.. method.Body.Instructions.SelectMany(instruction =>
            instruction.Operand switch { Instruction target => [target], Instruction[] table => table, _ => (Instruction[])[] })];
        // True for what is a uint; what came before a branch is not followed.
        Stack<bool> stack = new();
        foreach (Instruction instruction in method.Body.Instructions)
        {
            if (targets.Contains(instruction)) stack.Clear();
            bool top = stack.TryPeek(out bool peeked) && peeked, second = stack.Skip(1).FirstOrDefault();
            if (instruction.OpCode.Code == Code.Shr && second) count++;
            bool pushes = Pushes(instruction, method, top, second);
            for (int pops = Pops(instruction, method); pops > 0; pops--) stack.TryPop(out _);
            int results = Results(instruction);
            for (int i = 0; i < results; i++) stack.Push(pushes);
        }
        return count;
    }

    private static bool Pushes(Instruction instruction, MethodDefinition method, bool top, bool second) => instruction.OpCode.Code switch
    {
        Code.Conv_U4 or Code.Ldelem_U4 or Code.Ldind_U4 => true,
        Code.Dup or Code.Not => top,
        Code.Add or Code.Sub or Code.Mul or Code.Div_Un or Code.Rem_Un or Code.And or Code.Or or Code.Xor => top || second,
        Code.Shl or Code.Shr_Un => second,
        _ => IsUInt(instruction.Operand switch
        {
            VariableDefinition local => local.VariableType,
            ParameterDefinition parameter => parameter.ParameterType,
            FieldReference field => field.FieldType,
            IMethodSignature called => called.ReturnType,
            _ => Short(instruction, method),
        }),
    };

    // The type of ldloc.0 to ldarg.3, which name no operand.
    private static TypeReference? Short(Instruction instruction, MethodDefinition method)
    {
        Code code = instruction.OpCode.Code;
        if (code is >= Code.Ldloc_0 and <= Code.Ldloc_3) return method.Body.Variables[code - Code.Ldloc_0].VariableType;
        if (code is < Code.Ldarg_0 or > Code.Ldarg_3) return null;
        int index = code - Code.Ldarg_0 - (method.HasThis ? 1 : 0);
        return index < 0 ? null : method.Parameters[index].ParameterType;
    }

    private static bool IsUInt(TypeReference? type) => type?.MetadataType == MetadataType.UInt32;

    private static int Pops(Instruction instruction, MethodDefinition method) => instruction.OpCode.StackBehaviourPop switch
    {
        StackBehaviour.Pop0 => 0,
        StackBehaviour.Pop1 or StackBehaviour.Popi or StackBehaviour.Popref => 1,
        StackBehaviour.Pop1_pop1 or StackBehaviour.Popi_pop1 or StackBehaviour.Popi_popi or StackBehaviour.Popi_popi8
            or StackBehaviour.Popi_popr4 or StackBehaviour.Popi_popr8
            or StackBehaviour.Popref_pop1 or StackBehaviour.Popref_popi => 2,
        StackBehaviour.Varpop when instruction.Operand is IMethodSignature called => called.Parameters.Count
            + (called.HasThis && instruction.OpCode.Code != Code.Newobj ? 1 : 0) + (instruction.OpCode.Code == Code.Calli ? 1 : 0),
        StackBehaviour.Varpop => method.ReturnType.MetadataType == MetadataType.Void ? 0 : 1,
        StackBehaviour.PopAll => method.Body.MaxStackSize,
        _ => 3,
    };

    private static int Results(Instruction instruction) => instruction.OpCode.StackBehaviourPush switch
    {
        StackBehaviour.Push0 => 0,
        StackBehaviour.Push1_push1 => 2,
        StackBehaviour.Varpush => ((IMethodSignature)instruction.Operand).ReturnType.MetadataType == MetadataType.Void ? 0 : 1,
        _ => 1,
    };
}
