namespace EdgeConv.Compiler.Tflite;

/// <summary>Refused operators of a .tflite file, told in a few hundred characters: those with the same reason together.</summary>
internal sealed class TfliteRefusals
{
    private const int MaxReasons = 3, MaxOperators = 3;

    private readonly List<Refusal> _all = [];

    /// <summary>Notes a refused operator.</summary>
    /// <param name="index">Its number in the file, from 0.</param>
    /// <param name="kind">Its name, e.g. CONV_2D.</param>
    /// <param name="layer">The name of its output, or "".</param>
    /// <param name="reason">Why, and what to do.</param>
    /// <param name="isUnknown">True if no reader knows the operator: told before other reasons, which may follow from it.</param>
    internal void Add(int index, string kind, string layer, string reason, bool isUnknown) =>
        _all.Add(new(kind, $"operator {index} {kind}{(layer.Length == 0 ? "" : $" '{layer}'")}", reason, isUnknown));

    /// <summary>Ends the import if an operator was refused.</summary>
    /// <exception cref="ModelException">One was.</exception>
    internal void ThrowIfAny()
    {
        if (_all.Count == 0) return;
        IGrouping<string, Refusal>[] reasons = [.. _all.OrderBy(refusal => !refusal.IsUnknown).GroupBy(refusal => refusal.Reason)];
        int left = reasons.Skip(MaxReasons).Sum(reason => reason.Count());
        string others = left == 0 ? "" : $"; and {Amount.Of(left, "more operator")} for other reasons";
        throw new ModelException(string.Join("; ", reasons.Take(MaxReasons).Select(Text)) + others);
    }

    // One operator of each kind comes first: it says more than three of one kind.
    private static string Text(IGrouping<string, Refusal> group)
    {
        Refusal[] firsts = [.. group.DistinctBy(refusal => refusal.Kind)];
        string[] labels = [.. firsts.Concat(group.Except(firsts)).Take(MaxOperators).Select(refusal => refusal.Label)];
        int left = group.Count() - labels.Length;
        return string.Join(", ", labels) + (left == 0 ? "" : $" and {Amount.Of(left, "more operator")}") + ": " + group.Key;
    }

    /// <summary>Why an operator that no reader knows is refused, and what to do.</summary>
    /// <param name="builtin">The builtin's name, CUSTOM for a custom operator.</param>
    /// <param name="custom">The custom operator's name.</param>
    internal static string Unknown(string builtin, string custom) => builtin switch
    {
        BuiltinNames.Custom when custom.Equals("ethos-u", StringComparison.OrdinalIgnoreCase) =>
            "the file was compiled by Vela for an Arm Ethos-U; give the .tflite file that Vela was given",
        "LSTM" or "RNN" or "SVDF" or "UNIDIRECTIONAL_SEQUENCE_RNN" or "UNIDIRECTIONAL_SEQUENCE_LSTM" or "BIDIRECTIONAL_SEQUENCE_RNN"
            or "BIDIRECTIONAL_SEQUENCE_LSTM" =>
            "not supported, because it keeps state between inferences; train a model of convolutions over a window of frames",
        "CALL_ONCE" or "VAR_HANDLE" or "READ_VARIABLE" or "ASSIGN_VARIABLE" =>
            "not supported, because the model keeps state in variables between inferences; export it without state, for a window of frames",
        "CALL" or "IF" or "WHILE" => "control flow is not supported; export the model without it",
        _ => "not supported; retrain the model without it",
    };

    private sealed record Refusal(string Kind, string Label, string Reason, bool IsUnknown);
}
