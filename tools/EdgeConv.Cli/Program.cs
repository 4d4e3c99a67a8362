using System.Text;
using EdgeConv.Cli;

Console.OutputEncoding = Encoding.UTF8; // the bars of the summary; a Windows console starts with another one
if (args is ["compile", _, ..]) CompileCommand.WarmUp();
return CommandLine.Run(args, Console.OpenStandardInput);
