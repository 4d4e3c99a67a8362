using EdgeConv.Frames.Line;
using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Simulation.Line;

/// <summary>
/// A car that follows a line, in a closed loop: what the camera sees follows from where the car went. The loop, its guards and readouts are
/// those of a board; a servo on PWM1 steers, a motor on PWM3 drives. After three laps the camera is pulled, and the car must stop.
/// </summary>
public static class LineSimulation
{
    /// <summary>Laps of a track.</summary>
    public const int Laps = 3;

    /// <summary>Time from frame to frame in microseconds: reading and inference fit it on the slowest ESP32.</summary>
    public const int PeriodMicroseconds = 200_000;

    /// <summary>Maximum time in microseconds that the outputs follow the last good frame: one frame may be lost.</summary>
    public const int DeadlineMicroseconds = 450_000;

    /// <summary>IL instructions of an inference of the example's own network, compiled; a test counts them again.</summary>
    public const long Instructions = 64_189;

    /// <summary>IL instructions with which the driver of the Arducam Mega makes 32x32 of 96x96 (docs/performance.md).</summary>
    public const long ReadInstructions = 77_120;

    // 96x96 pixels of two bytes at 8 MHz.
    internal const int BusMicroseconds = 18_400;

    // Beyond this distance from the line the drive has failed.
    private const double LostMeters = 0.3;

    private const int MaxMicroseconds = 240_000_000, AfterPullMicroseconds = 3_000_000;
    private const int ServoHz = 50, MotorHz = 1000, ServoSafe = 750;

    /// <summary>Drives three laps.</summary>
    /// <param name="track">The track.</param>
    /// <param name="model">The network: a heat map of one row from frames of <see cref="LineCamera.Shape"/>.</param>
    /// <param name="board">The board, for its speed.</param>
    /// <param name="instructions">IL instructions of an inference.</param>
    /// <param name="seed">Seed of floor, light and noise.</param>
    /// <exception cref="UserException">The network does not fit the camera, or its output is no heat map.</exception>
    public static LineRun Run(LineTrack track, IModel model, SimulatedBoard board, long instructions, int seed)
    {
        Check(model);
        Random random = new(seed);
        LineFloor floor = new(track, random);
        LineLight light = LineLight.Random(random, 0, 0, track.Width, track.Height, shadows: 6, glares: 6);
        VirtualClock clock = new();
        LineCar car = new(new LinePose(track.At(0).X, track.At(0).Y, track.HeadingAt(0)));
        PwmTimers timers = new(board.CounterBits, clock);
        CarOutput servo = new(timers.Add(1, ServoHz), clock, car, duty => car.Steer(clock.Microseconds, duty));
        CarOutput motor = new(timers.Add(3, MotorHz), clock, car, car.Drive);
        Camera camera = new(track, floor, light, car, clock, random, BusMicroseconds + board.Microseconds(ReadInstructions));
        TensorInfo map = model.Output;
        OutputGuard guard = new(servo, ServoSafe, DeadlineMicroseconds, clock);
        // A cell is 2 pixels: 5.5 cells off the middle steer fully; the motor slows down up to 4 cells off.
        EdgeLoop loop = new(new LoopDescription
        {
            Frames = camera,
            Model = new TimedModel(model, clock, _ => board.Microseconds(instructions)),
            Readout = Readout.CentroidX(0),
            Map = new ServoMap(map.Width / 2 - 6, map.Width / 2 + 5, 1000, 2000, ServoHz),
            Guard = guard,
            Second = new SecondOutput(Readout.OffCenterX(0), new LinearMap(0, 4, 6000, 4000),
                new OutputGuard(motor, 0, DeadlineMicroseconds, clock)),
            PeriodMicroseconds = PeriodMicroseconds,
            FrameCheck = new FrameCheck(camera.Format) { FrozenAfter = 10, RejectSaturated = false },
            ModelCheck = new ModelCheck { FoundAt = FoundAt(map) },
        });
        Recorder recorder = new(camera, guard, servo, motor);
        loop.Observer = recorder;
        loop.Run();
        if (loop.ObserverFaults > 0) throw new InvalidOperationException("the recorder of the simulation failed");
        return new LineRun(track, floor, light, recorder.Moments, camera.LapSeconds, camera.PulledAt, camera.StoppedAt,
            camera.PulledAt is null ? 0 : car.Driven - camera.DrivenAtPull);
    }

    /// <summary>
    /// Returns the int8 value that the heat map must reach for a line to be there: 0.3, where the network is trained to 1.
    /// </summary>
    public static int FoundAt(TensorInfo map) => Math.Clamp(map.ZeroPoint + (int)Math.Ceiling(0.3 / map.Scale), -128, 127);

