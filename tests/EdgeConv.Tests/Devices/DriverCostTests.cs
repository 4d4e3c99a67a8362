using EdgeConv.NanoClr;
using EdgeConv.Tests.Device;

namespace EdgeConv.Tests.Devices;

/// <summary>
/// What the drivers' own work on a frame costs on a board: IL instructions, and no memory. docs/performance.md states the numbers.
/// </summary>
[TestClass]
public sealed class DriverCostTests
{
    private static readonly Lazy<Assembly> s_drivers = new(() =>
    {
        NanoProject project = NanoProject.Load(Repository.PathOf("firmware", "EdgeConv.Devices", "EdgeConv.Devices.nfproj"));
        (string, string)[] sources = [.. DeviceBuild.SourcesOf(project).Where(source => !source.Path.Contains("FrameSource"))];
        byte[] image = DesktopBuild.Compile("EdgeConv.Devices", sources, DeviceLibraries.Images);
        return IlCounter.Load([.. DeviceLibraries.Images.Append(image).Select(IlCounter.Counting)]);
    });

    [TestMethod]
    [DataRow(96, 32, 3, "Arducam Mega, 96 x 96 to 32 x 32"), DataRow(96, 24, 4, "Arducam Mega, 96 x 96 to 24 x 24")]
    [DataRow(96, 48, 2, "Arducam Mega, 96 x 96 to 48 x 48"), DataRow(128, 32, 4, "Arducam Mega, 128 x 128 to 32 x 32")]
    public void AnImageCostsWhatThePageSays(int size, int output, int block, string row)
    {
        object reducer = Activator.CreateInstance(Type("FrameReducer"), size, output, block)!;
        Action<byte[], int, int, int, short[]> take = Method<Action<byte[], int, int, int, short[]>>(reducer, "Take");
        // The rows that a transfer brings.
        int rows = 1022 / (2 * size);
        if (rows > block) rows -= rows % block;
        byte[] bytes = new byte[2 * size * rows];
        short[] frame = new short[output * output];
        long instructions = Measure(() =>
        {
            for (int row = 0; row < size; row += rows) take(bytes, 0, row, Math.Min(rows, size - row), frame);
        });
        Compare(row, instructions, (double)instructions / (size * size));
        if (block == 3) Assert.IsLessThanOrEqualTo(12.0, (double)instructions / (size * size));
    }

    [TestMethod, DataRow(false, "MLX90640, half a frame in degrees"), DataRow(true, "MLX90640, half a frame of radiances")]
    public void APageCostsWhatThePageSays(bool areRadiances, string row)
    {
        var sensor = new Mlx90640Sensor(2);
        object calibration = Activator.CreateInstance(Type("Mlx90640Calibration"), 95)!;
        Func<int, byte[], bool> take = Method<Func<int, byte[], bool>>(calibration, "Take");
        for (int line = 0; line < 26; line++) Assert.IsTrue(take(line, Mlx90640Sensor.Bytes(sensor.Eeprom, 32 * line, 32)));
        ushort[] words = new ushort[832];
        sensor.SetAmbient(words, 0x1801, 25);
        for (int pixel = 0; pixel < 768; pixel++)
            if (Mlx90640Sensor.IsOf(0, true, pixel / 32, pixel % 32)) sensor.SetPixel(words, 0x1801, 0, pixel, 20 + pixel % 30);
        byte[] beside = Mlx90640Sensor.Bytes(words, 768, 64);
        byte[][] rows = [.. Enumerable.Range(0, 24).Select(i => Mlx90640Sensor.Bytes(words, 32 * i, 32))];
        short[] frame = new short[768];
        Func<byte[], int, int, bool, bool> begin = Method<Func<byte[], int, int, bool, bool>>(calibration, "Begin");
        Action<byte[], int, int, int, bool, short[]> convert = Method<Action<byte[], int, int, int, bool, short[]>>(calibration, "Convert");
        long instructions = Measure(() =>
        {
            begin(beside, 0x1801, 0, areRadiances);
            for (int i = 0; i < 24; i++) convert(rows[i], i, i & 1, 2, areRadiances, frame);
        });
        Compare(row, instructions, instructions / 384.0);
    }

    [TestMethod]
    public void AnAmg88xxFrameCostsWhatThePageSays()
    {
        Func<byte[], short[], bool> decode = (Func<byte[], short[], bool>)Type("Amg88xx").GetMethod("Decode")!
            .CreateDelegate(typeof(Func<byte[], short[], bool>));
        byte[] registers = [.. Enumerable.Range(0, 64).SelectMany(pixel => (byte[])[(byte)(80 + pixel), 0])];
        short[] frame = new short[64];
        long instructions = Measure(() => Assert.IsTrue(decode(registers, frame)));
        Compare("AMG88xx, a frame", instructions, instructions / 64.0);
    }

