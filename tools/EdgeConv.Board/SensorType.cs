using EdgeConv.Devices;
using EdgeConv.Firmware;
using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Board;

/// <summary>A sensor that a virtual board can have.</summary>
public sealed class SensorType
{
    private readonly Action<VirtualBoardParts, Func<long, short[]?>> _connect;

    private SensorType(string name, string about, FrameShape shape, string pattern,
        Action<VirtualBoardParts, Func<long, short[]?>> connect)
    {
        (Name, About, Shape, Pattern, _connect) = (name, about, shape, pattern, connect);
    }

    /// <summary>All sensors; the first is the default.</summary>
    public static IReadOnlyList<SensorType> All { get; } =
    [
        new("amg88xx", "heat, 8x8", RecordedSensor.Shape, "hand", (parts, look) => parts.Frame = look),
        new("mpu6050", "acceleration, windows of 1x64x3", RecordedMotion.Shape, "gesture", (parts, look) => parts.Acceleration = look),
        new("mlx90640", "heat, 24x32", new FrameShape(Mlx90640Calibration.Height, Mlx90640Calibration.Width, 1), "warmth",
            (parts, look) => parts.Temperatures = look),
        new("arducam-mega", "light, 32x32", new FrameShape(32, 32, 1), "bar", (parts, look) =>
        {
            parts.Image = look;
            // A camera is the only sensor that a board does not find by itself.
            parts.Settings = "sensor=arducam-mega\n" + parts.Settings;
        }),
    ];

    /// <summary>Name of the sensor in the settings of a board.</summary>
    public string Name { get; }

    /// <summary>What it sees and the shape of its frames, for help texts.</summary>
    public string About { get; }

    /// <summary>Shape of its frames.</summary>
    public FrameShape Shape { get; }

    /// <summary>Name of the synthetic frames that it shows by default.</summary>
    public string Pattern { get; }

    /// <summary>Returns the sensor with this name.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static SensorType Of(string name) => All.FirstOrDefault(known => known.Name == name)
        ?? throw new UserException($"sensor must be one of {string.Join(", ", All.Select(known => known.Name))}");

    /// <summary>Makes a function that repeats a recording: what the sensor measures at a time in microseconds since the start.</summary>
    /// <param name="recording">Frames of its shape, in its units.</param>
    /// <param name="fault">Fault to inject, or null: "fail" unplugs the sensor, "freeze" repeats one measurement.</param>
    public Func<long, short[]?> Repeat(Recording recording, InjectedFault? fault) =>
        Name == "mpu6050" ? new RecordedMotion(recording, fault).Measure : new RecordedSensor(recording, fault).Look;

    /// <summary>Gives a board this sensor.</summary>
    /// <param name="parts">Parts of the board.</param>
    /// <param name="look">Returns what the sensor measures; null while it is unplugged.</param>
    public void Connect(VirtualBoardParts parts, Func<long, short[]?> look) => _connect(parts, look);
}
