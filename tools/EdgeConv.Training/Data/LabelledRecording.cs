namespace EdgeConv.Training.Data;

/// <summary>
/// What was recorded in one go with one label: one image, one row of a table, or a stretch of frames or samples. Training and test never
/// share one.
/// </summary>
/// <param name="Name">As a person finds it: a file, or a row of one.</param>
/// <param name="Label">Index of its class.</param>
/// <param name="Values">Frames one after another, or the samples of a 1-D sensor, in the sensor's units.</param>
/// <param name="Offsets">Where in the values each frame begins; windows may overlap.</param>
public sealed record LabelledRecording(string Name, int Label, float[] Values, int[] Offsets);

/// <summary>One frame to learn or to be tested with.</summary>
/// <param name="Recording">What it is part of.</param>
/// <param name="Offset">Where it begins.</param>
public readonly record struct Sample(LabelledRecording Recording, int Offset);
