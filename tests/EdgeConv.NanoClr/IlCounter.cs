using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace EdgeConv.NanoClr;

/// <summary>
/// Counts the IL instructions code executes, exactly: each basic block adds its length when it is entered. What a call into the base class library
/// executes is not seen; the call counts 1, as the native call it is on a device. Not for several threads at once.
/// </summary>
public static class IlCounter
{
    /// <summary>Instructions executed so far; counted code adds to it.</summary>
    public static long Count;

    /// <summary>Loads counting copies of assemblies that reference each other; returns the last one.</summary>
    public static Assembly Load(params byte[][] assemblies)
    {
        var context = new AssemblyLoadContext("counted", isCollectible: false);
        Assembly? last = null;
        foreach (byte[] image in assemblies)
        {
            using var module = ModuleDefinition.ReadModule(new MemoryStream(image));
            FieldReference count = module.ImportReference(typeof(IlCounter).GetField(nameof(Count)));
            foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody)) AddCounts(method.Body, count);
            using var output = new MemoryStream();
            module.Write(output);
            output.Position = 0;
            last = context.LoadFromStream(output);
        }
        return last ?? throw new ArgumentException("no assembly", nameof(assemblies));
    }

    /// <summary>Instructions one call executes.</summary>
    public static long Measure(Action action)
    {
        long before = Count;
        action();
        return Count - before;
    }

    private static void AddCounts(Mono.Cecil.Cil.MethodBody body, FieldReference count)
    {
        // Inserted code moves branch targets further away than short branches reach; one instruction stays one.
        body.SimplifyMacros();
        Instruction[] all = [.. body.Instructions];
        var starts = new HashSet<Instruction> { all[0] };
        foreach (Instruction instruction in all)
        {
            foreach (Instruction target in Targets(instruction)) starts.Add(target);
            bool ends = instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return or FlowControl.Throw;
            if (ends && instruction.Next is not null) starts.Add(instruction.Next);
        }
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
            foreach (Instruction? boundary in new[] { handler.TryStart, handler.TryEnd, handler.HandlerStart, handler.HandlerEnd, handler.FilterStart })
                if (boundary is not null) starts.Add(boundary);

        ILProcessor il = body.GetILProcessor();
        var entry = new Dictionary<Instruction, Instruction>();
        for (int i = 0; i < all.Length; i++)
        {
            if (!starts.Contains(all[i])) continue;
            int length = 1;
            while (i + length < all.Length && !starts.Contains(all[i + length])) length++;
            Instruction load = entry[all[i]] = il.Create(OpCodes.Ldsfld, count);
            foreach (Instruction added in new[] { load, il.Create(OpCodes.Ldc_I8, (long)length), il.Create(OpCodes.Add), il.Create(OpCodes.Stsfld, count) })
                il.InsertBefore(all[i], added);
        }
        foreach (Instruction instruction in all)
        {
            if (instruction.Operand is Instruction target) instruction.Operand = entry[target];
            if (instruction.Operand is Instruction[] table) instruction.Operand = Array.ConvertAll(table, t => entry[t]);
        }
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
        {
            handler.TryStart = entry[handler.TryStart];
            handler.TryEnd = entry[handler.TryEnd];
            handler.HandlerStart = entry[handler.HandlerStart];
            if (handler.HandlerEnd is not null) handler.HandlerEnd = entry[handler.HandlerEnd];
            if (handler.FilterStart is not null) handler.FilterStart = entry[handler.FilterStart];
        }
        body.OptimizeMacros();
    }

    private static IEnumerable<Instruction> Targets(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] table => table,
        _ => [],
    };
}
