namespace EdgeConv.Tests.Device;

/// <summary>Device code keeps to what nanoCLR runs, checked on any machine; and the check itself refuses each breach.</summary>
[TestClass]
public class DeviceCodeTests
{
    /// <summary>Number of settings of a firmware without the property EdgeConvSensors.</summary>
    internal const int SettingsWithoutSensors = 35;

    // mscorlib has it, .NET Standard does not.
    private const string SpanByte = """
        namespace System
        {
            public readonly struct SpanByte
            {
                public SpanByte(byte[] array, int start, int length) { }

                public static implicit operator SpanByte(byte[] array) { throw null; }
            }
        }
        """;

    private static readonly DeviceApi s_api = DeviceApi.Load();

    private static readonly string[] s_inNetStandard =
    [
        "nanoFramework.Runtime.Native", "nanoFramework.System.Security.Cryptography", "System.Device.Wifi", "System.IO.FileSystem",
        "System.IO.Streams", "System.Net",
    ];

    [TestMethod]
    public void LibrariesKeepTheRules()
    {
        foreach (byte[] library in DeviceLibraries.Images) Keeps(library);
    }

    [TestMethod]
    public void ReferenceAndTestsKeepTheRules() => Keeps(Compile(Project("tests", "NFUnitTest")));

    [TestMethod]
    public void FirmwareKeepsTheRules() =>
        Keeps(Compile(NanoProject.Load(Project("firmware", "EdgeConv.Firmware").Path, ("EdgeConvNetwork", "true"))));

    // What is built unless the property EdgeConvNetwork=true asks for more.
    [TestMethod]
    public void FirmwareKeepsTheRulesWithoutTheNetwork()
    {
        NanoProject project = NanoProject.Load(Project("firmware", "EdgeConv.Firmware").Path, ("EdgeConvNetwork", "false"));
        byte[] firmware = CompileFirmware();
        using var module = ModuleDefinition.ReadModule(new MemoryStream(firmware));
        Assert.IsFalse(module.GetTypeReferences().Any(type => type.Namespace.StartsWith("System.Net")));
        Keeps(firmware);
        foreach (string library in (string[])["System.Net", "System.Device.Wifi", "System.Threading",
            "nanoFramework.System.Security.Cryptography"])
        {
            Assert.DoesNotContain(library, Names(project));
            Assert.Contains(library, Names(NanoProject.Load(project.Path, ("EdgeConvNetwork", "true"))));
        }
    }

    [TestMethod]
    public void FirmwareWithMoreSensorsKeepsTheRules()
    {
        string path = Project("firmware", "EdgeConv.Firmware").Path;
        NanoProject with = NanoProject.Load(path, ("EdgeConvSensors", "true")), without = NanoProject.Load(path);
        Keeps(Compile(with));
        Assert.Contains("System.Device.Spi", Names(with));
        Assert.DoesNotContain("System.Device.Spi", Names(without));
        // The firmware without them has no settings for them, and says why it refuses them.
        Assembly firmware = IlCounter.Load([.. DeviceLibraries.Images, CompileFirmware()]);
        Type Type(string name) => firmware.GetType("EdgeConv.Firmware." + name)!;
        Assert.AreEqual(SettingsWithoutSensors, Type("Settings").GetField("Count")!.GetRawConstantValue());
        MethodInfo check = Type("SensorSearch").GetMethod("Check")!;
        check.Invoke(null, ["amg88xx"]);
        foreach (string sensor in (string[])["mlx90640", "arducam-mega"])
        {
            Exception refusal = Assert.ThrowsExactly<TargetInvocationException>(() => check.Invoke(null, [sensor])).InnerException!;
            Assert.AreEqual($"sensor: this firmware is built without EdgeConvSensors, so it cannot read {sensor}", refusal.Message);
        }
    }

