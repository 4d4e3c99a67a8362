using EdgeConv.Cli;

return CommandLine.Run(args, Console.OpenStandardInput);
