namespace EdgeConv.Tests.Measure;

/// <summary>Damaged, hostile and foreign files are refused in one line, soon; truncated captures are measured as far as they go.</summary>
[TestClass]
public sealed class MeasureDamageTests : CommandTests
{
    private static readonly byte[] s_metadata = CaptureForms.Metadata("1 MHz", 1, 8, "");

    private static readonly Dictionary<string, (Func<byte[]> Content, string Fragment)> s_bad = new()
    {
        ["empty.sr"] = (() => [], "empty.sr is empty"),
        ["other.zip"] = (() => CaptureForms.Zip(("hello", [1])), "no sigrok session: it holds no file 'version'"),
        ["future.sr"] = (() => CaptureForms.Zip(("version", "3"u8.ToArray()), ("metadata", s_metadata)), "sigrok version '3'"),
        ["no-metadata.sr"] = (() => CaptureForms.Zip(("version", "2"u8.ToArray())), "it holds no file 'metadata'"),
        ["no-rate.sr"] = (() => Session(CaptureForms.Metadata("fast", 1, 8, "")), "no samplerate that can be read ('fast')"),
        ["zero-rate.sr"] = (() => Session(CaptureForms.Metadata("0 Hz", 1, 8, "")), "no samplerate"),
        ["no-samples.sr"] = (() => CaptureForms.Archive(s_metadata), "no samples"),
        ["no-channels.sr"] = (() => Device("unitsize=1\n"), "0 channels"),
        ["wide.sr"] = (() => Device("unitsize=1\nprobe9=D8\n"), "9 digital channels in samples of 1 bytes"),
        ["unit.sr"] = (() => Device("unitsize=0\nprobe1=D0\n"), "samples of 0 bytes"),
        ["number.sr"] = (() => Device("unitsize=1\nprobe99999999999=D0\n"), "a channel 'probe99999999999'"),
        ["devices.sr"] = (() => Device("[device 2]\nsamplerate=2 MHz\n"), "several devices"),
        ["long.sr"] = (() => Session(new byte[100_000]), "'metadata' is longer than 64 KB"),
        ["cut.sr"] = (() => CaptureForms.All["sigrok.sr"](TestSignal.Steps())[..^100], "damaged or truncated ZIP"),
        ["bomb.sr"] = (Bomb, "bytes unpack to more than 1536 MB"),
        ["flipped.sr"] = (Flipped, "damaged or truncated ZIP"),
        ["saleae.bin"] = (() => [.. "<SALEAE>"u8, 0, 0, 0, 0], "export the capture as CSV"),
        ["program.exe"] = (() => [0x4D, 0x5A, 0x90, 0, 3, 0, 0, 0, 4], "has no known format"),
        ["no-scale.vcd"] = (() => Text("$var wire 1 ! a $end $enddefinitions $end #0 1!"), "no $timescale"),
        ["bad-scale.vcd"] = (() => Text("$timescale 3 us $end $var wire 1 ! a $end $enddefinitions $end #0 1!"), "a $timescale of '3 us'"),
        ["no-end.vcd"] = (() => Text("$timescale 1 us $end $var wire 1 ! a $end\n#0 1!"), "no $enddefinitions"),
        ["no-wires.vcd"] = (() => Text("$timescale 1 us $end $var wire 8 ! a [7:0] $end $enddefinitions $end #0 b1 !"),
            "no wire of one bit, 1 of several bits"),
        ["no-times.vcd"] = (() => Vcd(""), "no times"),
        ["back.vcd"] = (() => Vcd("#0\n1!\n#50\n0!\n#40\n1!\n"), "the time '#40' follows 50"),
        ["word.vcd"] = (() => Vcd("#0\n1!\nhello\n#50\n"), "'hello' is not a value change"),
        ["wires.vcd"] =
            (() => Vcd("#0\n", string.Concat(Enumerable.Range(0, 300).Select(i => $"$var wire 1 c{i} n{i} $end\n"))), "than 256 wires"),
        ["prose.csv"] = (() => Text("Dear reader,\nthis is no capture.\n"), "neither a time column nor a samplerate"),
        ["comments.csv"] = (() => Text("; only\n; comments\n"), "no rows"),
        ["letters.csv"] = (() => Text("Time [s],a\n0,0\n0.1,high\n"), "row 3: 'high' in the column 'a' is neither 0 nor 1"),
        ["narrow.csv"] = (() => Text("Time [s],a,b\n0,0,0\n0.1,1\n0.2,1,1\n"), "row 3: the row has 1 value, but there are 2 channels"),
        ["back.csv"] = (() => Text("Time [s],a\n0.5,0\n0.1,1\n0.7,1\n"), "row 3: the time is before that of the row above"),
        ["date.csv"] = (() => Text("Time [s],a\n2020-10-05T19:15:43.312+00:00,0\n"), "row 2: cannot read the time '2020-10-05T19:15:43."),
        ["commas.csv"] = (() => Text("Time (s);a\n0,001;0\n0,002;1\n"), "row 2: cannot read the time '0,001'; export it with"),
        ["huge.csv"] = (() => Text("Time [s],a\n1e300,0\n"), "row 2: cannot read the time '1e300'"),
        ["line.csv"] = (() => [.. "Time [s],a\n"u8, .. new byte[3 << 20].Select(_ => (byte)'1')], "a line longer than 1 MB"),
        ["pwm.csv"] = (() => Text("time_us,frame,activation,duty\n0,0,1,5\n"), "holds duties of a simulation, not a capture"),
        ["columns.csv"] = (() => Text($"Time [s]{string.Concat(Enumerable.Repeat(",a", 300))}\n"), "300 channels; give 1 to 256"),
    };

