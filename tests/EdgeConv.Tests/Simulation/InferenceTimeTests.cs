using EdgeConv.Simulation;

namespace EdgeConv.Tests.Simulation;

/// <summary>An inference takes time in the simulator, as on the board: its IL count times the board's nanoseconds.</summary>
[TestClass]
public sealed class InferenceTimeTests : CommandTests
{
    private const int Period = 100_000;

    public static IEnumerable<object[]> Examples => Example.All.Select(example => new object[] { example.Name });

    [TestMethod, DynamicData(nameof(Examples))]
    public void AnExamplesCountIsTheMaximumOfItsFrames(string name)
    {
        Example example = Example.All.Single(known => known.Name == name);
        Graph graph = Pipeline.Run(ModelFile.Open(Repository.PathOf("examples", example.ModelFile!)));
        InferenceCounter counter = InferenceCounter.Of(graph);
        Assert.AreEqual(example.Count!.Engine, counter.Engine);
        TensorInfo input = new GraphModel(graph).Input;
        Recording recording = example.ReadFrames(FrameShape.Of(input), 1000);
        Preprocessor preprocessor = example.Prepare(new Preprocessor(recording.Format, input));
        sbyte[] values = new sbyte[input.Length];
        long max = recording.Frames.Max(frame =>
        {
            preprocessor.Run(frame.Values, values);
            return counter.Count(values);
        });
        Assert.AreEqual(max, example.Count.Of(values));
        if (example.Second is { } second) Assert.AreEqual(max, second.Count!.Of(values));
    }

    [TestMethod]
    public void TheExamplesKeepUpOnEveryBoard()
    {
        foreach (SimulatedBoard board in SimulatedBoard.All)
            foreach (Example example in Example.All)
                Assert.IsLessThan(example.PeriodMicroseconds, board.Microseconds(example.Count!.Of([])), $"{example.Name} on {board.Name}");
        Assert.HasCount(BoardFiles.Targets.Count, SimulatedBoard.All);
    }

    [TestMethod]
    public void EveryFrameIsUsedWhereTheBoardKeepsUp()
    {
        SimulationRun run = Run(instructions: 99_000, nanoseconds: 1000);
        Assert.AreEqual((true, 20 * Period), (run.KeepsUp, run.EndMicroseconds));
        Assert.AreEqual((20, 20, 0, 0), (run.Frames.Count, run.Loop.Frames, run.Loop.LateFrames, run.SkippedFrames));
        Assert.IsTrue(run.Frames.All(frame => frame.Microseconds == frame.Index * Period && frame.InferenceMicroseconds == 99_000));
        Assert.DoesNotContain(true, run.Frames.Select(frame => frame.IsLate));
        Assert.AreEqual("0 late", RunText.Late(run));
        // The decision about a frame comes 1 ms before the next frame, and is the frame's own all the same.
        DutyMap map = run.Example.CreateMap();
        foreach (FrameRecord frame in run.Frames.SkipLast(1))
            Assert.AreEqual(map.Map(frame.Activation256), frame.Duty, 1, $"frame {frame.Index}");
        Assert.AreEqual(99_000, run.Events.First(e => e.Reason == GuardReason.None).Microseconds);
    }

    [TestMethod]
    public void ASlowBoardIsLateAndSkipsWhatCameMeanwhile()
    {
        SimulationRun run = Run(instructions: 150_000, nanoseconds: 1000);
        // The loop begins anew at once, with the newest frame: at 0, 150, 300, 450 ms ...
        Assert.AreEqual("0 1 3 4 6 7 9 10 12 13 15 16 18 19", string.Join(' ', run.Frames.Select(frame => frame.Index)));
        for (int i = 0; i < run.Frames.Count; i++) Assert.AreEqual(i * 150_000, run.Frames[i].Microseconds);
        Assert.IsTrue(run.Frames.All(frame => frame.IsLate && frame.Layers is not null));
        Assert.AreEqual((14, 14, 6), (run.Loop.LateFrames, run.Loop.Frames, run.SkippedFrames));
        Assert.AreEqual("14 late, 6 skipped; does not keep up with 100 ms on slow", RunText.Late(run));
        Assert.AreEqual(14 * 150_000, run.EndMicroseconds);
        // Good frames keep coming before the guard's deadline.
        Assert.DoesNotContain(GuardReason.FrameLate, run.Events.Select(e => e.Reason));
    }

    [TestMethod]
    public void AnInferenceBeyondTheDeadlineNeverMovesTheOutput()
    {
        SimulationRun run = Run(instructions: 260_000, nanoseconds: 1000);
        Assert.AreEqual(0, run.Loop.Frames);
        Assert.IsTrue(run.Frames.All(frame => frame.Duty == 0 && frame.Layers is null));
        Assert.AreEqual(run.Frames.Count, run.UntimelyFrames);
        Assert.DoesNotContain(GuardReason.None, run.Events.Select(e => e.Reason));
        Assert.IsFalse(run.KeepsUp);
    }

