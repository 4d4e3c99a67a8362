namespace EdgeConv.Simulation;

/// <summary>Something outside the program is wrong: a frame file, an option, the output folder. The message is one line that names it and says what to do.</summary>
public sealed class SimulationException(string message) : Exception(message);
