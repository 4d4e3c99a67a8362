namespace EdgeConv.Cli;

/// <summary>`run --json`; the fields are documented in docs/command-line-json.md and stay.</summary>
internal sealed record RunJson(
    string Model, string Engine, double Microseconds, IEnumerable<TensorJson> Inputs, IEnumerable<RunLayerJson> Layers,
    IEnumerable<OutputJson> Outputs)
{
    private const int MaxValues = 1000;

    public static RunJson Of(Inference run, string[]? labels, int top) => new(
        run.Model.Name, run.Model.Engine, Math.Round(run.Microseconds, 1), run.Model.Inputs.Select(TensorJson.Of),
        run.LayerMicroseconds.Select((microseconds, i) => RunLayerJson.Of(i, run.Model.Graph!.Operators[i], microseconds)),
        run.Model.Outputs.Select(output => OutputJson.Of(
            output, output.Shape.Length <= MaxValues ? run.Shown(output) : null,
            run.Top(output, top).Select(one => new TopJson(
                one.Index, labels is not null && output == run.Model.Outputs[0] ? labels[one.Index] : null, one.Value, one.Real)))));
}

internal sealed record RunLayerJson(int Index, string Operator, string Name, IReadOnlyList<int> Shape, double Microseconds)
{
    public static RunLayerJson Of(int index, Operator op, double microseconds) =>
        new(index, op.Kind, op.Output.Name, op.Output.Shape.Axes, Math.Round(microseconds, 1));
}

internal sealed record OutputJson(
    string Name, string Type, IReadOnlyList<int> Shape, float? Scale, int? ZeroPoint, IEnumerable<double>? Values, IEnumerable<TopJson> Top)
{
    public static OutputJson Of(Tensor tensor, IEnumerable<double>? values, IEnumerable<TopJson> top)
    {
        TensorJson of = TensorJson.Of(tensor);
        return new(of.Name, of.Type, of.Shape, of.Scale, of.ZeroPoint, values, top);
    }
}

internal sealed record TopJson(int Index, string? Label, double Value, double Real);
