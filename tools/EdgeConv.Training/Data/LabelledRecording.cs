namespace EdgeConv.Training.Data;

/// <summary>
/// One uninterrupted recording with one label: one image, one row of a table, or a file of frames or samples. Training and test never
/// share a recording.
/// </summary>
/// <param name="Name">Name of the file, with the row if the recording is one row of a table.</param>
/// <param name="Label">Index of its class, from 0.</param>
/// <param name="Values">Frames one after another, or the samples of a 1-D sensor, in the sensor's units.</param>
/// <param name="Offsets">Index in <paramref name="Values"/> at which each frame begins; windows may overlap.</param>
/// <param name="Place">Where something is in its frames; null if the label is a class.</param>
public sealed record LabelledRecording(string Name, int Label, float[] Values, int[] Offsets, Position? Place = null);

/// <summary>One frame for training or test.</summary>
/// <param name="Recording">Recording that holds the frame.</param>
/// <param name="Offset">Index of the frame's first value in the recording's values.</param>
public readonly record struct Sample(LabelledRecording Recording, int Offset);
