namespace EdgeConv.NanoClr;

/// <summary>The tests of a nanoFramework test assembly, and their results in the output of its launcher.</summary>
public static class DeviceTests
{
    private const string Passed = "Test passed,", Failed = "Test failed,", Skipped = "Test skipped,";

    /// <summary>Names of all tests, as the launcher numbers them: TYPE.METHOD.INDEX, one for each data row.</summary>
    public static IReadOnlyList<string> Names(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var names = new List<string>();
        foreach (TypeDefinition type in module.GetTypes().Where(type => Marked(type.CustomAttributes, "TestClassAttribute") > 0))
            foreach (MethodDefinition method in type.Methods)
            {
                int rows = Marked(method.CustomAttributes, "DataRowAttribute");
                if (rows == 0) rows = Marked(method.CustomAttributes, "TestMethodAttribute");
                for (int row = 0; row < rows; row++) names.Add($"{type.FullName}.{method.Name}.{row}");
            }
        return names;

        static int Marked(IEnumerable<CustomAttribute> attributes, string name) => attributes.Count(a => a.AttributeType.Name == name);
    }

    /// <summary>Null when the test passed, else why it did not.</summary>
    public static string? Failure(string name, DeviceRun run)
    {
        for (int i = 0; i < run.Lines.Count; i++)
        {
            string line = run.Lines[i];
            if (line.StartsWith(Passed + name + ",")) return null;
            if (line.StartsWith(Skipped + name + ",")) return "it was skipped on the device: " + line;
            if (!line.StartsWith(Failed + name + ",")) continue;
            // A message may have several lines.
            IEnumerable<string> more = run.Lines.Skip(i + 1).TakeWhile(next => !next.StartsWith("Test "));
            return string.Join('\n', more.Prepend(line[(Failed.Length + name.Length + 1)..]));
        }
        return $"no result: the run ended early ({run.Ending})";
    }

    /// <summary>How many results of any kind the launcher printed.</summary>
    public static int Count(DeviceRun run) =>
        run.Lines.Count(line => line.StartsWith(Passed) || line.StartsWith(Failed) || line.StartsWith(Skipped));
}
