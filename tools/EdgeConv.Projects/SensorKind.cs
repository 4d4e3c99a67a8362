namespace EdgeConv.Projects;

/// <summary>A sensor that `edgeconv new` offers: its code, and the model and the readout that fit it.</summary>
/// <param name="Name">Name for `--sensor`.</param>
/// <param name="Title">Name in texts for people.</param>
/// <param name="About">What a frame of it is.</param>
/// <param name="Format">Format of its frames.</param>
/// <param name="Files">Files of firmware/EdgeConv.Firmware that a project with it needs.</param>
/// <param name="IsOnI2c">Whether it is on the I2C bus.</param>
/// <param name="Source">Expression that makes its IFrameSource.</param>
/// <param name="Simulated">Expression that makes the source of the simulation.</param>
/// <param name="Range">What the preprocessor does with its values, as a call; "" maps the whole range.</param>
/// <param name="RangeComment">Says why.</param>
/// <param name="Model">Built-in model: a file of examples/ without .json.</param>
/// <param name="Use">Readout and map of that model.</param>
public sealed record SensorKind(
    string Name, string Title, string About, FrameFormat Format, IReadOnlyList<string> Files, bool IsOnI2c, string Source, string Simulated,
    string Range, string RangeComment, string Model, ModelUse Use)
{
    /// <summary>All sensors; the first is the default.</summary>
    public static IReadOnlyList<SensorKind> All { get; } =
    [
        new("amg88xx", "AMG88xx", "8 x 8 temperatures in quarters of a degree Celsius, -20 to 100 degC", new FrameFormat(8, 8, 1, -80, 400),
            ["Amg88xx.cs", "Amg88xxFrameSource.cs", "Wait.cs"], true,
            "new Amg88xxFrameSource(Settings.I2cBus, Amg88xxFrameSource.HighAddress)",
            "ProjectDevice.Recorded(\"synthetic:hand\", Loop.SensorFormat)", ".MinMaxRange(32)",
            "Each frame has a range of its own, but at least 8 degC (32 quarters): the noise of a uniform scene stays small.",
            "strokes",
            new ModelUse("Readout.ScoreOf(2)", "Score 2 of the model's three: it grows with the edges in the frame.", 15, 80)),
        new("mpu6050", "MPU-6050", "the last 64 samples of acceleration along x, y and z; 16384 is 1 g",
            new FrameFormat(1, 64, 3, short.MinValue, short.MaxValue), ["Mpu6050FrameSource.cs", "Wait.cs"], true,
            "new Mpu6050FrameSource(Settings.I2cBus, Mpu6050FrameSource.LowAddress, 64)",
            "ProjectDevice.Recorded(\"synthetic:gesture\", Loop.SensorFormat)", "", "The sensor's whole range, -2 g to 2 g.",
            "shake",
            new ModelUse("Readout.MeanOf(0)", "The mean of the model's output map: it grows with the strength of shaking.", 2, 32)),
        new("none", "built-in digits", "ten handwritten digits of 8 x 8, one per second; a value is the amount of ink",
            new FrameFormat(8, 8, 1, 0, 16), ["DigitFrames.cs"], false, "new DigitFrames()", "new DigitFrames()", ".FixedRange(0, 16)",
            "From no ink to full ink.",
            "digits", new ModelUse("Readout.ClassOf(64)",
                "The class of the highest score: the digit. A new one must lead by 64 steps, a quarter of the probability.", 0, 9)),
    ];
}

/// <summary>How the output of a model becomes a duty.</summary>
/// <param name="Readout">Expression that makes the readout.</param>
/// <param name="Comment">Says what it reads.</param>
/// <param name="Low">Readout at one end of the output's range.</param>
/// <param name="High">Readout at the other end.</param>
public sealed record ModelUse(string Readout, string Comment, int Low, int High);
