using System.CommandLine;
using EdgeConv.Compiler;
using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;
using EdgeConv.Simulation;

namespace EdgeConv.Cli;

/// <summary>`edgeconv compile`: C# source for the compiled engine.</summary>
internal static class CompileCommand
{
    // Left free of the 64 KB of an assembly: headers of methods, and the application's own code.
    private const int MostBytecode = CompiledModel.BytecodeLimit - 4096;

    public static Command Create()
    {
        Argument<string> model = new("MODEL") { Description = "A .tflite, .onnx or .json model." };
        Option<string> output = new("--out") { Description = "The .cs file to write.", HelpName = "FILE", Required = true };
        Option<string> space = new("--namespace") { Description = "Namespace of the class.", DefaultValueFactory = _ => "EdgeConv.Models", HelpName = "NAME" };
        space.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !token.Value.Split('.').All(IsIdentifier)) result.AddError($"--namespace {Printable.Text(token.Value, 40)}: no C# name");
        });
        Option<string?> name = new("--class") { Description = "Name of the class; the file's name by default.", HelpName = "NAME" };
        name.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !IsIdentifier(token.Value)) result.AddError($"--class {Printable.Text(token.Value, 40)}: no C# name");
        });
        var command = new Command("compile", "Writes C# source whose code holds the weights: the fastest way to run a model on a board.") { model, output, space, name };
        command.SetAction(parsed => Compile(parsed.GetValue(model)!, parsed.GetValue(output)!, parsed.GetValue(space)!, parsed.GetValue(name)));
        return command;
    }

    private static void Compile(string model, string output, string space, string? name)
    {
        name ??= ClassName(Path.GetFileNameWithoutExtension(output));
        string source;
        int bytes;
        try
        {
            Graph graph = Pipeline.Run(ModelFile.Open(model));
            source = CSharpCompiler.Compile(graph, space, name, $"edgeconv compile {Path.GetFileName(model)} --out {Path.GetFileName(output)} --namespace {space} --class {name}");
            bytes = new CompiledModel(source, $"{space}.{name}").BytecodeBytes;
        }
        catch (ModelException e) when (!e.Message.StartsWith(model, StringComparison.Ordinal))
        {
            throw new ModelException($"{model}: {e.Message}", e);
        }
        if (bytes > MostBytecode)
            throw new ModelException($"{model}: its code is {bytes} bytes, and one nanoFramework assembly holds {CompiledModel.BytecodeLimit}; use edgeconv pack for a model of this size");
        SafeFile.Write("--out", output, System.Text.Encoding.UTF8.GetBytes(source));
        Console.WriteLine($"class    {space}.{name}");
        Console.WriteLine($"bytecode {InspectCommand.Number(bytes)} of {InspectCommand.Number(CompiledModel.BytecodeLimit)} bytes an assembly holds");
        Console.WriteLine($"written  {output}");
    }

    private static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= 100 && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(text) == Microsoft.CodeAnalysis.CSharp.SyntaxKind.None;

    private static string ClassName(string file)
    {
        string name = string.Concat(file.Split('_', '-', '.', ' ').Where(word => word.Length > 0).Select(word => char.ToUpperInvariant(word[0]) + word[1..]).SelectMany(word => word).Where(char.IsAsciiLetterOrDigit));
        return name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : "Model" + name;
    }
}
