using System.Diagnostics;
using EdgeConv.Board;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;

namespace EdgeConv.Cli;

/// <summary>`edgeconv board load`: a model goes to a running board, is tested there and runs.</summary>
internal static class LoadCommand
{
    // What a board takes to start, beside the self-test, and from there to its loop.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(30), s_settle = TimeSpan.FromSeconds(3);

    // The least that a step of the self-test is waited for.
    private static readonly TimeSpan s_test = TimeSpan.FromSeconds(60);

    public static Command Create()
    {
        var board = new BoardOptions();
        Argument<string> model = Options.Model("A .tflite, .onnx or .json model, which is packed for the memory of this board, or an " +
            ".ecm file.");
        Option<bool> wifi = Options.Wifi("If the board's Wi-Fi is off: packs the model");
        Option<bool> json = Options.Json("result");
        return board.AddTo(new Command("load", "Sends a model to a board, restarts it and waits until the model has passed its self-test " +
            "there. The board's output is safe meanwhile. If the model fails, the board goes back to the one before.")
            { model, wifi, json }).Does(parsed => board.Use(parsed, client =>
                Load(client, () => board.Open(parsed), parsed.GetValue(model)!, parsed.GetValue(wifi), parsed.GetValue(json))));
    }

    private static void Load(BoardClient client, Func<BoardLine> open, string path, bool wifi, bool isJson)
    {
        var slots = new SlotClient(client);
        SlotsPacket before = slots.Read();
        string board = client.Line.Name;
        int wifiBytes = wifi && !HasWifi(client) ? BoardMemory.DefaultWifiBytes : 0;
        (byte[] file, TimeSpan limit) = Pack(path, Math.Max(0, before.RamBudget - wifiBytes));
        if (file.Length > before.MaxBytes)
            throw new UserException($"{path}: {Amount.Of(file.Length, "byte")}; a slot of this board holds at most " +
                Amount.Of(before.MaxBytes));

        string name = Path.GetFileNameWithoutExtension(path);
        long started = Stopwatch.GetTimestamp();
        (int slot, int first) = Terminal.Count("sending", file.Length, step => slots.Send(file, name, step));
        TimeSpan sent = Stopwatch.GetElapsedTime(started);
        if (!isJson)
            Console.WriteLine($"sent     {Amount.Of(file.Length - first)} of {Amount.Of(file.Length)} bytes to slot " +
                $"{SlotClient.NameOf(slot)} in {sent.TotalSeconds:0.0} s");

        started = Stopwatch.GetTimestamp();
        SlotsPacket after = Terminal.Wait("the board restarts and tests the model", () =>
        {
            client.Restart(s_start, open);
            if (client.Line.Writer.Session is null) return Tested(client, limit);
            using BoardLine line = open();
            return Tested(client.On(line), limit);
        });
        TimeSpan tested = Stopwatch.GetElapsedTime(started);
        bool hasPassed = after.Phase == StartPhase.Passed && after.Running == slot;
        string reason = Printable.Text(after.Reason, 300);
        if (isJson) Json.Print(BoardJson.Load(slot, name, file, first, sent, tested, after));
        else if (hasPassed)
        {
            Console.WriteLine(after.Tests == 0 ? "tested   not at all: the file has no self-test (pack the model again)"
                : $"tested   {Amount.Of(after.Tests, "step")} gave the same on the board as here, in " +
                    $"{after.Milliseconds / 1000.0:0.000} s");
            Console.WriteLine($"running  {Printable.Text(after.Names[slot])}, {SlotClient.StateText(after.States[slot])}" +
                (after.States[slot] == SlotState.OnTrial ? $": confirmed after {SlotStart.ConfirmingSteps} good frames" : ""));
            if (reason != "") Console.WriteLine($"safe     {reason}");
        }
        if (!hasPassed)
            throw new UserException($"{board}: the board does not run {Printable.Text(name)}: " +
                (reason != "" ? reason : "it says no reason"));
    }

    // Waits until the board has loaded and tested what it has in its slots. A step of the self-test may take as long as is predicted for
    // all of it.
    private static SlotsPacket Tested(BoardClient client, TimeSpan limit)
    {
        var slots = new SlotClient(client);
        long started = Stopwatch.GetTimestamp();
        int passed = 0;
        while (true)
        {
            SlotsPacket packet = slots.Read();
            if (packet.Phase >= StartPhase.Passed) return Settled(client, packet);
            if (packet.Tested != passed) (started, passed) = (Stopwatch.GetTimestamp(), packet.Tested);
            if (Stopwatch.GetElapsedTime(started) > s_start + limit)
                throw new UserException($"{client.Line.Name}: the self-test does not end: {packet.Tested} of {packet.Tests} steps have " +
                    "passed");
            client.Wait(TimeSpan.FromMilliseconds(200));
        }
    }

    // What a board has left says so itself once its Wi-Fi is on.
    private static bool HasWifi(BoardClient client) => client.Settings().Any(setting => setting is { Key: "wifi.ssid", Value: not "" });

    // The loop begins right after the test, unless the board finds that the model does not suit its frames, or waits for its sensor.
    private static SlotsPacket Settled(BoardClient client, SlotsPacket packet)
    {
        long started = Stopwatch.GetTimestamp();
        while (packet.Reason == "" && !client.Status().IsRunning && Stopwatch.GetElapsedTime(started) < s_settle)
        {
            client.Wait(TimeSpan.FromMilliseconds(200));
            packet = new SlotClient(client).Read();
        }
        return packet;
    }

    // The file, and how long its self-test may take.
    private static (byte[] File, TimeSpan Limit) Pack(string path, int ramBudget)
    {
        byte[] file = ModelFile.ReadAll(path);
        return ModelFile.Named(path, () =>
        {
            if (ModelFile.IsPacked(path, file))
            {
                PackedModel.Measure(new ByteArraySource(file));
                return (file, s_test);
            }
            Graph graph = Pipeline.ForBoard(ModelFile.Open(path, file));
            EcmFile packed = EcmFile.Write(graph, ramBudget);
            if (packed.RamBytes > ramBudget)
                throw new ModelException($"the model needs {Amount.Of(packed.RamBytes, "byte")} of RAM; this board has " +
                    $"{Amount.Of(ramBudget)} for it");
            TestedFile tested = Terminal.Parts("packing", progress => TestedFile.Of(graph, packed, null, progress));
            double seconds = Math.Max(s_test.TotalSeconds, tested.MaxSeconds ?? 10 * s_test.TotalSeconds);
            return (tested.File.Bytes, TimeSpan.FromSeconds(seconds));
        });
    }
}
