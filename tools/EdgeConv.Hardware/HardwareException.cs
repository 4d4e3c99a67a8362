namespace EdgeConv.Hardware;

/// <summary>A board file or the description of a build is wrong. The message is one line that names the file and says what to do.</summary>
public sealed class HardwareException(string message) : Exception(message);
