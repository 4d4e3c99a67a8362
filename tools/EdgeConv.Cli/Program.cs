using System.Runtime.InteropServices;
using EdgeConv.Cli;

Console.OutputEncoding = Encoding.UTF8; // needed for the bars of the summary; a Windows console starts with another encoding
PosixSignal[] ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
PosixSignalRegistration[] registrations = [.. ends.Select(signal => PosixSignalRegistration.Create(signal, context =>
{
    // A progress bar may have hidden the cursor.
    if (!Console.IsOutputRedirected) Console.CursorVisible = true;
    // A command such as record handles the signal itself and keeps its results. Its handler runs first, because it registered last, and
    // sets Cancel; then nothing is removed.
    if (!context.Cancel) Partials.Sweep();
}))];
int code = CommandLine.Run(args, Console.OpenStandardInput);
foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
return code;
