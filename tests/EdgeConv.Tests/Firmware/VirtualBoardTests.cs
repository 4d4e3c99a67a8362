using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.Slots;

namespace EdgeConv.Tests.Firmware;

/// <summary>`edgeconv board virtual` through power cuts, and with an accelerometer.</summary>
[TestClass]
public sealed class VirtualBoardTests : IDisposable
{
    private readonly TestFolder _files = new();

    private string Keys => _files.File("keys");

    public void Dispose() => _files.Dispose();

    [TestMethod]
    public void AfterEachOfTenKillsItHasWholeSettingsAndAWholeModel()
    {
        var random = new Random(3);
        // What was saved last, and what was under way when the power went.
        int saved = 0, sent = 0;
        byte[][] models = [TestedModel.Of("digits.json"), TestedModel.Of("strokes.json")];
        for (int kill = 0; kill <= 10; kill++)
        {
            using var board = new VirtualProgram("--storage", _files.File("drive"), "--key", Keys, "--quiet");
            using BoardLine line = BoardAddress.Open(board.Address, 0, Keys);
            BoardClient client = Client(line);
            Dictionary<string, string> settings = new(client.Settings());
            // All of them belong together.
            int found = int.Parse(settings["period"]) - 100;
            Assert.IsTrue(found == saved || found == sent, $"{found} after {saved}, {sent}");
            if (found > 0) CollectionAssert.AreEqual(Numbered(found), Numbered(found).Select(one => one.Split('=')[0])
                .Select(key => $"{key}={settings[key]}").ToArray());
            var slots = new SlotClient(client);
            SlotsPacket packet = slots.Read();
            Assert.IsTrue(SpinWait.SpinUntil(() => (packet = slots.Read()).Phase >= StartPhase.Passed, TimeSpan.FromSeconds(60)));
            Assert.AreEqual("", packet.Reason);
            if (packet.Running != ModelSlots.None)
            {
                byte[] running = slots.ReadFile(packet.Running);
                Assert.IsTrue(models.Any(model => model.SequenceEqual(running)));
            }
            if (kill == 10) break;
            int answers = 0;
            saved = found;
            // Settings are saved and models are sent over and over, until nobody answers any more.
            Task saves = Task.Factory.StartNew(() =>
            {
                try
                {
                    while (true)
                    {
                        sent = saved % 150 + 1;
                        client.Set(Numbered(sent));
                        Interlocked.Increment(ref answers);
                        client.Save();
                        saved = sent;
                        Interlocked.Increment(ref answers);
                        slots.Send(models[sent % 2], "model", _ => Interlocked.Increment(ref answers));
                    }
                }
                catch (UserException)
                {
                    // The power is gone.
                }
            }, TaskCreationOptions.LongRunning);
            int until = random.Next(1, 60);
            Assert.IsTrue(SpinWait.SpinUntil(() => Volatile.Read(ref answers) >= until, TimeSpan.FromSeconds(60)));
            board.Kill();
            saves.Wait();
        }
        Assert.IsGreaterThan(0, saved);
    }

    [TestMethod]
    public void ABoardThatCalibratesTellsItsMemoryForAModelToo()
    {
        using var board = new VirtualProgram("--storage", _files.File("drive"), "--key", Keys, "--quiet");
        using (BoardLine line = BoardAddress.Open(board.Address, 0, Keys))
        {
            BoardClient client = Client(line);
            client.Set(["run=calibration"]);
            client.Save();
        }
        Done("board", "restart", board.Address, "--key", Keys);
        using BoardLine again = BoardAddress.Open(board.Address, 0, Keys);
        BoardClient calibrating = Client(again);
        Assert.AreEqual("calibration", new Dictionary<string, string>(calibrating.Settings())["run"]);
        Assert.IsGreaterThan(0, new SlotClient(calibrating).Read().RamBudget);
    }

    // Settings that each show which ones they are.
    private static string[] Numbered(int number) =>
        [$"period={100 + number}", $"deadline={1000 + number}", $"output1.map={number}:{1000 + number}", $"serial.baud={20_000 + number}"];

    [TestMethod]
    public void AnAccelerometerIsReadAsACameraIs()
    {
        const int Samples = 10;
        Recording gestures = SyntheticFrames.Make("gesture", RecordedMotion.Shape, 600);
        (short, short, short)[] stream = [.. gestures.Frames.SelectMany(frame => SamplesOf(frame.Values).TakeLast(Samples))];
        string windows;
        using (var board = new VirtualProgram("--sensor", "mpu6050", "--storage", _files.File("drive"), "--key", Keys, "--quiet"))
        {
            using (BoardLine line = BoardAddress.Open(board.Address, 0, Keys))
            {
                BoardClient client = Client(line);
                BoardDescription description = client.DescribeRunning();
                Assert.AreEqual("shake", description.Model);
                Assert.AreEqual((1, 64, 3), (description.Frames!.Height, description.Frames.Width, description.Frames.Channels));
                Assert.AreEqual(Acceptance.AfterRestart, client.Set(["sensor=mpu6050"]));
                client.Save();
            }
            Done("board", "restart", board.Address, "--key", Keys);
            Done("record", board.Address, "--label", "wave", "--out", _files.Folder, "--count", "15", "--key", Keys);
            windows = Directory.GetFiles(_files.File("wave"))[0];
        }
        Recording recorded = FrameReader.Read(windows, RecordedMotion.Shape, 100, () => Stream.Null);
        Assert.HasCount(15, recorded.Frames);
        AssertFollows(recorded, stream);
        // What one accelerometer felt, another one feels.
        using (var board = new VirtualProgram("--sensor", "mpu6050", "--frames", windows, "--key", Keys, "--quiet"))
        using (BoardLine line = BoardAddress.Open(board.Address, 0, Keys))
        {
            BoardClient client = Client(line);
            using var steps = new StepStream(client, client.DescribeRunning(), 1);
            StepPacket step = steps.Steps(12).Last();
            (short, short, short)[] felt = [.. recorded.Frames.SelectMany(frame => SamplesOf(frame.Values).TakeLast(Samples))];
            foreach ((short, short, short) sample in SamplesOf(step.Frame)) Assert.Contains(sample, felt);
            StatusPacket status = client.Status();
            Assert.AreEqual((true, 0u, 0u), (status.IsRunning, status.FailedFrames, status.ModelFaults));
        }
    }

    // Each window is a piece of the stream, without a gap.
    private static void AssertFollows(Recording recorded, (short, short, short)[] stream)
    {
        foreach (RecordedFrame frame in recorded.Frames)
        {
            (short, short, short)[] window = SamplesOf(frame.Values);
            int at = Array.IndexOf(stream, window[0]);
            Assert.IsGreaterThanOrEqualTo(0, at);
            CollectionAssert.AreEqual(stream[at..(at + window.Length)], window);
        }
    }

    private static (short, short, short)[] SamplesOf(short[] window) =>
        [.. window.Chunk(3).Select(sample => (sample[0], sample[1], sample[2]))];

    private static BoardClient Client(BoardLine line) => new(line, TimeSpan.FromSeconds(5), CancellationToken.None);

    private static void Done(params string[] arguments)
    {
        using EdgeconvProgram program = new EdgeconvProgram(arguments).With(() => { });
        program.AssertDone();
    }
}
