namespace EdgeConv.Tests.NanoFramework;

/// <summary>A nanoFramework solution in a folder of its own: packages with nanoFramework's mscorlib, and projects.</summary>
internal sealed class DeviceProject : TestFolder
{
    public DeviceProject()
    {
        foreach (string file in (string[])["mscorlib.dll", "mscorlib.pe"])
            Put($"packages/nanoFramework.CoreLibrary.1.17.11/lib/{file}",
                System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "nanoFramework", file)));
    }

    /// <summary>Writes a program, or a library, with one source file, and returns the path of its project file.</summary>
    public string Add(string name, string source, string items = "", bool isProgram = true)
    {
        Put($"{name}/{name}.cs", source);
        Put($"{name}/packages.config", """
            <packages>
              <package id="nanoFramework.CoreLibrary" version="1.17.11" targetFramework="netnano1.0" />
            </packages>
            """);
        return Put($"{name}/{name}.nfproj", $"""
            <Project xmlns="http://schemas.microsoft.com/developer/msbuild/2003">
              <PropertyGroup>
                <OutputType>{(isProgram ? "Exe" : "Library")}</OutputType>
                <AssemblyName>{name}</AssemblyName>
              </PropertyGroup>
              <ItemGroup>
                <Compile Include="*.cs" />
                <Reference Include="mscorlib">
                  <HintPath>..\packages\nanoFramework.CoreLibrary.1.17.11\lib\mscorlib.dll</HintPath>
                </Reference>
                {items}
              </ItemGroup>
            </Project>
            """);
    }
}
