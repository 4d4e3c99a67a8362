using EdgeConv.Firmware;
using EdgeConv.Link;
using EdgeConv.Slots;

namespace EdgeConv.Tests.Firmware;

/// <summary>Models in the slots of a drive that behaves as littlefs does, or worse.</summary>
[TestClass]
public class ModelSlotTests : ChipTests
{
    private const int Cuts = 1000, Budget = 60_000;

    private static readonly byte[] s_strokes = Pack("strokes.json"), s_hand = Pack("hand.json");

    // More than one piece of a transfer.
    private static readonly byte[] s_large = EcmFile.Write(SampleNetwork.Make(3)).Bytes;

    [TestMethod]
    public void AModelIsTriedConfirmedAndNeverWrittenOver()
    {
        ModelSlots slots = NewStart(out SlotStart start);
        Assert.IsNull(start.Load(slots.Confirmed));
        Assert.AreEqual((StartPhase.BuiltIn, ModelSlots.None), (start.Phase, start.Running));
        Assert.IsNull(Send(slots, s_strokes, "strokes"));
        Assert.AreEqual((SlotState.OnTrial, SlotState.Empty, 0), (slots.StateOf(0), slots.StateOf(1), slots.Trial));
        // Until the next start the trial does not run.
        Assert.AreEqual(ModelSlots.None, start.Running);

        slots = NewStart(out start);
        Assert.IsNotNull(start.Load(slots.Confirmed));
        Assert.AreEqual((0, StartPhase.Passed), (start.Running, start.Phase));
        Assert.IsNull(start.OnStep(19, 0));
        // A fault of the model begins the count anew.
        Assert.IsNull(start.OnStep(20, 1));
        Assert.IsNull(start.OnStep(39, 1));
        Assert.AreEqual(SlotState.OnTrial, slots.StateOf(0));
        Assert.AreEqual("model strokes: confirmed", start.OnStep(40, 1));
        Assert.IsNull(start.OnStep(41, 1));
        Assert.AreEqual((SlotState.Confirmed, 0), (slots.StateOf(0), slots.Confirmed));

        // Two more models: both go into the other slot.
        foreach (byte[] model in (byte[][])[s_large, s_hand])
        {
            Assert.IsNull(Send(slots, model, "next"));
            Assert.AreEqual((SlotState.Confirmed, SlotState.OnTrial, 1), (slots.StateOf(0), slots.StateOf(1), slots.Receiving));
            CollectionAssert.AreEqual(s_strokes, FakeDrive.Find("I:\\a.ecm"));
            CollectionAssert.AreEqual(model, FakeDrive.Find("I:\\b.ecm"));
        }
        slots = NewStart(out start);
        Assert.IsNotNull(start.Load(slots.Confirmed));
        Assert.AreEqual(1, start.Running);
        Assert.AreEqual("model next: confirmed", start.Confirm());
        Assert.AreEqual((SlotState.Stored, SlotState.Confirmed), (slots.StateOf(0), slots.StateOf(1)));
        // Back to the one before.
        Assert.IsNull(slots.Try(0));
        slots = NewStart(out start);
        start.Load(slots.Confirmed);
        Assert.AreEqual((0, SlotState.OnTrial), (start.Running, slots.StateOf(0)));
        // Or to the built-in one.
        slots.EndTrial();
        slots = NewStart(out start);
        Assert.IsNull(start.Load(ModelSlots.None));
        Assert.AreEqual(StartPhase.BuiltIn, start.Phase);
    }

    [TestMethod]
    public void WhatCannotRunIsRefusedOrPutAside()
    {
        ModelSlots slots = NewStart(out SlotStart start);
        Assert.AreEqual("no model is under way: begin again", slots.End());
        Assert.AreEqual("no model is under way: begin again", slots.Append(0, [1]));
        Assert.AreEqual("the slot holds no whole model", slots.Try(1));
        Assert.AreEqual("a model of 106497 bytes; a slot holds at most 106496", slots.Begin(106_497, 1, "x"));
        Assert.AreEqual("a model of 0 bytes; a slot holds at most 106496", slots.Begin(0, 1, "x"));
        Assert.AreEqual("a model of -1 bytes; a slot holds at most 106496", slots.Begin(-1, 1, "x"));
        Assert.IsNull(slots.Begin(100, 1, "x"));
        Assert.AreEqual("0 of 100 bytes have come", slots.End());
        Assert.AreEqual("more bytes than the model has", slots.Append(0, new byte[101]));
        // Not what it was said to be, or no model at all.
        byte[] other = [.. s_strokes];
        other[40] ^= 4;
        Assert.Contains("the model is damaged: ", Send(slots, other, "other")!);
        Assert.AreEqual(SlotState.Empty, slots.StateOf(0));
        Assert.IsNull(slots.Begin(s_strokes.Length, 0x12345678, "wrong"));
        Assert.IsNull(slots.Append(0, s_strokes));
        Assert.AreEqual("the model's CRC is another than was announced", slots.End());
        slots.RamBudget = 1000;
        Assert.Contains("bytes of RAM, 1000 are free for it", Send(slots, s_large, "large")!);

        // A model that was whole, and is damaged on the drive.
        slots.RamBudget = Budget;
        Assert.IsNull(Send(slots, s_strokes, "strokes"));
        FakeDrive.Put("I:\\a.ecm", other);
        slots = NewStart(out start);
        Assert.IsNull(start.Load(slots.Confirmed));
        Assert.AreEqual((StartPhase.Failed, SlotState.PutAside, ModelSlots.None), (start.Phase, slots.StateOf(0), start.Running));
        Assert.Contains("slot a, strokes: ", start.Reason!);
        // A slot that is put aside is not tried again by itself, but when it is told to.
        slots = NewStart(out start);
        Assert.IsNull(start.Load(slots.Confirmed));
        Assert.AreEqual(StartPhase.BuiltIn, start.Phase);
        FakeDrive.Put("I:\\a.ecm", s_strokes);
        Assert.IsNull(slots.Try(0));
        slots = NewStart(out start);
        Assert.IsNotNull(start.Load(slots.Confirmed));
    }