    [TestMethod]
    public void ADumpEndsSoonAfterTheRecordingHoweverLongAnInferenceIs()
    {
        SimulationRun run = Run(instructions: 1_000_000_000_000, nanoseconds: 1000);
        Assert.HasCount(1, run.Frames);
        Assert.AreEqual((19, 20 * Period + 250_000), (run.SkippedFrames, run.EndMicroseconds));
        Assert.IsTrue(run.Events.All(e => e.Microseconds <= run.EndMicroseconds));
        using var text = new StringWriter();
        PwmVcd.Write(text, run.Pwm, run.EndMicroseconds);
        Assert.IsLessThan(1000, text.ToString().Length);
        Assert.Contains("1,000,000.0 s on slow", RunText.Time(run));
    }

    [TestMethod]
    public void AModelThatIsNotCountedTakesNoTimeAndSaysSo()
    {
        SimulationRun run = Run(instructions: null, nanoseconds: 1000);
        Assert.AreEqual(0, run.Frames.Max(frame => frame.InferenceMicroseconds));
        Assert.Contains("not counted", RunText.Time(run));
    }

    [TestMethod]
    public void AFaultIsOfTheFramesItNamesWhetherReadOrNot()
    {
        SimulationRun run = Run(instructions: 150_000, nanoseconds: 1000, new InjectedFault("fail", 5, 10));
        // 5 is skipped; a frame that failed takes no inference, so the loop is in time again until the next good one.
        Assert.AreEqual("6 7 8 9 10", string.Join(' ', run.Frames.Where(frame => frame.Layers is null).Select(frame => frame.Index)));
        Assert.AreEqual(5, run.Loop.FailedFrames);
    }

    [TestMethod]
    public void TheTerminalSaysWhatAnInferenceTakesAndWhetherTheBoardKeepsUp()
    {
        Command.Simulate("--count", "3", "--pessimistic").AssertDone("every 100 ms: 0 late\n",
            "inference   21.84 ms on esp32: up to 18,203 IL instructions of the compiled engine, 1,200 ns each",
            "(not measured: the maximum of 229 to 1,200)");
        Command.Simulate("--count", "3", "--optimistic", "--board", "esp32-s3")
            .AssertDone("4.17 ms on esp32-s3", "the minimum of 229 to 800");
        Command.Simulate("--optimistic", "--pessimistic");
        Assert.AreEqual(2, Command.ExitCode);
        Assert.Contains("--optimistic and --pessimistic", Command.Error);
        // A board of the user's own, measured.
        string board = Repository.Text("hardware", "boards", "xiao-esp32c3.json");
        Command.Put("mine.json", board.Replace("\"xiao-esp32c3\"", "\"mine\"").Replace("\"measured\": null", "\"measured\": 8350"));
        Command.Simulate("--count", "4", "--board", "mine.json").AssertDone(
            "3 late, 1 skipped; does not keep up with 100 ms on mine\n",
            "152.0 ms on mine: up to 18,203 IL instructions of the compiled engine, 8,350 ns each (measured)");
        Assert.AreEqual("0 1 3", string.Join(' ', Command.Rows().Select(row => row.Frame)));
    }

    [TestMethod]
    public void AUsersModelIsCountedForEachFrame()
    {
        Command.Simulate("--model", Strokes, "--count", "8").AssertDone();
        // A long value goes on in the next lines.
        string output = Regex.Replace(Command.Output, @"\s+", " ");
        Assert.MatchesRegex(@" inference 8\.\d+ ms on esp32: 11,5\d\d to 11,5\d\d IL instructions of the compiled engine, ", output);
    }

    // Strokes over 20 digits, on a board that takes so long for an instruction.
    private static SimulationRun Run(long? instructions, double nanoseconds, InjectedFault? fault = null)
    {
        InferenceCount? each = instructions is { } count ? InferenceCount.Max(count) : null;
        Graph graph = ModelFile.Open(Repository.PathOf("examples", "strokes.json"));
        Example example = Example.All.Single(known => known.Name == "strokes") with
        {
            Count = each,
            CreateModel = () => new GraphModel(graph),
        };
        BoardSpeed speed = new("slow", nanoseconds, nanoseconds, nanoseconds, nanoseconds, "a test");
        var board = new SimulatedBoard("slow", 20, speed);
        return Simulator.Run(example, example.ReadFrames(FrameShape.Of(example.CreateModel().Input), 20), board, fault);
    }
}
