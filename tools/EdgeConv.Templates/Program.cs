using EdgeConv.Projects;

// Writes the files of the template to the folder that the command line names.
foreach ((string path, byte[] data) in TemplatePackage.Files())
{
    string file = Path.Combine(args[0], path);
    Directory.CreateDirectory(Path.GetDirectoryName(file)!);
    File.WriteAllBytes(file, data);
}