    [TestMethod]
    public void ThreeStartsThatDoNotGetThroughPutAModelAside()
    {
        ModelSlots slots = NewStart(out SlotStart start);
        Assert.IsNull(Send(slots, s_strokes, "good"));
        slots = NewStart(out start);
        start.Load(slots.Confirmed);
        start.Confirm();
        Assert.IsNull(Send(slots, s_large, "crashes"));
        for (int i = 0; i < ModelSlots.MaxAttempts; i++)
        {
            slots = NewStart(out start);
            // What Load does before the board hangs or loses its power.
            Assert.IsTrue(slots.Attempt(slots.Trial));
        }
        slots = NewStart(out start);
        Assert.IsNotNull(start.Load(slots.Confirmed));
        Assert.AreEqual((0, SlotState.PutAside), (start.Running, slots.StateOf(1)));
        Assert.AreEqual("slot b, crashes: 3 starts did not get through", start.Reason);
        // A model that gets through has all its attempts again.
        for (int i = 0; i < 10; i++)
        {
            slots = NewStart(out start);
            Assert.IsNotNull(start.Load(slots.Confirmed));
        }
    }

    [TestMethod]
    public void ATransferGoesOnWhereItStopped()
    {
        ModelSlots slots = NewStart(out _);
        uint crc = BitConverter.ToUInt32(s_large, s_large.Length - 4);
        Assert.IsGreaterThan(ModelSlots.PieceBytes + 400, s_large.Length);
        Assert.IsNull(slots.Begin(s_large.Length, crc, "digits"));
        Append(slots, s_large, 0, ModelSlots.PieceBytes + 400);
        // What was not on the drive yet is sent again; what comes twice or too early is passed over.
        slots = NewStart(out _);
        Assert.AreEqual(SlotState.Receiving, slots.StateOf(0));
        Assert.IsNull(slots.Begin(s_large.Length, crc, "digits"));
        Assert.AreEqual(ModelSlots.PieceBytes, slots.Received);
        Assert.IsNull(slots.Append(0, [1, 2, 3]));
        Assert.IsNull(slots.Append(ModelSlots.PieceBytes + 1, [1, 2, 3]));
        Append(slots, s_large, slots.Received, s_large.Length);
        Assert.IsNull(slots.End());
        // The answer was lost.
        Assert.IsNull(slots.End());
        CollectionAssert.AreEqual(s_large, FakeDrive.Find("I:\\a.ecm"));
        // The same model once more is there already.
        Assert.IsNull(slots.Begin(s_large.Length, crc, "digits"));
        Assert.AreEqual(s_large.Length, slots.Received);
        Assert.IsNull(slots.End());
        // Another one of the same length is not.
        byte[] other = [.. s_large];
        other[^1] ^= 1;
        Assert.IsNull(slots.Begin(other.Length, BitConverter.ToUInt32(other, other.Length - 4), "digits"));
        Assert.AreEqual(0, slots.Received);
    }

    [TestMethod]
    public void WithoutADriveOrWithAFullOneTheBoardSaysSo()
    {
        FakeDrive.IsThere = false;
        ModelSlots slots = NewStart(out SlotStart start);
        Assert.IsNull(start.Load(slots.Confirmed));
        Assert.AreEqual("the drive I: cannot be written: no drive", slots.Begin(100, 1, "x"));
        FakeDrive.IsThere = true;
        FakeDrive.Put("I:\\other.bin", new byte[FakeDrive.Bytes - 5000]);
        slots = NewStart(out _);
        Assert.AreEqual("the drive I: cannot be written: the drive is full", Send(slots, s_large, "digits"));
        Assert.AreEqual("no model is under way: begin again", slots.End());
        FakeDrive.Put("I:\\other.bin", []);
        Assert.IsNull(Send(slots, s_large, "digits"));
        // A damaged state is one without models.
        FakeDrive.Put("I:\\model-a.bin", new byte[40]);
        FakeDrive.Put("I:\\model-b.bin", new byte[40]);
        slots = NewStart(out start);
        Assert.AreEqual("the state of the models is damaged: the built-in one runs", slots.Fault);
        Assert.IsNull(start.Load(slots.Confirmed));
    }

