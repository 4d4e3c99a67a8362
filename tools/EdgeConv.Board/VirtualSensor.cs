using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Board;

/// <summary>The sensor of a virtual board, which can be unplugged and plugged in again while the board runs.</summary>
public sealed class VirtualSensor
{
    private const int DefaultFrames = 600;

    private readonly SensorType _type;
    private readonly Func<long, short[]?> _look;
    private volatile bool _isUnplugged;

    /// <summary>Makes a sensor that repeats a recording.</summary>
    /// <param name="type">Which sensor it is.</param>
    /// <param name="pattern">Name of a synthetic recording, such as hand; null for the default of the sensor.</param>
    /// <exception cref="UserException">There is no such recording.</exception>
    public VirtualSensor(SensorType type, string? pattern)
    {
        _type = type;
        _look = type.Repeat(SyntheticFrames.Make(pattern ?? type.Pattern, type.Shape, DefaultFrames), null);
    }

    /// <summary>Whether the sensor is unplugged.</summary>
    public bool IsUnplugged
    {
        get => _isUnplugged;
        set => _isUnplugged = value;
    }

    /// <summary>Connects the sensor to a board.</summary>
    public void ConnectTo(VirtualBoardParts parts) => _type.Connect(parts, time => _isUnplugged ? null : _look(time));
}
