using System.Runtime.InteropServices;
using EdgeConv.Models;

namespace EdgeConv.Board;

/// <summary>An output of the board that is not the desktop's.</summary>
/// <param name="Frame">Number of the input, from 0.</param>
/// <param name="Element">The first element that differs.</param>
/// <param name="Board">Its value on the board.</param>
/// <param name="Desktop">Its value here.</param>
/// <param name="Count">How many elements differ.</param>
public sealed record TargetDifference(int Frame, int Element, int Board, int Desktop, int Count);

/// <summary>The same inputs on a board and here.</summary>
/// <param name="Board">The board.</param>
/// <param name="Microseconds">What each inference took on the board.</param>
/// <param name="Differences">One per input whose output differs.</param>
public sealed record TargetValidation(BoardDescription Board, IReadOnlyList<long> Microseconds, IReadOnlyList<TargetDifference> Differences)
{
    private const int Tries = 3;

    /// <summary>Sends the inputs one by one and compares what comes back.</summary>
    /// <param name="client">The board.</param>
    /// <param name="model">The model as the desktop runs it.</param>
    /// <param name="inputs">Input tensors.</param>
    /// <param name="patience">How long one inference may take.</param>
    /// <param name="onFrame">Called with the number of inputs done, or null.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="UserException">No answer, or another model.</exception>
    public static TargetValidation Run(BoardClient client, IModel model, IReadOnlyList<sbyte[]> inputs, TimeSpan patience,
        Action<int>? onFrame, CancellationToken stop)
    {
        BoardLine line = client.Line;
        BoardDescription board = client.DescribeRunning();
        Require(line, board, "input", model.Input, board.Input);
        Require(line, board, "output", model.Output, board.Output);
        List<long> times = [];
        List<TargetDifference> differences = [];
        sbyte[] expected = new sbyte[model.Output.Length], actual = new sbyte[model.Output.Length];
        for (int i = 0; i < inputs.Count && !stop.IsCancellationRequested; i++)
        {
            model.Invoke(inputs[i], expected);
            if (Infer(client, i, inputs[i], actual, patience, stop) is not { } microseconds) break;
            times.Add(microseconds);
            int[] wrong = [.. Enumerable.Range(0, expected.Length).Where(k => expected[k] != actual[k])];
            if (wrong.Length > 0) differences.Add(new TargetDifference(i, wrong[0], actual[wrong[0]], expected[wrong[0]], wrong.Length));
            onFrame?.Invoke(i + 1);
        }
        return new TargetValidation(board, times, differences);
    }

    private static long? Infer(BoardClient client, int number, sbyte[] input, sbyte[] output, TimeSpan patience, CancellationToken stop)
    {
        BoardLine line = client.Line;
        uint crc = System.IO.Hashing.Crc32.HashToUInt32(MemoryMarshal.AsBytes<sbyte>(input));
        for (int i = 0; i < Tries; i++)
        {
            InferencePacket.WriteInput(line.Writer, number, input);
            TimeSpan wait = patience + 2 * TimeSpan.FromSeconds(line.SecondsOfPacket);
            line.Send();
            DateTime until = DateTime.UtcNow + wait;
            while (until - DateTime.UtcNow is var left && left > TimeSpan.Zero && client.Receive(left))
                if (line.Reader.Sequence == (number & 0xFFFF) && InferencePacket.ReadOutput(line.Reader, crc, output))
                    return line.Reader.Long(4);
            if (stop.IsCancellationRequested) return null;
        }
        throw new UserException($"{line.Name}: no sound answer to input {number} in {Tries} tries of {patience.TotalSeconds:0.#} " +
            $"s{(line.Reader.Damaged > 0 ? $", {Amount.Of(line.Reader.Damaged, "damaged packet")}: a bad line?"
                : "; a slow model needs a longer --timeout")}");
    }

    private static void Require(BoardLine line, BoardDescription board, string what, TensorInfo here, TensorInfo there)
    {
        if (here.Length == there.Length && here.Scale == there.Scale && here.ZeroPoint == there.ZeroPoint) return;
        throw new UserException(
            $"{line.Name}: another model is on {Printable.Text(board.Name)}: its {what} is {Text(there)}, this model's {Text(here)}");
    }

    private static string Text(TensorInfo tensor) =>
        $"{string.Join('x', Enumerable.Range(0, tensor.Rank).Select(tensor.Axis))} with scale {tensor.Scale} and zero point " +
        $"{tensor.ZeroPoint}";
}