    // All positions of a cut: dotnet test --filter AnyPowerCut with EDGECONV_ALL_CUTS=1.
    [TestMethod, DataRow(false), DataRow(true)]
    public void AnyPowerCutLeavesAWholeModel(bool keepsUnclosed)
    {
        FakeDrive.KeepsUnclosed = keepsUnclosed;
        var random = new Random(7);
        bool isAll = Environment.GetEnvironmentVariable("EDGECONV_ALL_CUTS") is not null;
        byte[][] models = [s_strokes, s_large, s_hand];
        ModelSlots slots = NewStart(out SlotStart start);
        Assert.IsNull(Send(slots, s_hand, "0"));
        slots = NewStart(out start);
        start.Load(slots.Confirmed);
        start.Confirm();
        byte[] confirmed = s_hand;
        string[] files = ["I:\\a.ecm", "I:\\b.ecm", "I:\\model-a.bin", "I:\\model-b.bin"];
        byte[]?[] atFirst = [.. files.Select(FakeDrive.Find)];
        int max = s_large.Length + 400, news = 0, cuts = 0;
        for (int i = 0; i < Cuts / 2 || isAll && i < 3 * max; i++)
        {
            if (isAll)
            {
                // Each position is that of the first transfer to this board.
                foreach ((string file, byte[]? bytes) in files.Zip(atFirst)) FakeDrive.Put(file, bytes ?? []);
                confirmed = s_hand;
                slots = NewStart(out start);
            }
            byte[] next = isAll ? models[i / max] : models[random.Next(3)];
            FakeDrive.BytesUntilCut = isAll ? 1 + i % max : random.Next(1, next.Length + 400);
            bool isSent = Send(slots, next, "next") is null;
            // Nothing is written after the cut; the power comes back.
            if (FakeDrive.BytesUntilCut == 0) cuts++;
            FakeDrive.BytesUntilCut = -1;
            slots = NewStart(out start);
            byte[] before = confirmed;
            CollectionAssert.AreEqual(before, FakeDrive.Find(slots.Confirmed == 0 ? "I:\\a.ecm" : "I:\\b.ecm"), $"cut {i}");
            // The next start is cut too, at times.
            if (!isAll && random.Next(4) == 0) FakeDrive.BytesUntilCut = random.Next(1, 60);
            PackedModel? model = start.Load(slots.Confirmed);
            if (FakeDrive.BytesUntilCut == 0)
            {
                FakeDrive.BytesUntilCut = -1;
                slots = NewStart(out start);
                model = start.Load(slots.Confirmed);
            }
            FakeDrive.BytesUntilCut = -1;
            Assert.IsNotNull(model, $"cut {i}: {start.Reason}");
            byte[] runs = FakeDrive.Find(start.Running == 0 ? "I:\\a.ecm" : "I:\\b.ecm");
            Assert.IsTrue(runs.SequenceEqual(before) || runs.SequenceEqual(next), $"cut {i}");
            if (isSent) CollectionAssert.AreEqual(next, runs, $"cut {i}");
            if (!runs.SequenceEqual(before)) news++;
            if (random.Next(2) == 0)
            {
                start.Confirm();
                Assert.AreEqual(start.Running, slots.Confirmed);
                confirmed = runs;
            }
        }
        Assert.IsGreaterThan(Cuts / 4, cuts);
        Assert.IsGreaterThan(isAll ? 0 : 10, news);
    }

    private ModelSlots NewStart(out SlotStart start)
    {
        SlotServer server = NewSlots();
        server.Slots.RamBudget = Budget;
        start = server.Start;
        return server.Slots;
    }

    private static string? Send(ModelSlots slots, byte[] model, string name) =>
        slots.Begin(model.Length, BitConverter.ToUInt32(model, model.Length - 4), name)
            ?? Append(slots, model, slots.Received, model.Length) ?? slots.End();

    private static string? Append(ModelSlots slots, byte[] model, int first, int end)
    {
        string? fault = null;
        for (int at = first; at < end && fault is null; at += SlotServer.ChunkBytes)
            fault = slots.Append(at, model[at..Math.Min(end, at + SlotServer.ChunkBytes)]);
        return fault;
    }

    private static byte[] Pack(string example) =>
        EcmFile.Write(Pipeline.ForBoard(ModelFile.Open(Repository.PathOf("examples", example)))).Bytes;
}
