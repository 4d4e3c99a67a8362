using System.Diagnostics;
using EdgeConv.Slots;

namespace EdgeConv.Board;

/// <summary>
/// Restarts a board that was sent a model, and waits until the board has tested the model and its loop runs, or says why it does not.
/// </summary>
public static class ModelTrial
{
    // What a board takes to start, beside the self-test, and from there to its loop.
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(30), s_settle = TimeSpan.FromSeconds(3);

    /// <summary>Restarts the board and waits for the model.</summary>
    /// <param name="client">Client of the board.</param>
    /// <param name="open">Opens another line to a board on the network, because the restart ends the connection.</param>
    /// <param name="limit">Maximum time for one step of the self-test.</param>
    /// <param name="progress">Called with each answer of the board; may be null.</param>
    /// <exception cref="UserException">The board does not answer, or its self-test does not end.</exception>
    public static SlotsPacket Run(BoardClient client, Func<BoardLine> open, TimeSpan limit, Action<SlotsPacket>? progress = null)
    {
        client.Restart(s_start, open);
        if (client.Line.Writer.Session is null) return Wait(client, limit, progress);
        using BoardLine line = open();
        return Wait(client.On(line), limit, progress);
    }

    // Waits until the board has loaded and tested what it has in its slots. A step of the self-test may take as long as is predicted for
    // all of it.
    private static SlotsPacket Wait(BoardClient client, TimeSpan limit, Action<SlotsPacket>? progress)
    {
        var slots = new SlotClient(client);
        long started = Stopwatch.GetTimestamp();
        int passed = 0;
        while (true)
        {
            SlotsPacket packet = slots.Read();
            progress?.Invoke(packet);
            if (packet.Phase >= StartPhase.Passed) return Settled(client, packet);
            if (packet.Tested != passed) (started, passed) = (Stopwatch.GetTimestamp(), packet.Tested);
            if (Stopwatch.GetElapsedTime(started) > s_start + limit)
                throw new UserException($"{client.Line.Name}: the self-test does not end: {packet.Tested} of {packet.Tests} steps have " +
                    "passed");
            if (client.IsStopped) throw new UserException($"{client.Line.Name}: stopped before the self-test ended");
            client.Wait(TimeSpan.FromMilliseconds(200));
        }
    }

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
}
