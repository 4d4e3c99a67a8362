namespace EdgeConv.Compiler.Tflite;

/// <summary>
/// Collects the refused operators of a .tflite file and makes one message of some hundred characters of them. Operators with the same
/// reason stand together.
/// </summary>
internal sealed class TfliteRefusals
{
    private const int MaxReasons = 3, MaxOperators = 3;

    private readonly List<Refusal> _all = [];

    /// <summary>Adds a refused operator.</summary>
    /// <param name="index">Index of the operator in the file, from 0.</param>
    /// <param name="kind">Name of the operator, e.g. CONV_2D.</param>
    /// <param name="layer">Name of its output; "" if it has none.</param>
    /// <param name="reason">Why it is refused, and what to do.</param>
    /// <param name="isUnknown">True if EdgeConv does not have the operator. Such operators come first in the message, because others may be
    /// refused only as a consequence.</param>
    internal void Add(int index, string kind, string layer, string reason, bool isUnknown) =>
        _all.Add(new(kind, $"operator {index} {kind}{(layer.Length == 0 ? "" : $" '{layer}'")}", reason, isUnknown));

    /// <exception cref="ModelException">An operator was added.</exception>
    internal void ThrowIfAny()
    {
        if (_all.Count == 0) return;
        IGrouping<string, Refusal>[] reasons = [.. _all.OrderBy(refusal => !refusal.IsUnknown).GroupBy(refusal => refusal.Reason)];
        int left = reasons.Skip(MaxReasons).Sum(reason => reason.Count());
        string others = left == 0 ? "" : $"; and {Amount.Of(left, "more operator")} for other reasons";
        throw new ModelException(string.Join("; ", reasons.Take(MaxReasons).Select(Text)) + others);
    }

    // One operator of each kind comes first, because three kinds say more than three operators of one kind.
    private static string Text(IGrouping<string, Refusal> group)
    {
        Refusal[] firsts = [.. group.DistinctBy(refusal => refusal.Kind)];
        string[] labels = [.. firsts.Concat(group.Except(firsts)).Take(MaxOperators).Select(refusal => refusal.Label)];
        int left = group.Count() - labels.Length;
        return string.Join(", ", labels) + (left == 0 ? "" : $" and {Amount.Of(left, "more operator")}") + ": " + group.Key;
    }

    /// <summary>The reason for which an operator that EdgeConv does not have is refused, and what to do.</summary>
    /// <param name="builtin">Name of the builtin operator; CUSTOM for a custom operator.</param>
    /// <param name="custom">Name of the custom operator.</param>
    internal static string Unknown(string builtin, string custom) => builtin switch
    {
        BuiltinNames.Custom when custom.Equals("ethos-u", StringComparison.OrdinalIgnoreCase) =>
            "the file was compiled by Vela for an Arm Ethos-U; give the .tflite file that Vela was given",
        "LSTM" or "RNN" or "SVDF" or "UNIDIRECTIONAL_SEQUENCE_RNN" or "UNIDIRECTIONAL_SEQUENCE_LSTM" or "BIDIRECTIONAL_SEQUENCE_RNN"
            or "BIDIRECTIONAL_SEQUENCE_LSTM" =>
            "this kind of operator is not supported, because it keeps state between inferences; train a model of convolutions over a "
            + "window of frames",
        "CALL_ONCE" or "VAR_HANDLE" or "READ_VARIABLE" or "ASSIGN_VARIABLE" =>
            "this kind of operator is not supported, because the model keeps state in variables between inferences; export it without "
            + "state, for a window of frames",
        "CALL" or "IF" or "WHILE" => "control flow is not supported; export the model without it",
        _ => "this kind of operator is not supported; retrain the model without it",
    };

    private sealed record Refusal(string Kind, string Label, string Reason, bool IsUnknown);
}
