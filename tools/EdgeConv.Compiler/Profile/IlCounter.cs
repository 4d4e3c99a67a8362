using System.Reflection;
using System.Runtime.Loader;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Counts exactly the IL instructions that code executes: each basic block adds its length to a counter when it is entered. A call into the
/// base class library counts as one instruction, because on a device it is a native call. Each thread has its own counter.
/// </summary>
public static class IlCounter
{
    /// <summary>Number of instructions that this thread has executed so far. Counted code adds to it.</summary>
    [ThreadStatic] public static long Count;

    /// <summary>
    /// Stands for the next section: the first time it is section 1, then 2, and so on. It is for a method that runs once per section.
    /// </summary>
    internal const int Next = -1;

    /// <summary>Stands for the section that executes already.</summary>
    internal const int Same = -2;

    // The current section, the number of sections that were entered as the next one, the count at which the current section was entered,
    // and the counts of all sections.
    [ThreadStatic] private static int s_section;
    [ThreadStatic] private static int s_numbered;
    [ThreadStatic] private static long s_entered;
    [ThreadStatic] private static long[]? s_sections;

    /// <summary>Makes a copy of an assembly that counts what it executes.</summary>
    /// <param name="image">All bytes of the assembly.</param>
    public static byte[] Counting(byte[] image) => Counting(image, static _ => null);

    /// <summary>Makes a counting copy that counts each section of the program by itself.</summary>
    /// <param name="image">All bytes of the assembly.</param>
    /// <param name="sectionsOf">Gives the section of each instruction of a method, or <see cref="Next"/> or <see cref="Same"/>; null means
    /// <see cref="Same"/> for all.</param>
    internal static byte[] Counting(byte[] image, Func<MethodDefinition, int[]?> sectionsOf)
    {
        using var module = ModuleDefinition.ReadModule(new MemoryStream(image));
        FieldReference count = module.ImportReference(typeof(IlCounter).GetField(nameof(Count)));
        MethodReference enter = module.ImportReference(typeof(IlCounter).GetMethod(nameof(Enter)));
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
            AddCounts(method.Body, count, enter, sectionsOf(method));
        using var output = new MemoryStream();
        module.Write(output);
        return output.ToArray();
    }

    /// <summary>
    /// Loads assemblies and returns the last one. They are unloaded when nothing refers to their code or objects any more.
    /// </summary>
    /// <param name="assemblies">All bytes of each assembly. An assembly comes after those that it references.</param>
    /// <param name="name">Name of their load context, for debuggers.</param>
    /// <exception cref="ArgumentException">There is no assembly.</exception>
    public static Assembly Load(IEnumerable<byte[]> assemblies, string name = "counted")
    {
        var context = new AssemblyLoadContext(name, isCollectible: true);
        Assembly? last = null;
        foreach (byte[] image in assemblies) last = context.LoadFromStream(new MemoryStream(image));
        return last ?? throw new ArgumentException("there is no assembly to load", nameof(assemblies));
    }

    /// <summary>Counts the instructions that one call executes.</summary>
    public static long Measure(Action action)
    {
        long before = Count;
        action();
        return Count - before;
    }

    /// <summary>Counts the instructions that one call executes in each section. It starts in section 0.</summary>
    internal static long[] Measure(Action action, int sections)
    {
        s_sections = new long[sections];
        s_section = s_numbered = 0;
        s_entered = Count;
        action();
        Enter(0);
        long[] counts = s_sections;
        s_sections = null;
        return counts;
    }

    /// <summary>Counted code calls this when it enters a section, to which its instructions belong from then on.</summary>
    /// <param name="section">The section, from 0, or <see cref="Next"/>.</param>
    public static void Enter(int section)
    {
        if (s_sections is null) return;
        s_sections[s_section] += Count - s_entered;
        s_entered = Count;
        s_section = section == Next ? ++s_numbered : section;
    }

    private static void AddCounts(Mono.Cecil.Cil.MethodBody body, FieldReference count, MethodReference enter, int[]? sections)
    {
        // Inserted code moves branch targets beyond the reach of short branches, so these become long ones. Their number does not change.
        body.SimplifyMacros();
        Instruction[] all = [.. body.Instructions];
        var starts = new HashSet<Instruction> { all[0] };
        foreach (Instruction instruction in all)
        {
            foreach (Instruction target in Targets(instruction)) starts.Add(target);
            bool ends = instruction.OpCode.FlowControl is FlowControl.Branch or FlowControl.Cond_Branch or FlowControl.Return
                or FlowControl.Throw;
            if (ends && instruction.Next is not null) starts.Add(instruction.Next);
        }
        for (int i = 1; sections is not null && i < all.Length; i++)
            if (sections[i] != sections[i - 1]) starts.Add(all[i]);
        foreach (ExceptionHandler handler in body.ExceptionHandlers)
            foreach (Instruction? boundary in new[] { handler.TryStart, handler.TryEnd, handler.HandlerStart, handler.HandlerEnd,
                handler.FilterStart })
                if (boundary is not null) starts.Add(boundary);

        ILProcessor il = body.GetILProcessor();
        var entry = new Dictionary<Instruction, Instruction>();
        body.Instructions.Clear(); // the list is filled again, because insertions into a long one would be slow
        for (int i = 0; i < all.Length; i++)
        {
            if (!starts.Contains(all[i]))
            {
                il.Append(all[i]);
                continue;
            }
            int length = 1;
            while (i + length < all.Length && !starts.Contains(all[i + length])) length++;
            Instruction[] section = sections is null || sections[i] == Same ? []
                : [il.Create(OpCodes.Ldc_I4, sections[i]), il.Create(OpCodes.Call, enter)];
            Instruction[] added = [.. section, il.Create(OpCodes.Ldsfld, count), il.Create(OpCodes.Ldc_I8, (long)length),
                il.Create(OpCodes.Add), il.Create(OpCodes.Stsfld, count)];
            entry[all[i]] = added[0];
            foreach (Instruction each in added) il.Append(each);
            il.Append(all[i]);
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
    }

    private static IEnumerable<Instruction> Targets(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] table => table,
        _ => [],
    };
}
