using EdgeConv.Devices;

namespace EdgeConv.Tests.Devices;

/// <summary>What the drivers of cameras compute from a sensor's bytes, on the genuine nanoCLR: the same as on the desktop.</summary>
internal static class DriversOnNanoClr
{
    private const int Control = 0x1801, ImageSize = 96, ImageOutput = 32;

    public static void AddChecks(Dictionary<string, Action> checks, DeviceBuild build, DeviceAssembly[] libraries, Toolchain tools) =>
        checks.Add("the drivers compute what they compute on the desktop", () =>
        {
            var sensor = new Mlx90640Sensor(4);
            byte[][] eeprom = [.. Enumerable.Range(0, 26).Select(line => Mlx90640Sensor.Bytes(sensor.Eeprom, 32 * line, 32))];
            ushort[] words = new ushort[832];
            sensor.SetAmbient(words, Control, 25);
            for (int pixel = 0; pixel < 768; pixel++)
                if (Mlx90640Sensor.IsOf(0, true, pixel / 32, pixel % 32)) sensor.SetPixel(words, Control, 0, pixel, 20 + pixel % 60);
            byte[] beside = Mlx90640Sensor.Bytes(words, 768, 64);
            byte[][] rows = [.. Enumerable.Range(0, 24).Select(row => Mlx90640Sensor.Bytes(words, 32 * row, 32))];
            byte[] image = new byte[6 * ImageSize];
            new Random(4).NextBytes(image);
            NanoProject project = NanoProject.Load(Repository.PathOf("firmware", "EdgeConv.Devices", "EdgeConv.Devices.nfproj"));
            DeviceAssembly program = build.Compile("Drivers", [
                .. DeviceBuild.SourcesOf(project).Where(source => Path.GetFileName(source.Path) is "Mlx90640Calibration.cs"
                    or "FrameReducer.cs"), ("Program.cs", Program(eeprom, beside, rows, image))], libraries, program: true);
            DeviceRun run = tools.Run(program, TimeSpan.FromMinutes(2));
            string[] expected = [.. Lines(eeprom, beside, rows, image)];
            CollectionAssert.IsSubsetOf(expected, run.Lines.ToArray(), run.Ending);
            Assert.HasCount(24 + 24 + ImageOutput / 16, expected);
        });

    private static IEnumerable<string> Lines(byte[][] eeprom, byte[] beside, byte[][] rows, byte[] image)
    {
        var calibration = new Mlx90640Calibration(95);
        for (int line = 0; line < eeprom.Length; line++) Assert.IsTrue(calibration.Take(line, eeprom[line]));
        short[] frame = new short[768];
        foreach (bool areRadiances in (bool[])[false, true])
        {
            Assert.IsTrue(calibration.Begin(beside, Control, 0, areRadiances));
            for (int row = 0; row < 24; row++)
            {
                calibration.Convert(rows[row], row, row & 1, 2, areRadiances, frame);
                yield return $"{areRadiances} {row}: {string.Join(' ', frame[(32 * row)..(32 * row + 32)])}";
            }
        }
        var reducer = new FrameReducer(ImageSize, ImageOutput, 3);
        short[] reduced = new short[ImageOutput * ImageOutput];
        reducer.Take(image, 0, 0, 3, reduced);
        for (int at = 0; at < ImageOutput; at += 16) yield return $"image {at}: {string.Join(' ', reduced[at..(at + 16)])}";
    }

    // The same on the device: the bytes are in the code, as text, because an assembly can hold few initial values.
    private static string Program(byte[][] eeprom, byte[] beside, byte[][] rows, byte[] image) => $$"""
        using System;
        using EdgeConv.Devices;
        public static class Program
        {
            static readonly string[] s_eeprom = { {{Texts(eeprom)}} };
            static readonly string[] s_rows = { {{Texts(rows)}} };
            static byte[] Bytes(string text)
            {
                byte[] bytes = new byte[text.Length / 2];
                for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(Digit(text[2 * i]) * 16 + Digit(text[2 * i + 1]));
                return bytes;
            }
            static int Digit(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }
            static string Row(short[] values, int from, int count)
            {
                string text = values[from].ToString();
                for (int i = from + 1; i < from + count; i++) text += " " + values[i].ToString();
                return text;
            }
            public static void Main()
            {
                Mlx90640Calibration calibration = new Mlx90640Calibration(95);
                for (int line = 0; line < s_eeprom.Length; line++) calibration.Take(line, Bytes(s_eeprom[line]));
                short[] frame = new short[768];
                byte[] beside = Bytes("{{Convert.ToHexString(beside)}}");
                for (int pass = 0; pass < 2; pass++)
                {
                    calibration.Begin(beside, {{Control}}, 0, pass == 1);
                    for (int row = 0; row < 24; row++)
                    {
                        calibration.Convert(Bytes(s_rows[row]), row, row & 1, 2, pass == 1, frame);
                        Console.WriteLine((pass == 1 ? "True " : "False ") + row.ToString() + ": " + Row(frame, 32 * row, 32));
                    }
                }
                FrameReducer reducer = new FrameReducer({{ImageSize}}, {{ImageOutput}}, 3);
                short[] reduced = new short[{{ImageOutput * ImageOutput}}];
                reducer.Take(Bytes("{{Convert.ToHexString(image)}}"), 0, 0, 3, reduced);
                for (int at = 0; at < {{ImageOutput}}; at += 16)
                    Console.WriteLine("image " + at.ToString() + ": " + Row(reduced, at, 16));
            }
        }
        """;

    private static string Texts(byte[][] lines) => string.Join(", ", lines.Select(line => $"\"{Convert.ToHexString(line)}\""));
}
