using System.Runtime.InteropServices;
using System.Text;
using EdgeConv.Cli;

Console.OutputEncoding = Encoding.UTF8; // the bars of the summary; a Windows console starts with another one
// Progress bars hide the cursor: Ctrl+C, which then ends the program as ever, brings it back.
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ =>
{
    if (!Console.IsOutputRedirected) Console.CursorVisible = true;
});
return CommandLine.Run(args, Console.OpenStandardInput);
