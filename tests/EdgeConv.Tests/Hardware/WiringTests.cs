using EdgeConv.Common.Drawing;
using EdgeConv.Draw;
using EdgeConv.Hardware;

namespace EdgeConv.Tests.Hardware;

/// <summary>The wiring pictures: current, legible, and true to the board files and the bill of materials.</summary>
[TestClass]
public sealed class WiringTests
{
    public static IEnumerable<object[]> Pictures =>
        Build.All.SelectMany(build => BoardFiles.Named.Where(board => build.Build.Fits(board.Board))
            .Select(board => new object[] { build.Name, board.File }));

    private static IEnumerable<string> BusOf(string build) => build is "camera" or "car" ? BoardFileReader.SpiWires : ["SDA", "SCL"];

    [TestMethod]
    public void EveryBuildIsThere() =>
        Assert.AreEqual("accelerometer camera car fan imager led meter servo", string.Join(' ', Build.All.Select(build => build.Name)));

    [TestMethod]
    public void FilesThatAreMadeFromHardwareAreCurrent()
    {
        const string Remedy = "is out of date: dotnet run --project hardware/draw";
        foreach ((string path, string text) in Everything.Texts(Repository.PathOf()))
            Assert.AreEqual(text, Repository.Text(path), $"{path} {Remedy}");
        foreach ((string path, Picture picture) in Everything.Pictures())
        {
            string file = Repository.PathOf(path);
            bool isSvg = path.EndsWith(".svg");
            string? current = isSvg ? SvgText.Of(picture) : PictureFile.Fingerprint(picture);
            Assert.AreEqual(current, isSvg ? File.ReadAllText(file) : PngNote.Read(File.ReadAllBytes(file)), $"{path} {Remedy}");
        }
    }

    [TestMethod, DynamicData(nameof(Pictures))]
    public void APictureNamesThePinsOfItsBoard(string build, string board)
    {
        BoardFile file = BoardFiles.Open(board);
        string svg = SvgText.Of(WiringPicture.Draw(build, Build.Open(build), file));
        foreach (string wire in (string[])["3V3", "GND", "PWM", .. BusOf(build)])
            Assert.MatchesRegex($@">{Regex.Escape(file.Pins.First(pin => pin.Name == file.Wires[wire]).Text)}</text>", svg, wire);
        Assert.Contains($">{file.Pwm.Function}</text>", svg);
    }

    [TestMethod, DynamicData(nameof(Pictures))]
    public void NoTextLeavesThePictureOrMeetsAnotherOrAWire(string build, string board)
    {
        Circuit circuit = new(build, Build.Open(build));
        Picture picture = WiringPicture.Draw(build, circuit.Build, BoardFiles.Open(board));
        Label[] labels = [.. picture.Shapes.OfType<Label>()];
        (Point A, Point B)[] wires = [.. circuit.Nets.SelectMany(net => Circuit.Segments(net.Wires))];
        for (int i = 0; i < labels.Length; i++)
        {
            (double Left, double Top, double Right, double Bottom) room = labels[i].Room;
            string text = $"\"{labels[i].Text}\"";
            bool isInside = room.Left >= 8 && room.Top >= 8 && room.Right <= picture.Width - 8 && room.Bottom <= picture.Height - 8;
            Assert.IsTrue(isInside, $"{text} leaves the picture");
            Assert.IsGreaterThanOrEqualTo(11, labels[i].Size, $"{text} is too small at a README's width");
            for (int j = 0; j < i; j++) Assert.IsFalse(Meet(room, labels[j].Room), $"{text} meets \"{labels[j].Text}\"");
            foreach ((Point a, Point b) in wires)
            {
                (double, double, double, double) wire =
                    (Math.Min(a.X, b.X) - 1.5, Math.Min(a.Y, b.Y) - 1.5, Math.Max(a.X, b.X) + 1.5, Math.Max(a.Y, b.Y) + 1.5);
                Assert.IsFalse(Meet(room, wire), $"a wire near {a.X} {a.Y} crosses {text}");
            }
        }
        Assert.AreEqual(830, picture.Width);
    }

    [TestMethod]
    public void WiresAreThoseOfTheBuild()
    {
        foreach ((string name, Build build) in Build.All)
        {
            Circuit circuit = new(name, build);
            foreach (string wire in (string[])["3V3", "PWM", "GND", .. BusOf(name)])
                Assert.Contains($"board.{wire}", circuit.PinsOfNet(wire), name);
            // The sensor's pins are on the bus, whatever they are called.
            foreach (string wire in BusOf(name).Append("GND")) Assert.Contains($"U1.{wire}", circuit.PinsOfNet(wire), name);
            // 10 kΩ from the output to ground in every build: the fail safe of a chip at reset.
            Assert.IsTrue(circuit.PinsOfNet("PWM").Contains("R2.1") && circuit.PinsOfNet("GND").Contains("R2.2"), name);
            Assert.AreEqual("Resistor 10 kΩ", build.Parts.Single(part => part.Id == "R2").Item, name);
        }
        Circuit fan = new("fan", Build.Open("fan"));
        // The flyback diode lets no current through from the supply.
        Assert.AreEqual("D1.K", fan.PinsOfNet("5V").Single(pin => pin.StartsWith("D1")));
        Assert.Contains("D1.A", fan.PinsOfNet("drain"));
        // Neither a servo nor a motor is fed by the board.
        Circuit car = new("car", Build.Open("car"));
        Assert.AreEqual("D1.K", car.PinsOfNet("5V").Single(pin => pin.StartsWith("D1")));
        Assert.Contains("D1.A", car.PinsOfNet("drain"));
        Assert.IsTrue(car.PinsOfNet("PWM3").Contains("R3.1") && car.PinsOfNet("GND").Contains("R3.2"));
        foreach (string name in (string[])["servo", "fan", "car"])
            Assert.DoesNotContain("board.", string.Join(' ', new Circuit(name, Build.Open(name)).PinsOfNet("5V")));
    }

