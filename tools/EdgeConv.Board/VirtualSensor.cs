using EdgeConv.Firmware.Fakes;

namespace EdgeConv.Board;

/// <summary>The sensor of a virtual board, which can be unplugged and plugged in again while the board runs.</summary>
public sealed class VirtualSensor
{
    private const int DefaultFrames = 600;

    private readonly RecordedSensor? _camera;
    private readonly RecordedMotion? _accelerometer;
    private volatile bool _isUnplugged;

    /// <summary>Makes a sensor that repeats a recording.</summary>
    /// <param name="isCamera">Whether it is a thermal camera of 8x8 (amg88xx), or else an accelerometer (mpu6050).</param>
    /// <param name="pattern">Name of a synthetic recording, such as hand; null for the default of the sensor.</param>
    /// <exception cref="UserException">There is no such recording.</exception>
    public VirtualSensor(bool isCamera, string? pattern)
    {
        Recording recording = SyntheticFrames.Make(pattern ?? (isCamera ? "hand" : "gesture"),
            isCamera ? RecordedSensor.Shape : RecordedMotion.Shape, DefaultFrames);
        if (isCamera) _camera = new RecordedSensor(recording, null);
        else _accelerometer = new RecordedMotion(recording, null);
    }

    /// <summary>Whether the sensor is unplugged.</summary>
    public bool IsUnplugged
    {
        get => _isUnplugged;
        set => _isUnplugged = value;
    }

    /// <summary>Connects the sensor to a board.</summary>
    public void ConnectTo(VirtualBoardParts parts)
    {
        if (_camera is not null) parts.Frame = time => _isUnplugged ? null : _camera.Look(time);
        else parts.Acceleration = time => _isUnplugged ? null : _accelerometer!.Measure(time);
    }
}