    public static IEnumerable<object[]> Bad => s_bad.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Bad))]
    public void ABadCaptureIsOneLine(string name) =>
        AssertRefused(name, s_bad[name].Content, s_bad[name].Fragment, "measure", name, "--out", "out");

    [TestMethod]
    public void MissingFilesAndWrongOptionsAreOneLine()
    {
        Command.Run(["measure", "none.sr"]).AssertFailed(1, "none.sr: there is no such file");
        Command.Run(["measure", Command.Folder]).AssertFailed(1, "is a folder; give a capture");
        Command.Run(["measure"]).AssertFailed(2, "measure --help");
        Command.Run(["measure", "x.sr", "--threshold", "high"]).AssertFailed(2, "--threshold high: it must be a number of volts");
        Command.Run(["measure", "x.sr", "--against", "none.csv"]).AssertFailed(1, "none.csv: no such file");
        Command.Run(["measure", "x.sr", "--against", Command.Folder]).AssertFailed(1, "is a folder; give ");
        Command.Put("other.csv", "a,b\n1,2\n");
        Command.Run(["measure", "x.sr", "--against", "other.csv"]).AssertFailed(1, "not the pwm.csv of edgeconv simulate");
        Command.Put("bad.csv", "time_us,frame,activation,duty\n0,0,1,5\n0,1,1,5\n");
        Command.Run(["measure", "x.sr", "--against", "bad.csv"]).AssertFailed(1, "bad.csv, row 3");
    }

    [TestMethod]
    [DataRow("libsigrok.vcd"), DataRow("verilog.vcd"), DataRow("real.vcd")]
    [DataRow("saleae-2.csv"), DataRow("pulseview-0.5-time.csv"), DataRow("waveforms.csv")]
    public void ACutTextIsMeasuredAsFarAsItGoes(string name)
    {
        byte[] whole = CaptureForms.All[name](TestSignal.Steps());
        // Wherever it is cut: figures of what is there and a note, never damage.
        for (int cut = 0; cut < 20; cut++)
        {
            byte[] part = whole[..(whole.Length * 2 / 3 + cut)];
            Command.Put(name, part);
            Command.Run(["measure", name]).AssertDone("frequency   1 kHz (period 1 ms,");
            if (part[^1] != '\n') Assert.Contains("note ", Command.Output);
        }
    }

    [TestMethod]
    public void DamagedSessionsNeverThrow()
    {
        byte[] whole = CaptureForms.All["sigrok.sr"](new TestSignal(100_000).Pwm(50, 100, 30));
        var random = new Random(8);
        for (int i = 0; i < 150; i++)
        {
            byte[] damaged = [.. whole];
            for (int k = random.Next(1, 4); k > 0; k--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            if (random.Next(3) == 0) damaged = damaged[..random.Next(1, damaged.Length)];
            Command.Put("x.sr", damaged);
            Command.Run(["measure", "x.sr"]);
            Assert.DoesNotContain("unexpected", Command.Error);
            if (Command.ExitCode != 0) Command.AssertFailed(1, "x.sr");
        }
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Session(byte[] metadata) => CaptureForms.Archive(metadata, ("logic-1-1", new byte[100]));

    private static byte[] Device(string fields) => Session(Text("[device 1]\nsamplerate=1 MHz\n" + fields));

    private static byte[] Vcd(string changes, string wires = "$var wire 1 ! a $end") =>
        Text($"$timescale 1 us $end {wires} $enddefinitions $end\n{changes}");

    // Nine files that say they are of 2 GB each.
    private static byte[] Bomb()
    {
        byte[] session = CaptureForms.Archive(s_metadata, [.. Enumerable.Range(1, 9).Select(i => ($"logic-1-{i}", new byte[1000]))]);
        // A central directory's entry has its size 24 bytes behind its begin, and its name 46.
        for (int at = 0; session.AsSpan(at).IndexOf("PK\x01\x02"u8) is >= 0 and var next; at += next + 46)
            if (session.AsSpan(at + next + 46).StartsWith("logic"u8))
                BinaryPrimitives.WriteInt32LittleEndian(session.AsSpan(at + next + 24), int.MaxValue);
        return session;
    }

    // A byte of the compressed samples is changed.
    private static byte[] Flipped()
    {
        byte[] noise = new byte[20_000];
        new Random(9).NextBytes(noise);
        byte[] session = CaptureForms.Zip(("logic-1-1", noise), ("version", "2"u8.ToArray()), ("metadata", s_metadata));
        using (var archive = new ZipArchive(new MemoryStream(session)))
            Assert.IsGreaterThan(15_000L, archive.GetEntry("logic-1-1")!.CompressedLength);
        for (int i = 60; i < 120; i++) session[i] ^= 0x5A;
        return session;
    }
}
