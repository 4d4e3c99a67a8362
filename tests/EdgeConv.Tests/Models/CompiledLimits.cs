namespace EdgeConv.Tests.Models;

/// <summary>The limits of nanoCLR that no tool reports, read from a compiled model's assembly.</summary>
internal static class CompiledLimits
{
    // Branches are of 16 bits; 250 locals run, 300 do not; a type has up to 255 static methods; an expression 300 deep ends the program.
    private const int MaxBranch = 32000, MaxLocals = 200, MaxMethods = 250, MaxStack = 100, MaxBytecode = 65536, MaxInitializers = 65000;

    /// <summary>Fails where an assembly breaks a limit, or does what nanoCLR does not run.</summary>
    internal static void Check(byte[] image)
    {
        Assert.AreEqual("", string.Join('\n', DeviceApi.Load().Violations(image)));
        using var module = ModuleDefinition.ReadModule(new MemoryStream(image));
        int bytecode = 0, initializers = 0;
        foreach (TypeDefinition type in module.GetTypes())
        {
            if (type.ClassSize > 0) initializers += type.ClassSize;
            Assert.IsLessThanOrEqualTo(MaxMethods, type.Methods.Count, type.FullName);
            foreach (MethodDefinition method in type.Methods.Where(method => method.HasBody))
            {
                bytecode += method.Body.CodeSize;
                if (Breach(method) is { } breach) Assert.Fail(breach);
            }
        }
        Assert.IsLessThanOrEqualTo(MaxInitializers, initializers, "array initializers");
        Assert.IsLessThanOrEqualTo(MaxBytecode, bytecode, "bytecode");
    }

    /// <summary>What a method breaks, or null.</summary>
    internal static string? Breach(MethodDefinition method)
    {
        int locals = method.Body.Variables.Count + method.Parameters.Count + (method.HasThis ? 1 : 0);
        int branch = method.Body.Instructions.Max(from => from.Operand is Instruction to ? Math.Abs(to.Offset - from.Offset) : 0);
        return locals > MaxLocals ? $"{method.FullName}: {locals} locals and arguments"
            : branch > MaxBranch ? $"{method.FullName}: a branch over {branch} bytes"
            : method.Body.MaxStackSize > MaxStack ? $"{method.FullName}: a stack of {method.Body.MaxStackSize}"
            : method.Body.CodeSize > 60000 ? $"{method.FullName}: {method.Body.CodeSize} bytes" : null;
    }
}
