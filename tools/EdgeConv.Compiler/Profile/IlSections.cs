using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// Finds the layer of a compiled model to which each instruction of its assembly belongs. In the source, comments such as
/// <c>// 3: CONV_2D ...</c> separate the statements of layers, and the symbols give the line of each instruction; methods and fields are
/// named after their layers. Section i + 1 is layer i; section 0 is for everything that belongs to no layer.
/// </summary>
internal sealed partial class IlSections
{
    private readonly Dictionary<string, int[]> _methods = [];

    internal IlSections(string source, byte[] image, byte[] symbols, int layers)
    {
        Flash = new long[layers + 1];
        int[] sectionOfLine = SectionOfLines(source);
        using var module = ModuleDefinition.ReadModule(new MemoryStream(image),
            new ReaderParameters
            {
                ReadSymbols = true, SymbolReaderProvider = new PortablePdbReaderProvider(),
                SymbolStream = new MemoryStream(symbols)
            });
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody))
        {
            int[] sections = OfMethod(method, sectionOfLine);
            if (sections.Any(section => section > 0)) _methods[method.FullName] = sections;
            int owner = LayerMember().Match(method.Name) is { Success: true } named ? Section(named) : 0;
            int[] held = method.IsConstructor ? OfConstructor(method) : sections;
            for (int i = 0; i < held.Length; i++) Flash[owner > 0 ? owner : held[i]] += Size(method.Body.Instructions[i]);
        }
    }

    /// <summary>Bytes of each section: its IL, and the initial values of its arrays.</summary>
    internal long[] Flash { get; }

    /// <summary>The sections of a method's instructions; null for a method whose instructions belong to the layer that calls it.</summary>
    internal int[]? Of(MethodDefinition method) => _methods.GetValueOrDefault(method.FullName);

    /// <summary>The section of a field that is named after a layer; 0 for other fields.</summary>
    internal static int OfField(string name) => LayerMember().Match(name) is { Success: true } named ? Section(named) : 0;

    private static int[] SectionOfLines(string source)
    {
        string[] lines = source.Split('\n');
        int[] sections = new int[lines.Length + 1];
        for (int i = 0; i < lines.Length; i++)
        {
            // Line numbers begin with 1. After the last layer, the outputs are copied, which belongs to no layer.
            sections[i + 1] = LayerComment().Match(lines[i]) is { Success: true } comment ? Section(comment)
                : OutputCopy().IsMatch(lines[i]) ? 0 : sections[i];
            if (lines[i] is "        }") sections[i + 1] = 0;
        }
        return sections;
    }

    private static int[] OfMethod(MethodDefinition method, int[] sectionOfLine)
    {
        int[] sections = new int[method.Body.Instructions.Count];
        int section = 0;
        IDictionary<Instruction, SequencePoint> points = method.DebugInformation.GetSequencePointMapping();
        for (int i = 0; i < sections.Length; i++)
        {
            if (points.TryGetValue(method.Body.Instructions[i], out SequencePoint? point) && !point.IsHidden)
                section = sectionOfLine[point.StartLine];
            sections[i] = section;
        }
        return sections;
    }

    // In a constructor, the instructions up to one that sets a field belong to the section of this field.
    private static int[] OfConstructor(MethodDefinition method)
    {
        int[] sections = new int[method.Body.Instructions.Count];
        for (int i = 0, from = 0; i < sections.Length; i++)
        {
            if (method.Body.Instructions[i] is not { OpCode.Code: Code.Stfld or Code.Stsfld, Operand: FieldReference field }) continue;
            Array.Fill(sections, OfField(field.Name), from, i + 1 - from);
            from = i + 1;
        }
        return sections;
    }

    private static long Size(Instruction instruction) => instruction.GetSize()
        + (instruction is { OpCode.Code: Code.Ldtoken, Operand: FieldReference field } ? field.Resolve().InitialValue.Length : 0);

    private static int Section(Match number) => int.Parse(number.Groups[1].ValueSpan, CultureInfo.InvariantCulture) + 1;

    [GeneratedRegex(@"^\s+// (\d{1,5}): ")]
    private static partial Regex LayerComment();

    [GeneratedRegex(@"^\s+Array\.Copy\(\w+, \d+, output, ")]
    private static partial Regex OutputCopy();

    [GeneratedRegex(@"^_?[Ll]ayer(\d{1,5})(?!\d)")]
    private static partial Regex LayerMember();
}
