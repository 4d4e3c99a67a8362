namespace EdgeConv.Tests.Device;

using EdgeConv.Kernels; // within the namespace: these kernels, not the compiler's operators of the same names

/// <summary>The running loop allocates nothing: no collection ever interrupts it on the board.</summary>
[TestClass]
public sealed class NoAllocationTests
{
    [TestMethod]
    public void ARunningLoopAllocatesNothing()
    {
        var clock = new VirtualClock();
        var source = new NoisySource(clock);
        OutputGuard guard = Guard(clock);
        Preprocessor preprocessor =
            new Preprocessor(source.Format, new TensorInfo([1, 8, 8, 1], 1, -128)).SubtractBackground(8).MinMaxRange(20);
        var loop = new EdgeLoop(new LoopDescription
        {
            Frames = source, Preprocessor = preprocessor, Model = new CopyModel(preprocessor.Input), Guard = guard,
            Readout = Readout.CentroidX(0), Map = new ServoMap(0, 7, 1000, 2000, 50),
            Second = new SecondOutput(Readout.OffCenterX(0), new LedMap(0, 4), Guard(clock)),
            FrameCheck = new FrameCheck(source.Format) { MaxCycle = 4 },
            ModelCheck = new ModelCheck { StuckAfter = 10, SaturatedAfter = 2 },
            Hysteresis = new Hysteresis(5), SlewLimit = new SlewLimit(5000),
        });
        Assert.AreEqual(0, Allocated(loop, 5000));
        Assert.IsGreaterThan(3000, loop.Frames);
        Assert.IsGreaterThan(100, loop.FailedFrames);
        Assert.IsGreaterThan(100, loop.LateFrames);
        Assert.IsGreaterThan(10, guard.SafeEntries);
    }

    [TestMethod]
    public void TheSystemClockAllocatesNothing() => Assert.AreEqual(0, Allocated(new EdgeLoop(new LoopDescription
    {
        Frames = new NoisySource(null), Model = new CopyModel(new TensorInfo([1, 8, 8, 1], 1, -128)),
        Readout = Readout.MaximumOf(0), Map = new LedMap(0, 255), Guard = Guard(new SystemClock(new StopwatchTicks())),
        PeriodMicroseconds = 500,
    }), 200));

    [TestMethod]
    public void ACompiledNetworkAllocatesNothing()
    {
        var clock = new VirtualClock();
        var source = new NoisySource(clock);
        var model = new EdgeConv.Firmware.StrokesModel();
        var loop = new EdgeLoop(new LoopDescription
        {
            Frames = source, Preprocessor = new Preprocessor(source.Format, model.Input).MinMaxRange(16), Model = model,
            Readout = Readout.ScoreOf(0), Map = new LedMap(0, 127), Guard = Guard(clock),
        });
        Assert.AreEqual(0, Allocated(loop, 2000));
        Assert.IsGreaterThan(1000, loop.Frames);
    }

    [TestMethod]
    public void KernelsAllocateNothing()
    {
        sbyte[] x = new sbyte[4096], y = new sbyte[4096];
        var q = new Requantization([1 << 30], [-8], 0, -128, 127);
        var window = Window2D.Same(8, 8, 8, 3, 3, 1);
        var flushed = Window2D.Valid(1, 4, 300, 1, 1, 1);
        var conv = new Conv2D(window, 10, 1, new sbyte[720], null, 3, q);
        var wide = new Conv2D(flushed, 5, 1, [.. Enumerable.Repeat((sbyte)127, 1500)], null, 0, q);
        var depthwise = new DepthwiseConv2D(window, 1, new sbyte[72], null, 0, q);
        var strided = new DepthwiseConv2D(Window2D.Same(8, 8, 8, 3, 3, 2), 2, new sbyte[144], null, 0, q);
        var connected = new FullyConnected(1, 300, 10, new sbyte[3000], 2, null, 0, q);
        var pool = new Pool2D(Window2D.Valid(8, 8, 8, 2, 2, 2), PoolKind.Maximum, -128, 127);
        var mean = new Pool2D(Window2D.Same(8, 8, 8, 3, 3, 1), PoolKind.Average, -100, 100);
        Action<sbyte[], int, sbyte[], int>[] kernels =
            [conv.Invoke, wide.Invoke, depthwise.Invoke, strided.Invoke, connected.Invoke, pool.Invoke, mean.Invoke];
        sbyte[] filters = new sbyte[720];
        void All()
        {
            for (int i = 0; i < 50; i++)
            {
                foreach (Action<sbyte[], int, sbyte[], int> invoke in kernels) invoke(x, 0, y, 0);
                conv.SetFilters(filters, null);
            }
        }
        All();
        Assert.AreEqual(0, Allocated(All));
    }

    private static OutputGuard Guard(IClock clock) => new(new SilentOutput(), safeDuty: 750, deadlineMicroseconds: 250_000, clock);

    /// <summary>Bytes that steps allocate, after a few that let the runtime compile and settle.</summary>
    private static long Allocated(EdgeLoop loop, int steps)
    {
        for (int i = 0; i < 200; i++) loop.Step();
        return Allocated(() =>
        {
            for (int i = 0; i < steps; i++) loop.Step();
        });
    }

    /// <summary>
    /// Bytes that this thread allocates in the best of three rounds: code that allocates does so in each, while the runtime, when it
    /// compiles a method anew, does so once.
    /// </summary>
    private static long Allocated(Action round)
    {
        long min = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            min = Math.Min(min, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return min;
    }

    /// <summary>
    /// A blob that wanders over an 8 x 8 array with noise; in virtual time it also fails, freezes and hangs now and then.
    /// </summary>
    private sealed class NoisySource(VirtualClock? clock) : IFrameSource
    {
        private uint _state = 1;
        private int _count;

        public FrameFormat Format { get; } = new(8, 8, 1, -80, 400);

        public FrameStatus Read(short[] frame)
        {
            _count++;
            if (clock != null && _count % 40 > 34) return FrameStatus.Failed;
            if (clock != null && _count % 40 == 20) clock.Advance(300_000);
            for (int i = 0; i < frame.Length; i++)
            {
                _state = _state * 1664525 + 1013904223;
                frame[i] = (short)(80 + (_state >> 30) + (i % 8 == _count / 4 % 8 ? 40 : 0));
            }
            return FrameStatus.Ready;
        }
    }

    private sealed class CopyModel(TensorInfo info) : IModel
    {
        public TensorInfo Input => info;

        public TensorInfo Output => info;

        public void Invoke(sbyte[] input, sbyte[] output) => Array.Copy(input, output, input.Length);
    }

    private sealed class SilentOutput : IPwmOutput
    {
        public int FrequencyHz => 50;

        public int OffDuty => 0;

        public void Start()
        {
        }

        public void Release()
        {
        }

        public void SetDuty(int duty)
        {
        }
    }
}
