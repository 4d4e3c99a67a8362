using System.Diagnostics;
using EdgeConv.Board;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;

namespace EdgeConv.Cli;

/// <summary>`edgeconv board load`: a model goes to a running board, is tested there and runs.</summary>
internal static class LoadCommand
{
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
        byte[] given = ModelFile.ReadAll(path);
        LoadableModel packed = Terminal.Parts("packing",
            progress => LoadableModel.Of(path, given, Math.Max(0, before.RamBudget - wifiBytes), before.MaxBytes, progress));
        byte[] file = packed.Bytes;

        string name = Path.GetFileNameWithoutExtension(path);
        long started = Stopwatch.GetTimestamp();
        (int slot, int first) = Terminal.Count("sending", file.Length, step => slots.Send(file, name, step));
        TimeSpan sent = Stopwatch.GetElapsedTime(started);
        if (!isJson)
            Terminal.Row("sent     ", $"{Amount.Of(file.Length - first)} of {Amount.Of(file.Length)} bytes to slot " +
                $"{SlotClient.NameOf(slot)} in {sent.TotalSeconds:0.0} s");

        started = Stopwatch.GetTimestamp();
        SlotsPacket after = Terminal.Wait("the board restarts and tests the model",
            () => ModelTrial.Run(client, open, packed.StepLimit));
        TimeSpan tested = Stopwatch.GetElapsedTime(started);
        bool hasPassed = after.Phase == StartPhase.Passed && after.Running == slot;
        string reason = Printable.Text(after.Reason, 300);
        if (isJson) Json.Print(BoardJson.Load(slot, name, file, first, sent, tested, after));
        else if (hasPassed)
        {
            Console.WriteLine(after.Tests == 0 ? "tested   not at all: the file has no self-test (pack the model again)"
                : $"tested   {Amount.Of(after.Tests, "step")} gave the same on the board as here, in " +
                    $"{after.Milliseconds / 1000.0:0.000} s");
            Terminal.Row("running  ", $"{Printable.Text(after.Names[slot])}, {SlotClient.StateText(after.States[slot])}" +
                (after.States[slot] == SlotState.OnTrial ? $": confirmed after {SlotStart.ConfirmingSteps} good frames" : ""));
            if (reason != "") Terminal.Row("safe     ", $"{reason}");
        }
        if (!hasPassed)
            throw new UserException($"{board}: the board does not run {Printable.Text(name)}: " +
                (reason != "" ? reason : "it says no reason"));
    }

    // What a board has left says so itself once its Wi-Fi is on.
    private static bool HasWifi(BoardClient client) => client.Settings().Any(setting => setting is { Key: "wifi.ssid", Value: not "" });
}
