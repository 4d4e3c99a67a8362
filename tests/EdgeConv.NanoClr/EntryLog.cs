using Mono.Cecil.Cil;

namespace EdgeConv.NanoClr;

/// <summary>Makes copies of assemblies that print each of their methods when it is first entered.</summary>
public sealed class EntryLog
{
    private const string Prefix = "entered ";

    private const string Source = """
        public static class EntryLog
        {
            private static bool[] s_seen;

            public static void Enter(int method)
            {
                if (s_seen == null) s_seen = new bool[METHODS];
                if (s_seen[method]) return;
                s_seen[method] = true;
                System.Console.WriteLine("entered " + method.ToString());
            }
        }
        """;

    private readonly string[] _methods;

    /// <summary>Adds the copies of <paramref name="assemblies"/>, each after those it references, to <paramref name="build"/>.</summary>
    public EntryLog(DeviceAssembly[] assemblies, DeviceBuild build)
    {
        _methods = [.. assemblies.SelectMany(assembly =>
        {
            using var module = ModuleDefinition.ReadModule(assembly.Path);
            return Bodies(module).Select(method => method.FullName).ToArray();
        })];
        DeviceAssembly log = build.Compile("EntryLog", [("EntryLog.cs", Source.Replace("METHODS", _methods.Length.ToString()))], []);
        int number = 0;
        List<DeviceAssembly> changed = [log];
        foreach (DeviceAssembly assembly in assemblies)
            changed.Add(build.Changed(assembly, [.. changed], module =>
            {
                using var logModule = ModuleDefinition.ReadModule(log.Path);
                MethodReference enter = module.ImportReference(logModule.GetType("EntryLog").Methods.Single(m => m.Name == "Enter"));
                foreach (MethodDefinition method in Bodies(module))
                {
                    Instruction first = method.Body.Instructions[0];
                    ILProcessor il = method.Body.GetILProcessor();
                    il.InsertBefore(first, il.Create(OpCodes.Ldc_I4, number++));
                    il.InsertBefore(first, il.Create(OpCodes.Call, enter));
                }
            }));
    }

    /// <summary>The methods a run did not enter.</summary>
    public IEnumerable<string> NotEntered(DeviceRun run)
    {
        HashSet<string> entered = [.. run.Lines.Where(line => line.StartsWith(Prefix)).Select(line => line[Prefix.Length..])];
        return _methods.Where((_, number) => !entered.Contains(number.ToString()));
    }

    private static IEnumerable<MethodDefinition> Bodies(ModuleDefinition module) =>
        module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody);
}
