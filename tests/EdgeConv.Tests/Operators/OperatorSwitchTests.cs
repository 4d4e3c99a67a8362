namespace EdgeConv.Tests.Operators;

/// <summary>Each format and engine has a switch over the operators: names those that a new operator is missing from.</summary>
[TestClass]
public sealed class OperatorSwitchTests
{
    [TestMethod, DataRow("TfliteOperators", "Write"), DataRow("PackedOperators", "Write"), DataRow("CompiledOperators", "WriterOf")]
    public void NamesEveryOperator(string type, string method)
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(Operator).Assembly.Location);
        MethodDefinition heart = module.GetTypes().Single(known => known.Name == type).Methods.Single(known =>
            known.Name == method && known.Parameters[^1].ParameterType.Name == nameof(Operator));
        HashSet<string> handled = [.. heart.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Isinst)
            .Select(instruction => ((TypeReference)instruction.Operand).Name)];
        string[] missing = [.. OperatorTypes().Select(known => known.Name).Where(name => !handled.Contains(name))];
        Assert.IsEmpty(missing,
            $"no line in {type}.{method} for {string.Join(", ", missing)}: add one, or say there that it is not supported");
    }

    // The compiled engine makes operators of its own, which no other folder sees.
    private static IEnumerable<Type> OperatorTypes() =>
        typeof(Operator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract && type.IsPublic);
}
