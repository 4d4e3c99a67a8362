using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.Tests.Firmware;

namespace EdgeConv.Tests.Studio.Board;

/// <summary>The studio's connection to a board: its key, a lost line, a second client, and what the board is left with.</summary>
[TestClass]
public sealed class BoardConnectionTests : IDisposable
{
    private readonly TestFolder _files = new();

    private string Keys => _files.File("keys");

    public void Dispose() => _files.Dispose();

    [TestMethod]
    public async Task TheKeyIsNeverInAnAnswer()
    {
        using VirtualProgram board = Board();
        string key = File.ReadAllLines(Keys)[^1].Split(' ')[1], wrong = new('7', 64);
        await using BoardStudio studio = await BoardStudio.Start();
        var seen = new StringBuilder();
        Task following = Task.Run(async () =>
        {
            await foreach (JsonObject line in studio.Follow())
            {
                seen.Append(line.ToJsonString());
                if (line["maps"] is { } maps && (string)maps["light"]! == "equal") return;
            }
        });
        foreach (string bad in (string[])[wrong, "no key", key[..63], key + "00", wrong + "\n"])
        {
            string refusal = await studio.Refusal("connect", new { address = board.Address, key = bad });
            Assert.DoesNotContain(bad.Trim(), refusal);
            seen.Append(refusal);
        }
        (HttpStatusCode status, string answer) = await studio.Post("connect", new { address = board.Address, key });
        Assert.AreEqual(HttpStatusCode.OK, status, answer);
        seen.Append(answer);
        await studio.Ask("set", new { settings = new { deadline = "350" } });
        seen.Append(await studio.Refusal("set", new { settings = new { deadline = "1" } }));
        await following;
        foreach (string secret in (string[])[key, wrong, key.ToUpperInvariant(), Convert.ToBase64String(Convert.FromHexString(key))])
            Assert.DoesNotContain(secret, seen.ToString());
    }

    [TestMethod]
    public async Task ACutCableAndAKilledBoardComeBackByThemselves()
    {
        VirtualProgram board = Board();
        using Cable cable = new(board.Address);
        await using BoardStudio studio = await Connected(cable.Address);
        await studio.Until("steps", _ => true);
        cable.Cut();
        JsonNode lost = await studio.UntilState("lost");
        Assert.Contains("the connection to the board is lost", (string)lost["message"]!);
        Assert.Contains("the board is not connected", await studio.Refusal("set", new { settings = new { deadline = "400" } }));
        cable.Mend();
        await studio.UntilState("connected");
        await studio.Until("steps", _ => true);
        // What was saved is there after a power cut, and what was only tried is not.
        await studio.Ask("set", new { settings = new { deadline = "450" } });
        await studio.Ask("save", new { });
        await studio.Ask("set", new { settings = new { period = "90" } });
        board.Kill();
        await studio.UntilState("lost");
        board.Dispose();
        using VirtualProgram again = Board(board.Address);
        await studio.UntilState("connected");
        await studio.Until("steps", _ => true);
        Assert.AreEqual(("450", "100"), (await studio.Setting("deadline"), await studio.Setting("period")));
    }

    [TestMethod]
    public async Task ABoardThatIsLostDuringARequestGivesOneLine()
    {
        using VirtualProgram board = Board();
        using Cable cable = new(board.Address);
        await using BoardStudio studio = await Connected(cable.Address);
        Task<(HttpStatusCode Status, string Text)>[] requests =
            [.. Enumerable.Range(0, 20).Select(i => studio.Post("set", new { settings = new { deadline = $"{400 + i}" } }))];
        await requests[0];
        cable.Cut();
        foreach ((HttpStatusCode status, string text) in await Task.WhenAll(requests))
        {
            if (status == HttpStatusCode.OK) continue;
            Assert.AreEqual(HttpStatusCode.BadRequest, status);
            TestConsole.AssertErrorLine(text, "");
        }
        await studio.UntilState("lost");
    }

    [TestMethod]
    public async Task TwoPagesSeeOneBoardAndAnotherProgramIsToldThatItIsBusy()
    {
        using VirtualProgram board = Board();
        await using BoardStudio studio = await Connected(board.Address);
        JsonNode[] steps = await Task.WhenAll(studio.Until("steps", _ => true), studio.Until("steps", _ => true));
        Assert.HasCount(2, steps);
        UserException busy = Assert.ThrowsExactly<UserException>(() => BoardAddress.Open(board.Address, 0, Keys).Dispose());
        Assert.Contains("busy", busy.Message);
        await using BoardStudio second = await BoardStudio.Start();
        Assert.Contains("busy", await second.Refusal("connect", new { address = board.Address, key = Key() }));
        // After the first has gone, the board is free.
        await studio.Ask("disconnect", new { });
        await studio.UntilState("none");
        await Eventually(async () =>
            (await second.Post("connect", new { address = board.Address, key = Key() })).Status == HttpStatusCode.OK);
        await second.Until("steps", _ => true);
    }

    [TestMethod]
    public async Task TheSettingStreamIsRestoredWhenTheStudioEndsOrAllPagesAreGone()
    {
        using VirtualProgram board = Board();
        using Cable cable = new(board.Address);
        await using (BoardStudio studio = await Connected(cable.Address))
        {
            await studio.Until("steps", _ => true);
            // Without a page, only the status goes over the line: some hundred bytes a second in place of ten steps.
            long before = cable.BytesFromBoard;
            await Eventually(async () =>
            {
                before = cable.BytesFromBoard;
                await Task.Delay(2000);
                return cable.BytesFromBoard - before < 600;
            });
            await studio.Until("steps", _ => true);
        }
        using BoardLine line = await Opened(board.Address);
        var client = new BoardClient(line, TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.AreEqual("0", new Dictionary<string, string>(client.Settings())["stream"]);
    }

    [TestMethod]
    public async Task AnUnpluggedSensorIsSafeWithTheReasonAndComesBack()
    {
        await using BoardStudio studio = await BoardStudio.Virtual();
        await studio.Until("steps", step => (string)step["reason"]! == "None");
        await studio.Ask("unplug", new { unplugged = true });
        JsonNode status = await studio.Until("status", status => (string)status["reason"]! == "FrameFailed");
        Assert.AreEqual("safe (sensor failed)", (string)status["state"]!);
        Assert.IsTrue((bool)(await studio.UntilState("connected"))["unplugged"]!);
        await studio.Ask("unplug", new { unplugged = false });
        await studio.Until("steps", step => (string)step["reason"]! == "None");
    }

    private string Key() => File.ReadAllLines(Keys)[^1].Split(' ')[1];

    private VirtualProgram Board(string listen = "tcp://127.0.0.1:0") =>
        new("--listen", listen, "--storage", _files.File("drive"), "--key", Keys, "--quiet");

    private async Task<BoardStudio> Connected(string address)
    {
        BoardStudio studio = await BoardStudio.Start();
        await studio.Ask("connect", new { address, key = Key() });
        return studio;
    }

    private async Task<BoardLine> Opened(string address)
    {
        BoardLine? line = null;
        await Eventually(() =>
        {
            try
            {
                line = BoardAddress.Open(address, 0, Keys);
                return Task.FromResult(true);
            }
            catch (UserException)
            {
                // The board has not noticed yet that the connection before has ended.
                return Task.FromResult(false);
            }
        });
        return line!;
    }

    private static async Task Eventually(Func<Task<bool>> isTrue)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await isTrue())
        {
            Assert.IsLessThan(BoardStudio.Patience, Stopwatch.GetElapsedTime(started));
            await Task.Delay(50);
        }
    }
}
