using System.Runtime.InteropServices;
using EdgeConv.Models;

namespace EdgeConv.Board;

/// <summary>An input for which the board's output differs from the desktop's.</summary>
/// <param name="Frame">Index of the input, from 0.</param>
/// <param name="Element">Index of the first output element that differs.</param>
/// <param name="Board">Value of this element on the board.</param>
/// <param name="Desktop">Value of this element on the desktop.</param>
/// <param name="Count">Number of elements that differ.</param>
public sealed record TargetDifference(int Frame, int Element, int Board, int Desktop, int Count);

/// <summary>Comparison of a model's outputs on a board and on the desktop.</summary>
/// <param name="Board">Description of the board.</param>
/// <param name="Microseconds">Time of each inference on the board, in microseconds.</param>
/// <param name="Differences">One entry for each input whose output differs.</param>
public sealed record TargetValidation(BoardDescription Board, IReadOnlyList<long> Microseconds, IReadOnlyList<TargetDifference> Differences)
{
    private const int Tries = 3;

    /// <summary>Sends the inputs one by one and compares the outputs that the board returns.</summary>
    /// <param name="client">Client of the board.</param>
    /// <param name="model">The model on the desktop.</param>
    /// <param name="inputs">Input tensors, int8 NHWC.</param>
    /// <param name="patience">Maximum time for one inference.</param>
    /// <param name="onFrame">Called with the number of inputs so far, or null.</param>
    /// <param name="stop">Ends the validation after the current input.</param>
    /// <exception cref="UserException">The board does not answer, or has another model.</exception>
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
        throw new UserException($"{line.Name}: no valid answer to input {number} in {Tries} tries of {patience.TotalSeconds:0.#} " +
            $"s{(line.Reader.Damaged > 0 ? $", {Amount.Of(line.Reader.Damaged, "damaged packet")}; check the cable and its length"
                : "; if the model is slow, give a longer --timeout")}");
    }

    private static void Require(BoardLine line, BoardDescription board, string what, TensorInfo here, TensorInfo there)
    {
        if (here.Length == there.Length && here.Scale == there.Scale && here.ZeroPoint == there.ZeroPoint) return;
        throw new UserException(
            $"{line.Name}: {Printable.Text(board.Name)} runs another model: its {what} is {Text(there)}, that of this model {Text(here)}");
    }

    private static string Text(TensorInfo tensor) =>
        $"{string.Join('x', Enumerable.Range(0, tensor.Rank).Select(tensor.Axis))} with scale {tensor.Scale} and zero point " +
        $"{tensor.ZeroPoint}";
}
