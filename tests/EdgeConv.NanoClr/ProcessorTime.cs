using System.Diagnostics;

namespace EdgeConv.NanoClr;

/// <summary>How long a process has been on a processor: its own work and the system's for it, without waiting.</summary>
public static class ProcessorTime
{
    /// <summary>Nanoseconds so far: exact on Linux while the process sleeps, elsewhere in the steps of the system, up to 16 ms.</summary>
    public static double Nanoseconds(Process process)
    {
        try
        {
            // Of each thread the first number of schedstat; the steps of TotalProcessorTime are 10 ms on Linux.
            string threads = $"/proc/{process.Id}/task";
            if (OperatingSystem.IsLinux() && File.Exists($"/proc/{process.Id}/schedstat"))
                return Directory.GetDirectories(threads).Select(thread => File.ReadAllText(Path.Combine(thread, "schedstat")))
                    .Sum(text => double.Parse(text.Split(' ')[0]));
        }
        catch (IOException)
        {
            // A thread that ended meanwhile.
        }
        process.Refresh();
        return process.TotalProcessorTime.TotalNanoseconds;
    }
}
