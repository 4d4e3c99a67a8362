using System.Runtime.InteropServices;
using EdgeConv.Cli;

Console.OutputEncoding = Encoding.UTF8; // the bars of the summary; a Windows console starts with another one
PosixSignal[] ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
PosixSignalRegistration[] registrations = [.. ends.Select(signal => PosixSignalRegistration.Create(signal, context =>
{
    // Progress bars hide the cursor.
    if (!Console.IsOutputRedirected) Console.CursorVisible = true;
    // A command that ends by itself and keeps what it has, such as record, has cancelled the signal: the last to register is called first.
    if (!context.Cancel) Partials.Sweep();
}))];
int code = CommandLine.Run(args, Console.OpenStandardInput);
foreach (PosixSignalRegistration registration in registrations) registration.Dispose();
return code;
