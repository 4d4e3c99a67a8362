using EdgeConv.Studio.Data;

namespace EdgeConv.Tests.Studio;

/// <summary>Frames that the page collects: what lies on the disk afterwards, and what never does.</summary>
[TestClass]
public sealed class CollectTests : IDisposable
{
    private static readonly object s_black = Request("left", 8, 8, 1, 0, 255, new short[64]);

    private readonly TestFolder _folder = new();

    private string Data => _folder.File("data");

    [TestMethod]
    public void AFolderIsListedOnceAndAgainWhenItChanges()
    {
        string folder = _folder.File("listed");
        Directory.CreateDirectory(folder);
        string Put(string name)
        {
            File.WriteAllBytes(Path.Join(folder, name), [1]);
            return name;
        }
        Put("b.png");
        // Just now, another change might have the same time, so nothing is kept.
        Assert.AreNotSame(FolderLists.Of(folder, 9), FolderLists.Of(folder, 9));
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddMinutes(-5));
        FolderList kept = FolderLists.Of(folder, 9);
        Assert.AreSame(kept, FolderLists.Of(folder, 9));
        // What is recorded is added to the list.
        FolderLists.Add(folder, 9, () => [Put("c.png"), Put("a.png")]);
        FolderList more = FolderLists.Of(folder, 9);
        CollectionAssert.AreEqual((string[])["a.png", "b.png", "c.png"], more.Files.Select(file => file.Name).ToArray());
        Assert.AreSame(more, FolderLists.Of(folder, 9));
        Assert.ThrowsExactly<UserException>(() => FolderLists.Of(folder, 2));
        // Another program changes it.
        Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddMinutes(-4));
        Assert.AreNotSame(more, FolderLists.Of(folder, 9));
        Put("d.png");
        Assert.HasCount(4, FolderLists.Of(folder, 9).Files);
        File.Delete(Path.Join(folder, "a.png"));
        Assert.HasCount(3, FolderLists.Of(folder, 9).Files);
    }

    [TestMethod]
    [DataRow(1, 1, 1), DataRow(8, 8, 1), DataRow(5, 7, 3), DataRow(1, 20, 1), DataRow(256, 256, 1), DataRow(33, 1, 3)]
    public async Task TrainingReadsExactlyThePixelsThatWereRecorded(int height, int width, int channels)
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        Xorshift random = new((uint)(height * 31 + width * 7 + channels));
        short[][] frames = [.. Enumerable.Range(0, 4).Select(_ => Draw(random, height * width * channels, 0, 255))];
        frames[0].AsSpan().Clear();
        Array.Fill(frames[1], (short)255);
        foreach (string name in (string[])["one", "two"])
        {
            await studio.AddClass(name);
            JsonNode added = await studio.Add(name, height, width, channels, frames);
            Assert.AreEqual(4, (int)added["total"]!);
        }
        DataSet read = DataReader.Read(Data, new DataOptions { Shape = channels == 3 ? new FrameShape(height, width, 3) : null });
        Assert.AreEqual((new FrameShape(height, width, channels), FrameKind.Image, 8), (read.Shape, read.Kind, read.FrameCount));
        for (int i = 0; i < 8; i++)
            CollectionAssert.AreEqual(Array.ConvertAll(frames[i % 4], value => (float)value), read.Recordings[i].Values, $"frame {i}");
        Assert.IsTrue(Directory.GetFiles(Data, "*", SearchOption.AllDirectories).All(file => file.EndsWith(".png")));
    }

    [TestMethod]
    [DataRow(8, 8, 1, 0, 4095), DataRow(1, 200, 3, -32768, 32767), DataRow(24, 32, 1, -400, 3000), DataRow(2, 2, 2, 0, 255)]
    public async Task TrainingReadsExactlyTheValuesOfASensor(int height, int width, int channels, int min, int max)
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        Xorshift random = new(3);
        short[][] frames = [.. Enumerable.Range(0, 3).Select(_ => Draw(random, height * width * channels, min, max))];
        (frames[0][0], frames[0][1]) = ((short)min, (short)max);
        foreach (string name in (string[])["a", "b"])
        {
            await studio.AddClass(name);
            await studio.Ask("/api/data/add", Request(name, height, width, channels, min, max, frames));
        }
        DataSet read = DataReader.Read(Data, new DataOptions());
        Assert.AreEqual((new FrameShape(height, width, channels), FrameKind.Readings, 6), (read.Shape, read.Kind, read.FrameCount));
        for (int i = 0; i < 6; i++)
            CollectionAssert.AreEqual(Array.ConvertAll(frames[i % 3], value => (float)value), read.Recordings[i].Values, $"frame {i}");
    }

    [TestMethod]
    public async Task AnotherStudioOnTheSameFolderShowsTheSameFrames()
    {
        await using (OwnStudio first = await OwnStudio.Start(Data))
        {
            Assert.AreEqual("Add two classes or more, one for each thing that the network must tell apart.",
                (string)(await first.Project())["problem"]!);
            Assert.IsFalse(Directory.Exists(Data), "looking at it creates nothing");
            await first.AddHalves(3);
        }
        await using OwnStudio second = await OwnStudio.Start(Data);
        JsonNode project = await second.Project();
        Assert.AreEqual("left 3, right 3", Counts(project));
        Assert.AreEqual((8, 8, 1, true), ((int)project["shape"]!["height"]!, (int)project["shape"]!["width"]!,
            (int)project["shape"]!["channels"]!, (bool)project["areImages"]!));
        Assert.IsNull(project["problem"]);
        Assert.Contains("has 3 frames", (string)project["advice"]![0]!);
    }

    [TestMethod]
    public async Task PagesOfPicturesAreBoundedAndBeginWithTheNewest()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddClass("ramp");
        for (int from = 0; from < 100; from += 50)
            await studio.Add("ramp", 2, 2, 1, [.. Enumerable.Range(from, 50).Select(i => new short[] { (short)i, 0, 0, 255 })]);
        JsonNode page = await studio.Frames("ramp", 10, 60);
        Assert.AreEqual((100, 60), ((int)page["total"]!, page["frames"]!.AsArray().Count));
        for (int i = 0; i < 60; i++)
            Assert.AreEqual(89 - i, Convert.FromBase64String((string)page["frames"]![i]!["picture"]!["data"]!)[0]);
        Assert.IsEmpty((await studio.Frames("ramp", 100, 1))["frames"]!.AsArray());
        foreach (string query in (string[])["from=0&count=61", "from=-1&count=2", "from=0&count=0", "from=x&count=1", ""])
            Assert.Contains("must be an integer", await studio.Refusal("/api/data/frames?project=&class=ramp&" + query));
    }

    [TestMethod]
    public async Task ALargePictureIsShownSmall()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddClass("large");
        await studio.Add("large", 128, 64, 3, Draw(new Xorshift(1), 128 * 64 * 3, 0, 255));
        JsonNode picture = (await studio.Frames("large"))["frames"]![0]!["picture"]!;
        Assert.AreEqual(("128x64x3", 64, 32, 3), ((string)picture["shape"]!, (int)picture["height"]!, (int)picture["width"]!,
            (int)picture["channels"]!));
    }

    [TestMethod]
    public async Task FramesAreDeletedAndMoved()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(4);
        string[] names = Names(await studio.Frames("left"));
        await studio.Ask("/api/data/delete", new { project = "", @class = "left", files = new[] { names[0], names[0], "gone.png" } });
        await studio.Ask("/api/data/move", new { project = "", @class = "left", files = names[1..3], to = "right" });
        CollectionAssert.AreEqual(names[3..], Names(await studio.Frames("left")));
        CollectionAssert.IsSubsetOf(names[1..3], Names(await studio.Frames("right")));
        Assert.AreEqual(6, Directory.GetFiles(_folder.File("data/right")).Length);
        Assert.Contains("was moved or deleted", await studio.Refusal("/api/data/move",
            new { project = "", @class = "left", files = names[1..3], to = "right" }));

        // A file of the same name in the other class stays.
        File.Copy(_folder.File("data/right/" + names[1]), _folder.File("data/left/" + names[1]));
        await studio.Ask("/api/data/move", new { project = "", @class = "left", files = new[] { names[1] }, to = "right" });
        Assert.AreEqual(7, Directory.GetFiles(_folder.File("data/right")).Length);
    }

    [TestMethod]
    public async Task AClassIsRenamedAndDeletedAndItsOtherFilesStay()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(2);
        Assert.AreEqual("Right hand",
            (string)(await studio.Ask("/api/data/rename", new { project = "", @class = "right", to = " Right  hand! " }))["name"]!);
        Assert.Contains("already", await studio.Refusal("/api/data/rename", new { project = "", @class = "left", to = "RIGHT HAND" }));
        await studio.Ask("/api/data/rename", new { project = "", @class = "left", to = "LEFT" });
        _folder.Put("data/Right hand/notes.txt", "mine");
        Assert.Contains("which stay", await studio.Refusal("/api/data/remove", new { project = "", @class = "Right hand" }));
        _folder.AssertHolds("data/Right hand", "notes.txt");
        await studio.Ask("/api/data/remove", new { project = "", @class = "LEFT" });
        _folder.AssertHolds("data", "Right hand");
    }

    [TestMethod]
    public async Task AProjectIsAFolderBelowWithClassesOfItsOwn()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddClass("in the folder itself");
        await studio.AddClass("hand", "Thumbs");
        await studio.AddClass("fist", "Thumbs");
        JsonNode root = await studio.Project(), project = await studio.Project("Thumbs");
        Assert.AreEqual("Thumbs", string.Join(',', root["projects"]!.AsArray()));
        Assert.AreEqual(("in the folder itself", "fist,hand"), (Classes(root), Classes(project)));
        foreach (string name in (string[])["fist", "hand"])
            await studio.Ask("/api/data/remove", new { project = "Thumbs", @class = name });
        Assert.HasCount(1, (await studio.Project())["projects"]!.AsArray(), "an empty project stays a project");
        foreach (string name in (string[])["..", ".", "/", "../data", "Thumbs/hand", "missing"])
            Assert.Contains("there is no project", await studio.Refusal($"/api/data?project={Uri.EscapeDataString(name)}"));
    }

    [TestMethod]
    [DataRow("../up"), DataRow(".."), DataRow("."), DataRow(".hidden"), DataRow("a/b"), DataRow("a\\b"), DataRow("C:")]
    [DataRow("/tmp/x"), DataRow(""), DataRow("   "), DataRow("!!!"), DataRow("nul\0byte"), DataRow("new\nline"), DataRow("bell\a")]
    [DataRow("turn\u202Earound")]
    public async Task ANameThatIsAPathOrDoesNotPrintIsRefused(string name)
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddClass("known");
        await studio.Add("known", 2, 2, 1, [[1, 2, 3, 4]]);
        Assert.Contains("the name '", await studio.Refusal("/api/data/class", new { project = "", @class = name }));
        Assert.Contains("the name '", await studio.Refusal("/api/data/rename", new { project = "", @class = "known", to = name }));
        if (name.Length > 0)
            Assert.Contains("the name '", await studio.Refusal("/api/data/class", new { project = name, @class = "x" }));
        string[] files = Names(await studio.Frames("known"));
        foreach (string path in (string[])["/api/data/remove", "/api/data/delete", "/api/data/move"])
        {
            object request = path.EndsWith("remove") ? new { project = "", @class = name }
                : path.EndsWith("delete") ? new { project = "", @class = name, files }
                : new { project = "", @class = name, files, to = "known" };
            Assert.Contains("there is no class", await studio.Refusal(path, request));
        }
        Assert.Contains("there is no class",
            await studio.Refusal("/api/data/move", new { project = "", @class = "known", files, to = name }));
        Assert.Contains("there is no class", await studio.Refusal("/api/data/add", Request(name, 2, 2, 1, 0, 255, [1, 2, 3, 4])));
        Assert.AreEqual(0, await Deleted(studio, "known", name));
        _folder.AssertHolds("", "data");
        _folder.AssertHolds("data", "known");
        _folder.AssertHolds("data/known", files);
    }

    [TestMethod]
    public async Task NamesBecomeFoldersOnEverySystem()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        foreach ((string typed, string expected) in ((string, string)[])[("Thumb up!", "Thumb up"), ("con", "con_"), ("LPT1", "LPT1_"),
            ("a*b?c", "a-b-c"), ("Grüße 手", "Grüße 手"), ("C#", "C"), (new string('x', 60), new string('x', 60))])
            Assert.AreEqual(expected, await studio.AddClass(typed));
        foreach (string typed in (string[])[new string('y', 61), new string('z', 100_000)])
            Assert.Contains("is too long", await studio.Refusal("/api/data/class", new { project = "", @class = typed }));
    }

    [TestMethod]
    public async Task FramesThatDoNotFitTheProjectAreRefused()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(1);
        foreach (object request in (object[])[Request("left", 4, 8, 1, 0, 255, new short[32]),
            Request("left", 8, 8, 3, 0, 255, new short[192]), Request("left", 8, 8, 1, 0, 4095, new short[64])])
            Assert.Contains("the project holds pictures of 8x8x1, but the new frames are", await studio.Refusal("/api/data/add", request));
        _folder.AssertHolds("data/left", Names(await studio.Frames("left")));
    }

    [TestMethod]
    public async Task FramesOutOfBoundsAreRefused()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddClass("a");
        foreach ((object request, string fragment) in ((object, string)[])[
            (Request("a", 257, 1, 1, 0, 255, new short[257]), "too large"), (Request("a", 0, 1, 1, 0, 255, []), "too large"),
            (Request("a", 256, 257, 1, 0, 255, new short[4]), "too large"), (Request("a", 1, 1, 65, 0, 255, new short[65]), "too large"),
            (Request("a", int.MaxValue, int.MaxValue, 64, 0, 255, new short[4]), "too large"),
            (Request("a", 256, 256, 64, 0, 255, new short[4]), "too large"),
            (Request("a", 2, 2, 1, 0, 255, new short[5]), "give 1 to 64 frames"),
            (Request("a", 2, 2, 1, 0, 255, []), "give 1 to 64 frames"),
            (Request("a", 1, 1, 1, 0, 255, new short[65]), "give 1 to 64 frames"),
            (Request("a", 1, 1, 1, 5, 5, new short[1]), "not the range"),
            (Request("a", 1, 1, 1, 0, 99999, new short[1]), "not the range"),
            (Request("a", 1, 1, 1, 0, 255, [256]), "outside 0 to 255"), (Request("a", 1, 1, 1, 0, 255, [-1]), "outside 0 to 255")])
            Assert.Contains(fragment, await studio.Refusal("/api/data/add", request));
        _folder.AssertHolds("data/a");
    }

    [UnixTest]
    public async Task LinksOutOfTheFolderAreNeitherShownNorFollowed()
    {
        string outside = _folder.Put("outside/secret.png", File.ReadAllBytes(Repository.PathOf("docs", "images", "terminal.png")));
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(2);
        Directory.CreateSymbolicLink(_folder.File("data/linked"), _folder.File("outside"));
        Assert.AreEqual("left,right", Classes(await studio.Project()));
        Assert.Contains("there is no class", await studio.Refusal("/api/data/frames?project=&class=linked&from=0&count=9"));
        Assert.Contains("there is no project", await studio.Refusal("/api/data?project=linked"));
        Assert.Contains("is a link", (string)(await studio.Project())["problem"]!);
        File.Delete(_folder.File("data/linked"));
        File.CreateSymbolicLink(_folder.File("data/left/linked.png"), outside);
        Assert.HasCount(2, (await studio.Frames("left"))["frames"]!.AsArray());
        Assert.AreEqual(0, await Deleted(studio, "left", "linked.png"));
        Assert.Contains("is a link", await studio.Refusal("/api/train", OwnStudio.Training()));
        Assert.IsTrue(File.Exists(outside));
    }

    [TestMethod]
    public async Task AFolderDeletedMeanwhileAndAnUnusableOneGetOneSentence()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(2);
        Directory.Delete(_folder.File("data/left"), true);
        Assert.Contains("was deleted or renamed", await studio.Refusal("/api/data/add", s_black));
        Directory.Delete(Data, true);
        Assert.IsEmpty((await studio.Project())["classes"]!.AsArray());
        _folder.Put("data", "a file now");
        Assert.Contains("cannot be changed", await studio.Refusal("/api/data/class", new { project = "", @class = "x" }));
        await Assert.ThrowsExactlyAsync<UserException>(() => OwnStudio.Start(Data));
    }

    [UnixTest]
    public async Task AFullDiskIsOneSentenceAndLeavesNoHalfFrame()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(1);
        Action<string> flush = Partials.Flush;
        Partials.Flush = path =>
        {
            if (path.StartsWith(Data, StringComparison.Ordinal)) throw new IOException("No space left on device");
        };
        try
        {
            Assert.Contains("No space left on device", await studio.Refusal("/api/data/add", s_black));
        }
        finally
        {
            Partials.Flush = flush;
        }
        Assert.HasCount(1, Directory.GetFileSystemEntries(_folder.File("data/left")));
    }

    [TestMethod]
    [DataRow("Origin", "http://evil.example", 403), DataRow("Sec-Fetch-Site", "cross-site", 403), DataRow("Host", "evil.example", 421)]
    public async Task AnotherSiteSeesAndChangesNothing(string header, string value, int status)
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(2);
        object first = new { project = "", @class = "left" };
        foreach ((string path, object? body) in ((string, object?)[])[("/api/data?project=", null), ("/api/train?since=0", null),
            ("/api/data/frames?project=&class=left&from=0&count=1", null), ("/api/data/class", new { project = "", @class = "evil" }),
            ("/api/data/remove", first), ("/api/data/add", s_black), ("/api/train", OwnStudio.Training())])
        {
            using HttpRequestMessage request = new(body is null ? HttpMethod.Get : HttpMethod.Post, path)
            {
                Content = body is null ? null : RunningStudio.Content(body),
            };
            request.Headers.TryAddWithoutValidation(header, value);
            using HttpResponseMessage response = await studio.Client.SendAsync(request);
            Assert.AreEqual(status, (int)response.StatusCode, path);
        }
        Assert.AreEqual("left 2, right 2", Counts(await studio.Project()));
    }

    [TestMethod]
    public async Task TwoPagesAddAtTheSameTimeAndNothingIsLost()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddClass("both");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            studio.Add("both", 2, 2, 1, [.. Enumerable.Range(0, 5).Select(j => new short[] { (short)i, (short)j, 0, 0 })])));
        Assert.HasCount(200, Directory.GetFiles(_folder.File("data/both")));
        Assert.AreEqual(200, (int)(await studio.Project())["classes"]![0]!["frames"]!);
    }

    [TestMethod]
    public async Task AFullProjectTakesNoMoreFrames()
    {
        await using OwnStudio studio = await OwnStudio.Start(Data);
        await studio.AddHalves(1);
        // The files are never read, so they may be empty.
        for (int i = 0; i < 99_998; i++) File.Create(_folder.File($"data/right/z{i}.png")).Dispose();
        Assert.Contains("is full: training takes at most 100,000 files",
            await studio.Refusal("/api/data/add", s_black));
        Assert.AreEqual(99_999, (int)(await studio.Frames("right"))["total"]!);
        for (int i = 0; i < 2; i++) File.Create(_folder.File($"data/right/y{i}.png")).Dispose();
        Assert.Contains("more than", await studio.Refusal("/api/data?project="));
    }

    [TestMethod]
    public async Task RecordingsOfTheCommandLineAreCountedAndShown()
    {
        short[][] frames = [.. Enumerable.Range(0, 5).Select(i => Enumerable.Repeat((short)(i * 100), 6).ToArray())];
        _folder.Put("data/wave/wave_1.npy", NpyFile.Of([5, 2, 3, 1], frames));
        _folder.Put("data/still/a.npy", NpyFile.Of([5, 6], frames));
        _folder.Put("data/still/damaged.npy", "no array");
        _folder.Put("data/still/b.csv", "1,2\n3,4\n");
        _folder.Put("data/.git/x.png", "hidden");
        await using OwnStudio studio = await OwnStudio.Start(Data);
        Assert.AreEqual("still 3, wave 5", Counts(await studio.Project()));
        JsonNode wave = (await studio.Frames("wave"))["frames"]![0]!;
        Assert.AreEqual((5, "2x3x1"), ((int)wave["frames"]!, (string)wave["picture"]!["shape"]!));
        Assert.IsTrue((await studio.Frames("still"))["frames"]!.AsArray().All(frame => frame!["picture"] is null));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<int> Deleted(OwnStudio studio, string name, string file) =>
        (int)(await studio.Ask("/api/data/delete", new { project = "", @class = name, files = new[] { file } }))["count"]!;

    private static object Request(string name, int height, int width, int channels, int min, int max, params short[][] frames) =>
        OwnStudio.Frames(name, height, width, channels, min, max, frames);

    private static string Counts(JsonNode project) =>
        string.Join(", ", project["classes"]!.AsArray().Select(one => $"{one!["name"]} {one["frames"]}"));

    private static string Classes(JsonNode project) =>
        string.Join(',', project["classes"]!.AsArray().Select(one => (string)one!["name"]!));

    private static string[] Names(JsonNode page) => [.. page["frames"]!.AsArray().Select(frame => (string)frame!["name"]!)];

    private static short[] Draw(Xorshift random, int count, int min, int max) =>
        [.. Enumerable.Range(0, count).Select(_ => (short)random.Range(min, max))];
}
