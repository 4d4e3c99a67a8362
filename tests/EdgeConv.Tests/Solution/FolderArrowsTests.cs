namespace EdgeConv.Tests.Solution;

/// <summary>Folders are namespaces, and what they use of each other leads in no circle: neither between two nor around several.</summary>
[TestClass]
public sealed class FolderArrowsTests
{
    public static IEnumerable<string> Libraries => ["EdgeConv.Common", "EdgeConv.Hardware", "EdgeConv.Frames", "EdgeConv.Measurement",
        "EdgeConv.Board", "EdgeConv.Simulation", "EdgeConv.Compiler", "EdgeConv.Projects", "EdgeConv.Training", "EdgeConv.Studio"];

    [TestMethod, DynamicData(nameof(Libraries)), DataRow("edgeconv")]
    public void FoldersOfAProjectUseEachOtherInNoCircle(string project)
    {
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        Assert.AreEqual("", string.Join("\n", Circles(Uses(assembly.MainModule))));
    }

    [TestMethod, DynamicData(nameof(Libraries))]
    public void AFolderIsANamespace(string project)
    {
        foreach (string file in Repository.Files("*.cs", "tools/" + project))
        {
            string folder = Path.GetDirectoryName(file)!["tools/".Length..].Replace('/', '.');
            Assert.Contains($"\nnamespace {folder};\n", "\n" + Repository.Text(file), file);
        }
    }

    [TestMethod]
    public void TheCompilersFoldersUseLowerOnesAlone()
    {
        // Formats and engines, of rank 3, do not know each other.
        Dictionary<string, int> ranks = new()
        {
            [".Graphs"] = 0, [".Operators"] = 1, [".Passes"] = 2,
            [".Reference"] = 3, [".Tflite"] = 3, [".Onnx"] = 3, [".Json"] = 3, [".Packed"] = 3, [".CSharp"] = 3,
            [".Profile"] = 4, [".SelfTests"] = 5, [""] = 6,
        };
        using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(typeof(Compiler.ModelFile).Assembly.Location);
        foreach (((string from, string to), string example) in Uses(assembly.MainModule))
            Assert.IsLessThan(ranks[from["EdgeConv.Compiler".Length..]], ranks[to["EdgeConv.Compiler".Length..]],
                $"{from} -> {to}: {example}");
    }

    [TestMethod]
    public void ACircleIsFoundWhateverItsLength()
    {
        Dictionary<(string, string), string> uses = new()
        {
            [("A", "B")] = "a uses b", [("B", "C")] = "b uses c", [("C", "A")] = "c uses a", [("A", "D")] = "a uses d",
        };
        Assert.AreEqual("A -> B: a uses b\nB -> C: b uses c\nC -> A: c uses a", string.Join("\n", Circles(uses)));
        uses.Remove(("C", "A"));
        Assert.IsEmpty(Circles(uses));
    }

    /// <summary>Which namespace uses which other of the module, and by which type of each.</summary>
    private static Dictionary<(string From, string To), string> Uses(ModuleDefinition module)
    {
        Dictionary<(string From, string To), string> uses = [];
        foreach (TypeDefinition type in module.GetTypes())
        {
            string from = NamespaceOf(type);
            if (!from.StartsWith("EdgeConv")) continue; // what the compiler adds
            foreach (TypeReference used in Named(type))
                for (TypeReference? part = used; part is not null; part = part is TypeSpecification outer ? outer.ElementType : null)
                {
                    if (part is GenericInstanceType generic)
                        foreach (TypeReference argument in generic.GenericArguments) Add(argument.GetElementType());
                    Add(part);
                }

            void Add(TypeReference used)
            {
                if (used is TypeSpecification or GenericParameter || used.Scope != module) return;
                string to = NamespaceOf(used);
                if (to != from && to.StartsWith("EdgeConv")) uses.TryAdd((from, to), $"{Outer(type).Name} uses {Outer(used).Name}");
            }
        }
        return uses;
    }

    private static IEnumerable<TypeReference> Named(TypeDefinition type)
    {
        if (type.BaseType is { } parent) yield return parent;
        foreach (InterfaceImplementation one in type.Interfaces) yield return one.InterfaceType;
        foreach (FieldDefinition field in type.Fields) yield return field.FieldType;
        foreach (MethodDefinition method in type.Methods)
        {
            yield return method.ReturnType;
            foreach (ParameterDefinition parameter in method.Parameters) yield return parameter.ParameterType;
            if (!method.HasBody) continue;
            foreach (VariableDefinition variable in method.Body.Variables) yield return variable.VariableType;
            foreach (ExceptionHandler handler in method.Body.ExceptionHandlers)
                if (handler.CatchType is { } caught) yield return caught;
            foreach (Instruction instruction in method.Body.Instructions)
                switch (instruction.Operand)
                {
                    case TypeReference named:
                        yield return named;
                        break;
                    case MemberReference member:
                        yield return member.DeclaringType;
                        if (member is GenericInstanceMethod generic)
                            foreach (TypeReference argument in generic.GenericArguments) yield return argument;
                        break;
                }
        }
    }

    /// <summary>The arrows that lie on a circle: those whose end leads back to their beginning.</summary>
    private static IEnumerable<string> Circles(Dictionary<(string From, string To), string> uses)
    {
        HashSet<string> Reached(string start)
        {
            HashSet<string> reached = [];
            Stack<string> open = new([start]);
            while (open.TryPop(out string? at))
                foreach (((string from, string to), _) in uses)
                    if (from == at && reached.Add(to)) open.Push(to);
            return reached;
        }
        return uses.Where(arrow => Reached(arrow.Key.To).Contains(arrow.Key.From))
            .Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}: {arrow.Value}").Order();
    }

    private static TypeReference Outer(TypeReference type) => type.DeclaringType is { } outer ? Outer(outer) : type;

    private static string NamespaceOf(TypeReference type) => Outer(type).Namespace;
}
