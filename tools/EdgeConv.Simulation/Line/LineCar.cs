using EdgeConv.Frames.Line;

namespace EdgeConv.Simulation.Line;

/// <summary>
/// A small car as a kinematic bicycle: the front wheels roll where they point. A servo turns them, after its dead time and at its speed; a
/// motor drives the rear wheels, with a dead zone and a lag.
/// </summary>
/// <param name="start">Place of the rear axle, and direction.</param>
internal sealed class LineCar(LinePose start)
{
    /// <summary>Distance of the axles in meters.</summary>
    public const double Wheelbase = 0.16;

    /// <summary>Greatest angle of the front wheels in radians.</summary>
    public const double MaxSteering = 28 * Math.PI / 180;

    // The camera is a little behind the front axle.
    private const double CameraAhead = 0.12;

    // A common small servo: it follows a pulse after a period, and turns 60 degrees in 0.15 s; 45 degrees of the servo are the greatest
    // angle of the wheels.
    private const int ServoDeadMicroseconds = 20_000;
    private const double ServoRate = MaxSteering / 45 * 60 / 0.15;

    // The motor starts at a duty of 20 % and reaches 0.75 m/s at 100 %.
    private const double MotorStart = 0.2, TopSpeed = 0.75, RiseSeconds = 0.25, BrakeSeconds = 0.12;

    private const int StepMicroseconds = 2_000;

    private readonly Queue<(long At, double Angle)> _pulses = [];
    private long _time;
    private double _target;
    private int _motorDuty;

    /// <summary>Place of the rear axle, and direction.</summary>
    public LinePose Pose { get; private set; } = start;

    /// <summary>Speed in meters per second.</summary>
    public double Speed { get; private set; }

    /// <summary>Angle of the front wheels in radians; positive to the right.</summary>
    public double Steering { get; private set; }

    /// <summary>Way driven so far in meters.</summary>
    public double Driven { get; private set; }

    /// <summary>Pose of the camera.</summary>
    public LinePose Camera => Ahead(CameraAhead);

    /// <summary>Middle of the front axle.</summary>
    public LinePose Front => Ahead(Wheelbase);

    /// <summary>Takes a duty of the servo, 0 to 10000 of 20 ms: 1.0 ms is left, 1.5 ms straight on, 2.0 ms right.</summary>
    public void Steer(long microseconds, int duty) =>
        _pulses.Enqueue((microseconds + ServoDeadMicroseconds, Math.Clamp((duty * 2.0 - 1500) / 500, -1, 1) * MaxSteering));

    /// <summary>Takes a duty of the motor, 0 to 10000.</summary>
    public void Drive(int duty) => _motorDuty = duty;

    /// <summary>Drives until a time.</summary>
    /// <param name="microseconds">The time; if it is past, nothing changes.</param>
    public void AdvanceTo(long microseconds)
    {
        while (_time < microseconds)
        {
            double seconds = Math.Min(StepMicroseconds, microseconds - _time) / 1e6;
            _time = Math.Min(_time + StepMicroseconds, microseconds);
            while (_pulses.TryPeek(out (long At, double Angle) pulse) && pulse.At <= _time) _target = _pulses.Dequeue().Angle;
            Steering += Math.Clamp(_target - Steering, -ServoRate * seconds, ServoRate * seconds);
            double wanted = TopSpeed * Math.Max(0, _motorDuty / 10_000.0 - MotorStart) / (1 - MotorStart);
            Speed += (wanted - Speed) * (1 - Math.Exp(-seconds / (wanted < Speed ? BrakeSeconds : RiseSeconds)));
            if (wanted == 0 && Speed < 0.005) Speed = 0;
            double heading = Pose.Heading + Speed * Math.Tan(Steering) / Wheelbase * seconds;
            Pose = new(Pose.X + Speed * Math.Cos(heading) * seconds, Pose.Y + Speed * Math.Sin(heading) * seconds, heading);
            Driven += Speed * seconds;
        }
    }

    private LinePose Ahead(double meters) =>
        new(Pose.X + meters * Math.Cos(Pose.Heading), Pose.Y + meters * Math.Sin(Pose.Heading), Pose.Heading);
}