    private static void Check(IModel model)
    {
        TensorInfo input = model.Input, output = model.Output;
        if (FrameShape.Of(input) != LineCamera.Shape)
            throw new UserException($"the model takes frames of {FrameShape.Of(input)}, but the camera's are {LineCamera.Shape}");
        if (output.Channels != 1 || output.Width < 12 || output.Length != output.Height * output.Width)
            throw new UserException("the model's output is no heat map of one channel with 12 or more columns; train it on " +
                LineFrames.Name);
    }

    /// <summary>A pin of the car: the car moves on to the time of a write before it takes the duty.</summary>
    private sealed class CarOutput(PwmModel pwm, IClock clock, LineCar car, Action<int> take) : IPwmOutput
    {
        public int Duty { get; private set; }

        public int FrequencyHz => pwm.FrequencyHz;

        public int OffDuty => pwm.OffDuty;

        public void Start() => pwm.Start();

        public void SetDuty(int duty)
        {
            car.AdvanceTo(clock.Microseconds);
            pwm.SetDuty(duty);
            Duty = duty;
            take(duty);
        }

        public void Release() => SetDuty(OffDuty);
    }

    /// <summary>The camera on the car. It also judges the drive: laps, and whether the line is lost.</summary>
    private sealed class Camera(
        LineTrack track, LineFloor floor, LineLight light, LineCar car, VirtualClock clock, Random random, long readMicroseconds)
        : IFrameSource
    {
        private int _nearest = track.Nearest(car.Front.X, car.Front.Y), _last;
        private long _lapStart;
        private double _along;

        public FrameFormat Format { get; } = LineCamera.Shape.Format(0, 255);

        public List<double> LapSeconds { get; } = [];

        public long? PulledAt { get; private set; }

        public long? StoppedAt { get; private set; }

        public double DrivenAtPull { get; private set; }

        public long TakenAt { get; private set; }

        public LinePose Front { get; private set; }

        public double Speed { get; private set; }

        public double Aside { get; private set; }

        public FrameStatus Read(short[] frame)
        {
            TakenAt = clock.Microseconds;
            car.AdvanceTo(TakenAt);
            (Front, Speed) = (car.Front, car.Speed);
            Judge();
            if (PulledAt is { } pulled)
            {
                if (Speed == 0) StoppedAt ??= TakenAt;
                return TakenAt - pulled > AfterPullMicroseconds ? FrameStatus.Ended : FrameStatus.Failed;
            }
            if (Math.Abs(Aside) > LostMeters || TakenAt > MaxMicroseconds) return FrameStatus.Ended;
            LineCamera.Take(floor, light, car.Camera, random, frame);
            clock.Advance(readMicroseconds);
            return FrameStatus.Ready;
        }

        private void Judge()
        {
            _last = _nearest;
            _nearest = track.Nearest(Front.X, Front.Y, _nearest);
            int count = track.Points.Count, moved = (_nearest - _last + count + count / 2) % count - count / 2;
            _along += moved * LineTrack.Step;
            (double x, double y) = track.At(_nearest);
            (double sin, double cos) = Math.SinCos(track.HeadingAt(_nearest));
            double side = (Front.Y - y) * cos - (Front.X - x) * sin;
            Aside = Math.CopySign(Math.Sqrt((Front.X - x) * (Front.X - x) + (Front.Y - y) * (Front.Y - y)), side);
            if (_along < (LapSeconds.Count + 1) * track.Length || LapSeconds.Count == Laps) return;
            LapSeconds.Add((TakenAt - _lapStart) / 1e6);
            _lapStart = TakenAt;
            if (LapSeconds.Count < Laps) return;
            (PulledAt, DrivenAtPull) = (TakenAt, car.Driven);
        }
    }

    private sealed class Recorder(Camera camera, OutputGuard guard, CarOutput servo, CarOutput motor) : ILoopObserver
    {
        private int _used;

        public List<LineMoment> Moments { get; } = [];

        public void OnFrame(EdgeLoop loop)
        {
            bool hasRun = loop.Frames + loop.ModelFaults > _used;
            _used = loop.Frames + loop.ModelFaults;
            Moments.Add(new LineMoment(camera.TakenAt, camera.Front, camera.Speed, camera.Aside, servo.Duty, motor.Duty, loop.Activation256,
                loop.LastStatus == FrameStatus.Ready ? (short[])loop.Frame.Clone() : [], hasRun ? (sbyte[])loop.Output.Clone() : [],
                guard.Reason));
        }
    }
}
