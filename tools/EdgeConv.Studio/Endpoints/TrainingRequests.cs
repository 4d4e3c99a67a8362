namespace EdgeConv.Studio.Endpoints;

/// <summary>Stops a training.</summary>
/// <param name="Job">Number of the job.</param>
internal sealed record StopRequest(int Job);

/// <summary>A frame for the trained model.</summary>
/// <param name="Job">Number of the job.</param>
/// <param name="Values">Values of the frame as 16-bit little-endian integers, HWC.</param>
internal sealed record TryRequest(int Job, byte[] Values);

/// <summary>Saves the trained model to the project's folder.</summary>
/// <param name="Job">Number of the job.</param>
internal sealed record SaveRequest(int Job);
