using EdgeConv.Actuation;
using EdgeConv.Frames;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// The part of a board's managed heap that a model cannot use: nanoFramework's own tables, the firmware around the loop, and the loop with
/// its buffers. The section Memory of hardware/README.md says how these figures were measured.
/// </summary>
public static class HeapBudget
{
    /// <summary>
    /// Gone before Main begins: 23,552 bytes on a 32-bit nanoCLR with the firmware's assemblies, and 2 KB for the debugger of stock
    /// firmware. The network, where it is built in, takes 5,148 bytes more.
    /// </summary>
    public const int StartBytes = 23_552 + 2_048;

    /// <summary>
    /// Bytes of the firmware around the loop: settings, link, sensor, output, status line, threads, and the garbage between two
    /// collections. It was measured as the smallest heap with which the firmware keeps running, minus everything else,
    /// and 2,000 bytes more so that a model of a slot is loaded where inspect says that it fits.
    /// </summary>
    public const int FirmwareBytes = 20_000;

    /// <summary>Bytes of the tables of each assembly that a compiled model has in addition to the application's own.</summary>
    public const int AssemblyBytes = 210;

    /// <summary>
    /// Flash for the .pe files of framework, device library and firmware: 274,560 bytes in November 2026, with the network.
    /// </summary>
    public const int FirmwareFlashBytes = 285_000;

    private static readonly Lazy<long> s_loopObjects = new(LoopObjects);

    /// <summary>
    /// Heap of the loop in bytes: its objects, a frame from the sensor and one in the preprocessor, the model's input and its output.
    /// </summary>
    /// <param name="inputs">Number of values of the model's input; a frame is assumed to have as many.</param>
    /// <param name="outputs">Number of values of the model's output.</param>
    public static long LoopBytes(long inputs, long outputs) =>
        s_loopObjects.Value + 2 * DeviceHeap.Array(inputs * sizeof(short)) + DeviceHeap.Array(inputs) + DeviceHeap.Array(outputs);

    // The heap of the loop without its four buffers, counted from a loop over frames of one value.
    private static long LoopObjects()
    {
        var clock = new VirtualClock();
        var stub = new Stub();
        var guard = new OutputGuard(stub, 0, 250_000, clock);
        var loop = new EdgeLoop(new LoopDescription
        {
            Frames = stub,
            Model = stub,
            Readout = Readout.ScoreOf(0),
            Map = new LedMap(0, 1),
            Guard = guard,
            FrameCheck = new FrameCheck(stub.Format),
            Hysteresis = new Hysteresis(1),
            SlewLimit = new SlewLimit(1),
        });
        return DeviceHeap.Of(loop, clock, stub).Bytes - 4 * DeviceHeap.Array(1);
    }

    // Stands for source, model and output, whose heap is counted elsewhere.
    private sealed class Stub : IFrameSource, IModel, IPwmOutput
    {
        public FrameFormat Format { get; } = new(1, 1, 1, 0, 1);

        public TensorInfo Input { get; } = new([1, 1], 1, 0);

        public TensorInfo Output => Input;

        public int FrequencyHz => 1000;

        public int OffDuty => 0;

        public FrameStatus Read(short[] frame) => FrameStatus.Ended;

        public void Invoke(sbyte[] input, sbyte[] output)
        {
        }

        public void Start()
        {
        }

        public void SetDuty(int duty)
        {
        }

        public void Release()
        {
        }
    }
}
