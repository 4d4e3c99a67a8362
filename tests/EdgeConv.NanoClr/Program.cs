using EdgeConv.NanoClr;

// dotnet run --project tests/EdgeConv.NanoClr -- list-api PATH_OF_MSCORLIB_DLL > tests/EdgeConv.NanoClr/mscorlib-1.17.txt
if (args is not ["list-api", string path])
{
    Console.Error.WriteLine("error: the only command is: list-api PATH, which lists the types and members of a genuine assembly");
    return 2;
}
if (!File.Exists(path))
{
    Console.Error.WriteLine($"error: {path} is not a file");
    return 1;
}
foreach (string line in DeviceApi.ListOf(path)) Console.WriteLine(line);
return 0;
