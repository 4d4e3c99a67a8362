using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;
using Microsoft.VisualStudio.TestTools.UnitTesting;

namespace EdgeConv.Tests;

/// <summary>The running loop allocates nothing: no collection ever interrupts it on the board.</summary>
[TestClass]
public sealed class NoAllocationTests
{
    [TestMethod]
    public void ARunningLoopAllocatesNothing()
    {
        var clock = new VirtualClock();
        var source = new NoisySource(clock);
        var guard = new OutputGuard(new SilentOutput(), safeDuty: 750, deadlineMicroseconds: 250_000, clock);
        var preprocessor = new Preprocessor(source.Format, new TensorInfo([1, 8, 8, 1], 1, -128)).SubtractBackground(8).MinMaxRange(20);
        var loop = new EdgeLoop(source, preprocessor, new CopyModel(preprocessor.Input), Readout.CentroidX(0), DutyMap.Servo(0, 7, 1000, 2000, 50), guard, clock, 100_000)
        {
            Check = new FrameCheck(source.Format),
            Hysteresis = new Hysteresis(5),
            SlewLimit = new SlewLimit(5000),
        };
        Assert.AreEqual(0, Allocated(loop, 5000));
        Assert.IsGreaterThan(3000, loop.Frames);
        Assert.IsGreaterThan(100, loop.FailedFrames);
        Assert.IsGreaterThan(100, loop.LateFrames);
        Assert.IsGreaterThan(10, guard.SafeEntries);
    }

    [TestMethod]
    public void TheSystemClockAllocatesNothing()
    {
        var clock = new SystemClock();
        var source = new NoisySource(null);
        var guard = new OutputGuard(new SilentOutput(), safeDuty: 750, deadlineMicroseconds: 250_000, clock);
        var preprocessor = new Preprocessor(source.Format, new TensorInfo([1, 8, 8, 1], 1, -128));
        var loop = new EdgeLoop(source, preprocessor, new CopyModel(preprocessor.Input), Readout.MaximumOf(0), DutyMap.Led(0, 255), guard, clock, 500);
        Assert.AreEqual(0, Allocated(loop, 200));
    }

    /// <summary>Bytes this thread allocates in the steps after a few that let the runtime compile and settle.</summary>
    private static long Allocated(EdgeLoop loop, int steps)
    {
        for (int i = 0; i < 200; i++) loop.Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < steps; i++) loop.Step();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A blob that wanders over an 8 x 8 array with noise; in virtual time it also fails, freezes and hangs now and then.</summary>
    private sealed class NoisySource(VirtualClock? clock) : IFrameSource
    {
        private uint _state = 1;
        private int _count;

        public FrameFormat Format => Amg88xx.Format;

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

        public void Start()
        {
        }

        public void SetDuty(int duty)
        {
        }
    }
}