    [TestMethod]
    public void APinThatChangesInTheBoardFileChangesThePicture()
    {
        string text = Repository.Text("hardware", "boards", "esp32-devkitc.json");
        BoardFile changed = BoardFileReader.Parse("changed.json", text.Replace("\"PWM\": \"IO18\"", "\"PWM\": \"IO27\""));
        string Drawn(BoardFile board) => SvgText.Of(WiringPicture.Draw("led", Build.Open("led"), board));
        string before = Drawn(BoardFiles.Open("esp32-devkitc")), after = Drawn(changed);
        Assert.Contains(">IO18  PWM</text>", before);
        Assert.Contains(">PWM  IO27</text>", after);
        Assert.DoesNotContain(">IO18  PWM</text>", after);
    }

    [TestMethod]
    [DataRow("[\"board.SDA\", \"U1.SDA\"]", "[\"board.SDA\", \"U1.SCL\"]", "must be horizontal or vertical")]
    [DataRow("[\"board.SDA\", \"U1.SDA\"]", "[\"board.SDA\", \"220 192\"]", "U1.SDA is in no net")]
    [DataRow("[\"board.SDA\", \"U1.SDA\"]", "[\"board.SDA\", \"U1.SDA\", \"146 228\"]", "U1.SCL is in SCL and in SDA|crosses")]
    [DataRow("\"U1.SDA\"]", "\"U9.SDA\"]", "U9.SDA is neither a pin nor a corner")]
    [DataRow("\"symbol\": \"led\"", "\"symbol\": \"lamp\"", "there is no symbol lamp")]
    [DataRow("[\"R2.2\", \"420 326\"]", "[\"R2.2\", \"420 300\"]", "the wires of GND are not connected")]
    [DataRow("[\"R1.2\", \"D1.A\"]", "[\"R1.2\", \"R1.1\"]", "R1.1 is in")]
    [DataRow("\"D1.K\", \"760 120\"", "\"D1.K\", \"640 120\", \"640 200\", \"760 200\"", "runs through D1")]
    public void ADescriptionThatContradictsItselfIsRefused(string from, string to, string message)
    {
        string text = Repository.Text("hardware", "wiring", "led.json");
        Assert.Contains(from, text);
        string said = Assert.ThrowsExactly<UserException>(() =>
            new Circuit("led", Build.Parse("led.json", text.Replace(from, to)))).Message;
        Assert.MatchesRegex(message, said);
    }

    [TestMethod]
    public void TheBillOfMaterialsHasEveryPartOfEveryBuild()
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("hardware", "bill-of-materials.csv"));
        string[][] rows = Array.ConvertAll(lines, line => Regex.Split(line, ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"));
        Assert.AreEqual("item", rows[0][0]);
        CollectionAssert.AreEquivalent(Build.All.Select(build => build.Name).ToArray(), rows[0][1..^2]);
        CollectionAssert.AreEquivalent((string[])["note", "part"], rows[0][^2..]);
        foreach (string[] row in rows) Assert.HasCount(rows[0].Length, row, row[0]);
        foreach ((string name, Build build) in Build.All)
        {
            int column = Array.IndexOf(rows[0], name);
            Dictionary<string, int> quantities =
                rows.Skip(1).Where(row => row[column].Length > 0).ToDictionary(row => row[0], row => int.Parse(row[column]));
            foreach (IGrouping<string, Part> item in build.Parts.GroupBy(part => part.Item))
                Assert.AreEqual(item.Count(), quantities.GetValueOrDefault(item.Key), $"{name}: {item.Key}");
            // And nothing else but what no picture shows.
            string[] rest = ["ESP32 board", "USB cable", "Breadboard", "Jumper wires"];
            CollectionAssert.AreEqual(rest, quantities.Keys.Where(item => build.Parts.All(part => part.Item != item)).ToArray(), name);
        }
    }

    [TestMethod]
    public void ANoteInAPngIsReadAgain()
    {
        Picture picture = new(20, 10, "small");
        picture.Add(new Box(0, 0, 20, 10, 0, "#ff0000", "none", 0));
        byte[] png = PicturePng.Of(picture, "what it was made from");
        Assert.AreEqual("what it was made from", PngNote.Read(png));
        Assert.IsNull(PngNote.Read(Encoding.ASCII.GetBytes("not a picture")));
        using var bitmap = SkiaSharp.SKBitmap.Decode(png);
        Assert.AreEqual((40, 20, SkiaSharp.SKColors.Red), (bitmap.Width, bitmap.Height, bitmap.GetPixel(20, 10)));
    }

    private static bool Meet((double Left, double Top, double Right, double Bottom) one,
        (double Left, double Top, double Right, double Bottom) other) =>
        one.Left < other.Right && other.Left < one.Right && one.Top < other.Bottom && other.Top < one.Bottom;
}
