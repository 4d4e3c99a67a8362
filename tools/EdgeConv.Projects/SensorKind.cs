namespace EdgeConv.Projects;

/// <summary>A sensor that `edgeconv new` offers: its code, and the model and the readout that fit it.</summary>
/// <param name="Name">Name for `--sensor`.</param>
/// <param name="Title">Name in texts for people.</param>
/// <param name="About">What a frame of it is.</param>
/// <param name="Format">Format of its frames.</param>
/// <param name="Files">Files of its driver that a project with it needs.</param>
/// <param name="Bus">"i2c", "spi", or "" for no bus.</param>
/// <param name="Source">Expression that makes its IFrameSource.</param>
/// <param name="Simulated">Expression that makes the source of the simulation.</param>
/// <param name="Range">What the preprocessor does with its values, as a call; "" maps the whole range.</param>
/// <param name="RangeComment">Says why.</param>
/// <param name="Model">Built-in model: a file of examples/ without .json.</param>
/// <param name="Use">Readout and map of that model.</param>
/// <param name="PeriodMicroseconds">Time from frame to frame in microseconds.</param>
public sealed record SensorKind(
    string Name, string Title, string About, FrameFormat Format, IReadOnlyList<string> Files, string Bus, string Source, string Simulated,
    string Range, string RangeComment, string Model, ModelUse Use, int PeriodMicroseconds = 100_000)
{
    // Before the second line of the expression of a source.
    private const string Indent = "                    ";

    private static readonly ModelUse s_edges =
        new("Readout.ScoreOf(2)", "Score 2 of the model's three: it grows with the edges in the frame.", 15, 80);

    /// <summary>All sensors; the first is the default.</summary>
    public static IReadOnlyList<SensorKind> All { get; } =
    [
        new("amg88xx", "AMG88xx", "8 x 8 temperatures in quarters of a degree Celsius, -20 to 100 degC", new FrameFormat(8, 8, 1, -80, 400),
            ["Amg88xx.cs", "Amg88xxFrameSource.cs", "Amg88xxRegister.cs", "Wait.cs"], "i2c",
            "new Amg88xxFrameSource(Settings.I2cBus, Amg88xxFrameSource.HighAddress)",
            "ProjectDevice.Recorded(\"synthetic:hand\", Loop.SensorFormat)", ".MinMaxRange(32)",
            "Each frame has a range of its own, but at least 8 degC (32 quarters): the noise of a uniform scene stays small.",
            "strokes", s_edges),
        new("mpu6050", "MPU-6050", "the last 64 samples of acceleration along x, y and z; 16384 is 1 g",
            new FrameFormat(1, 64, 3, short.MinValue, short.MaxValue), ["Mpu6050FrameSource.cs", "Mpu6050Register.cs", "Wait.cs"], "i2c",
            "new Mpu6050FrameSource(Settings.I2cBus, Mpu6050FrameSource.LowAddress, 64)",
            "ProjectDevice.Recorded(\"synthetic:gesture\", Loop.SensorFormat)", "", "The sensor's whole range, -2 g to 2 g.",
            "shake",
            new ModelUse("Readout.MeanOf(0)", "The mean of the model's output map: it grows with the strength of shaking.", 2, 32)),
        new("mlx90640", "MLX90640", "24 x 32 temperatures in hundredths of a degree Celsius, -40 to 300 degC",
            new FrameFormat(24, 32, 1, -4000, 30000),
            ["Mlx90640Calibration.cs", "Mlx90640FrameSource.cs", "Mlx90640Register.cs"], "i2c",
            "new Mlx90640FrameSource(Settings.I2cBus,\n" + Indent +
            "Mlx90640FrameSource.DefaultAddress, pagesPerSecond: 8, emissivity: 95, areRadiances: false)",
            "ProjectDevice.Recorded(\"synthetic:warmth\", Loop.SensorFormat)", ".MinMaxRange(800)",
            "Each frame has a range of its own, but at least 8 degC (800 hundredths): the noise of a uniform scene stays small.",
            "strokes", s_edges, PeriodMicroseconds: 126_000),
        new("arducam-mega", "Arducam Mega", "32 x 32 gray values, 0 to 255: each is the mean of 3 x 3 of the camera's 96 x 96 pixels",
            new FrameFormat(32, 32, 1, 0, 255), ["ArducamMegaFrameSource.cs", "ArducamMegaRegister.cs", "FrameReducer.cs"], "spi",
            "new ArducamMegaFrameSource(Settings.SpiBus, Settings.CsPin,\n" + Indent +
            "size: 96, output: 32, block: 3, luma: 0)",
            "ProjectDevice.Recorded(\"synthetic:bar\", Loop.SensorFormat)", ".MinMaxRange(32)",
            "Each frame has a range of its own, but at least an eighth of all: the noise of a uniform scene stays small.",
            "strokes", s_edges),
        new("none", "built-in digits", "ten handwritten digits of 8 x 8, one per second; a value is the amount of ink",
            new FrameFormat(8, 8, 1, 0, 16), ["DigitFrames.cs"], "", "new DigitFrames()", "new DigitFrames()", ".FixedRange(0, 16)",
            "From no ink to full ink.",
            "digits", new ModelUse("Readout.ClassOf(64)",
                "The class of the highest score: the digit. A new one must lead by 64 steps, a quarter of the probability.", 0, 9)),
    ];

    /// <summary>Returns why this sensor cannot be wired to a board, or null.</summary>
    public string? FaultOn(BoardFile board) =>
        Bus != "spi" || board.Spi is not null ? null : $"an {board.Name} has no four free pins for SPI; take another board or sensor";
}

/// <summary>How the output of a model becomes a duty.</summary>
/// <param name="Readout">Expression that makes the readout.</param>
/// <param name="Comment">Says what it reads.</param>
/// <param name="Low">Readout at one end of the output's range.</param>
/// <param name="High">Readout at the other end.</param>
public sealed record ModelUse(string Readout, string Comment, int Low, int High);