    [TestMethod]
    [DataRow("class C<T> { }", "C`1: generic type")]
    [DataRow("class C { void M<T>() { } }", "System.Void C::M(): generic method")]
    [DataRow("class C { void M() { int[] a = System.Array.Empty<int>(); } }", "C::M(): use of a generic method, !!0[] System.Array::Empty")]
    [DataRow("class C { System.Collections.Generic.List<int> f; }", "C::f: use of a generic type, System.Collections.Generic.List")]
    [DataRow("class C { int? f; }", "C::f: use of a generic type, System.Nullable")]
    [DataRow("class C { int[,] f = new int[2, 2]; }", "array of several dimensions, System.Int32[0...,0...]")]
    [DataRow("class C { int M(int[,] a) { return a[0, 1]; } }", "C::M(System.Int32[0...,0...]): array of several dimensions")]
    [DataRow("struct S { int f; }", "S: struct")]
    [DataRow("class C { unsafe void M() { int* p = stackalloc int[4]; p[0] = 1; } }", "C::M(): stackalloc")]
    [DataRow("class C { unsafe void M(byte[] a) { fixed (byte* p = a) { *p = 1; } } }", "C::M(System.Byte[]): pinned local")]
    [DataRow("class C { unsafe int M(int* p) { return *p; } }", "pointer, System.Int32*")]
    [DataRow("class C { static void F() { } unsafe void M() { delegate*<void> f = &F; f(); } }", "C::M(): call through a function pointer")]
    [DataRow("class C { static void F() { } unsafe object M() { delegate*<void> f = &F; return (int)f; } }", "C::M(): function pointer")]
    [DataRow("class C { int M(int a, int b) { return checked(a + b); } }", "checked arithmetic (add.ovf)")]
    [DataRow("class C { sbyte M(int a) { return checked((sbyte)a); } }", "checked arithmetic (conv.ovf.i1)")]
    [DataRow("class C { double M(double a) { return System.Math.Sqrt(a); } }", "System.Math::Sqrt(System.Double) is not in mscorlib 1.17")]
    [DataRow("class C { string M(string s) { return s.PadRight(9, '.').Insert(0, s); } }",
        "System.String::Insert(System.Int32,System.String) is not in mscorlib 1.17")]
    [DataRow("class C { System.Exception f = new System.OverflowException(); }",
        "System.OverflowException::.ctor() is not in mscorlib 1.17")]
    [DataRow("class C { [System.Runtime.InteropServices.DllImport(\"x\")] static extern void M(); }", "C::M(): call into a native library")]
    [DataRow("class C { int M(uint u) { return (int)u >> 3; } }", "C::M(System.UInt32): (int)u >> n of a uint")]
    [DataRow("class C { uint f; int M(int n) { return (int)(f * 5 + 1) >> n; } }", "C::M(System.Int32): (int)u >> n of a uint")]
    [DataRow("class C { int M(uint[] u) { return ((int)u[1] >> 3) + 1; } }", "C::M(System.UInt32[]): (int)u >> n of a uint")]
    [DataRow("class C { long M() { return System.DateTime.UtcNow.Ticks; } }", "System.DateTime::get_UtcNow() reads the wall clock")]
    [DataRow("class C { long M() { return System.DateTime.Now.Ticks; } }", "System.DateTime::get_Now() reads the wall clock")]
    [DataRow("class C { volatile int f; void M() { System.GC.Collect(); f = 1; } }", "is not in mscorlib 1.17")]
    public void BreachIsRefused(string source, string expected)
    {
        IReadOnlyList<string> violations = Violations(source);
        Assert.IsTrue(violations.Any(line => line.Contains(expected)), $"expected {expected}, got: {string.Join("; ", violations)}");
    }

    [TestMethod]
    public void InterfaceMemberWithABodyIsRefused()
    {
        // .NET Standard 2.0 has none, so the compiler refuses it first; the running framework lets it pass.
        (string, string)[] source = [("Sample.cs", "interface I { int M() { return 1; } }")];
        byte[] assembly = DesktopBuild.CompileAgainst(typeof(object).Assembly.Location, "Sample", source);
        Assert.AreEqual("System.Int32 I::M(): interface member with a body", s_api.Violations(assembly)[0]);
    }

    [TestMethod]
    public void TooManyLocalsAreRefused()
    {
        // Locals that are all alive at the end, so that the compiler keeps each.
        string declared = string.Concat(Enumerable.Range(0, 300).Select(i => $"int v{i} = M({i}); "));
        string used = string.Join(" + ", Enumerable.Range(0, 300).Select(i => $"v{i} * v{299 - i}"));
        Assert.Contains("300 locals", Violations($"class C {{ int M(int n) {{ {declared} return {used}; }} }}")[0]);
    }