    [TestMethod]
    public void AFrameOfTheMpu6050CostsWhatThePageSays()
    {
        NanoProject project = NanoProject.Load(Repository.PathOf("firmware", "EdgeConv.Devices", "EdgeConv.Devices.nfproj"));
        (string, string)[] sources = [.. DeviceBuild.SourcesOf(project).Where(source => source.Path.Contains("Mpu6050")
            || source.Path.EndsWith("Wait.cs"))];
        byte[] bus = DesktopBuild.Compile("System.Device.I2c", [("Bus.cs", BusOfAnMpu6050)]);
        byte[] image = DesktopBuild.Compile("EdgeConv.Devices", sources, [.. DeviceLibraries.Images, bus]);
        // The bus itself is not counted.
        Assembly drivers = IlCounter.Load([.. DeviceLibraries.Images.Select(IlCounter.Counting), bus, IlCounter.Counting(image)]);
        object sensor = Activator.CreateInstance(drivers.GetType("EdgeConv.Devices.Mpu6050FrameSource")!, 1, 0x68, 64)!;
        MethodInfo read = sensor.GetType().GetMethod("Read", [typeof(short[])])!;
        short[] frame = new short[192];
        // Ten new samples come with each frame: seven frames fill the window.
        for (int i = 0; i < 7; i++) read.Invoke(sensor, [frame]);
        long instructions = IlCounter.Measure(() => Assert.AreEqual("Ready", $"{read.Invoke(sensor, [frame])}"));
        Compare("MPU-6050, a frame with ten new samples", instructions, instructions / 30.0);
        CollectionAssert.AreEqual(Enumerable.Repeat((short)0x0102, 192).ToArray(), frame);
    }

    // Answers as an MPU-6050 with ten samples in its FIFO, each value 0x0102.
    private const string BusOfAnMpu6050 = """
        namespace System
        {
            public class SpanByte
            {
                public readonly byte[] Array;
                public readonly int Length;
                public SpanByte(byte[] array, int start, int length) { Array = array; Length = length; }
                public static implicit operator SpanByte(byte[] array) { return new SpanByte(array, 0, array.Length); }
            }
        }
        namespace System.Device.I2c
        {
            public enum I2cBusSpeed { StandardMode, FastMode }
            public enum I2cTransferStatus { UnknownError, FullTransfer }
            public class I2cTransferResult
            {
                public I2cTransferStatus Status { get { return I2cTransferStatus.FullTransfer; } }
            }
            public class I2cConnectionSettings
            {
                public I2cConnectionSettings(int bus, int address, I2cBusSpeed speed) { }
            }
            public class I2cDevice
            {
                private readonly I2cTransferResult _result = new I2cTransferResult();
                public static I2cDevice Create(I2cConnectionSettings settings) { return new I2cDevice(); }
                public I2cTransferResult Write(SpanByte sent) { return _result; }
                public I2cTransferResult WriteRead(SpanByte sent, SpanByte received)
                {
                    int register = sent.Array[0];
                    for (int i = 0; i < received.Length; i++)
                        received.Array[i] = register == 0x75 ? (byte)0x68 : register == 0x72 ? (byte)(i == 1 ? 60 : 0)
                            : register == 0x74 ? (byte)(1 + (i & 1)) : (byte)0;
                    return _result;
                }
            }
        }
        """;

    // The count of the second run, in which no static constructor runs any more; a run must not allocate.
    private static long Measure(Action run)
    {
        IlCounter.Measure(run);
        long instructions = IlCounter.Measure(run), min = long.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            min = Math.Min(min, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.AreEqual(0, min, "bytes allocated");
        return instructions;
    }

    private static void Compare(string row, long instructions, double perPixel)
    {
        string found = Repository.Text("docs", "performance.md").Split('\n').SingleOrDefault(line => line.StartsWith($"| {row} |")) ?? "";
        Assert.AreEqual($"| {row} | {instructions:N0} | {perPixel:F1} |", found.Trim());
    }

    private static Type Type(string name) => s_drivers.Value.GetType("EdgeConv.Devices." + name)!;

    private static T Method<T>(object target, string name)
        where T : Delegate => target.GetType().GetMethod(name)!.CreateDelegate<T>(target);
}
