using EdgeConv.Frames.Line;

namespace EdgeConv.Simulation.Line;

/// <summary>A moment of a drive: the end of a period of the loop.</summary>
/// <param name="Microseconds">Time at which the frame was taken.</param>
/// <param name="Front">Middle of the front axle at that time.</param>
/// <param name="Speed">Speed in meters per second.</param>
/// <param name="Aside">Distance of the front axle from the line in meters; positive to the right of it.</param>
/// <param name="ServoDuty">Duty of the servo at the end of the period, 0 to 10000.</param>
/// <param name="MotorDuty">Duty of the motor at the end of the period, 0 to 10000.</param>
/// <param name="Column256">The readout: the line's column on the heat map, in 1/256 of a cell.</param>
/// <param name="Frame">The frame, 0 to 255, row by row; empty if there was none.</param>
/// <param name="Map">The heat map, int8; empty if the network did not run.</param>
/// <param name="Reason">Reason for which the outputs are safe, or None.</param>
public sealed record LineMoment(long Microseconds, LinePose Front, double Speed, double Aside, int ServoDuty, int MotorDuty, int Column256,
    short[] Frame, sbyte[] Map, GuardReason Reason);

/// <summary>A drive along one track.</summary>
/// <param name="Track">The track.</param>
/// <param name="Floor">Picture of the floor.</param>
/// <param name="Light">The light.</param>
/// <param name="Moments">All periods of the loop, in order.</param>
/// <param name="LapSeconds">Time of each completed lap, in order.</param>
/// <param name="PulledMicroseconds">Time at which the camera was pulled, after the last lap; null if the car did not get there.</param>
/// <param name="StoppedMicroseconds">Time at which the car stood still after that; null if it did not.</param>
/// <param name="StopMeters">Way from where the camera was pulled to where the car stood.</param>
public sealed record LineRun(LineTrack Track, LineFloor Floor, LineLight Light, IReadOnlyList<LineMoment> Moments,
    IReadOnlyList<double> LapSeconds, long? PulledMicroseconds, long? StoppedMicroseconds, double StopMeters)
{
    /// <summary>Moments until the camera was pulled.</summary>
    public IEnumerable<LineMoment> Driving => Moments.Where(moment => moment.Microseconds < (PulledMicroseconds ?? long.MaxValue));

    /// <summary>Greatest distance of the front axle from the line in meters.</summary>
    public double MaxAside => Driving.Max(moment => Math.Abs(moment.Aside));

    /// <summary>Mean distance of the front axle from the line in meters.</summary>
    public double MeanAside => Driving.Average(moment => Math.Abs(moment.Aside));

    /// <summary>Mean speed in meters per second.</summary>
    public double MeanSpeed => Driving.Average(moment => moment.Speed);

    /// <summary>Whether the car drove all laps and stood still after the camera was pulled.</summary>
    public bool IsComplete => LapSeconds.Count == LineSimulation.Laps && StoppedMicroseconds is not null;
}