    [TestMethod]
    public void LongSwitchIsRefused()
    {
        string cases = string.Concat(Enumerable.Range(0, 300).Select(i => $"case {i}: return {i * i % 7}; "));
        string source = $"class C {{ int M(int n) {{ switch (n) {{ {cases} }} return 0; }} }}";
        Assert.Contains("switch of more than 255 cases", Violations(source)[0]);
    }

    [TestMethod]
    public void WhatNanoClrRunsIsAllowed()
    {
        const string Source = """
            using System;
            public enum E : byte { A, B }
            public delegate int D(int x);
            public abstract class C
            {
                private static readonly int[] s_table = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
                private static readonly sbyte[][] s_jagged = { new sbyte[] { 1, 2 }, new sbyte[] { 3 } };
                public D Twice(int n) { return x => x * n; }
                public string Name(E e, char c) { return "e" + ((int)e).ToString() + c + s_table[1].ToString("X2"); }
                public int Sum(string text) { int sum = 0; foreach (char c in text) sum += c;
                    foreach (sbyte[] row in s_jagged) sum += row.Length; return sum; }
                public string Kind(Exception e)
                {
                    try { return e.GetType().Name; } catch (InvalidOperationException) when (e != null) { return null; }
                    finally { Console.WriteLine("x"); }
                }
                public ref int Slot(int i) { return ref s_table[i]; }
                public string Of(string s) { switch (s) {
                    case "a": return "1"; case "b": return "2"; case "c": return "3"; case "d": return "4";
                    case "e": return "5"; case "f": return "6"; case "g": return "7"; default: return s; } }
                public int Shifted(uint u, int n, byte b) { int i = (int)u; int s = i + 1;
                    return (s >> n) + (int)(u >> 3) + (i * n >> 2) + (b >> 1) + i; }
                public int Long(long a) { lock (s_table) { return (int)(a * a >> 21) is var r && r > 3 ? r : -r; } }
            }
            """;
        Assert.AreEqual("", string.Join("\n", Violations(Source)));
    }

    private static void Keeps(byte[] assembly) => Assert.AreEqual("", string.Join("\n", s_api.Violations(assembly)));

    private static IReadOnlyList<string> Violations(string source) =>
        s_api.Violations(DesktopBuild.Compile("Sample", [("Sample.cs", source)]));

    private static NanoProject Project(string folder, string name) => NanoProject.Load(Repository.PathOf(folder, name, name + ".nfproj"));

    private static IEnumerable<string> Names(NanoProject project) => project.References.Select(reference => reference.Name);

    private static byte[] Compile(NanoProject project) => Compile(project.AssemblyName, DeviceBuild.SourcesOf(project), Names(project));

    /// <summary>The firmware without the network, with other files beside its own, for any machine.</summary>
    internal static byte[] CompileFirmware(params (string Path, string Text)[] more)
    {
        NanoProject project = NanoProject.Load(Project("firmware", "EdgeConv.Firmware").Path, ("EdgeConvNetwork", "false"));
        return Compile(project.AssemblyName, [.. DeviceBuild.SourcesOf(project), .. more], Names(project));
    }

    // .NET Standard has types of the same names as some stand-ins: those are compiled together with the sources, and so stand before them.
    private static byte[] Compile(string name, IEnumerable<(string, string)> sources, IEnumerable<string> references)
    {
        ILookup<bool, string> standins = references.Where(reference => File.Exists(Standin(reference)))
            .ToLookup(reference => s_inNetStandard.Contains(reference));
        byte[] others = DesktopBuild.Compile("Standins", [.. standins[false].Select(Source), ("SpanByte.cs", SpanByte)]);
        return DesktopBuild.Compile(name, [.. sources, .. standins[true].Select(Source)], [.. DeviceLibraries.Images, others]);
    }

    private static (string Path, string Text) Source(string reference) => (reference, File.ReadAllText(Standin(reference)));

    private static string Standin(string reference) => Repository.PathOf("build", "standins", reference + ".cs");
}
