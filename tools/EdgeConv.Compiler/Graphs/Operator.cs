namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// One step of a graph: immutable, checked by its constructor, so that an operator that exists can run. Each operator is one file under
/// Operators: parameters, the rule for shapes and quantization, multiply-accumulates, evaluation by the reference kernels. It knows no file
/// format and no engine; each of these has a switch over the operators of its own, e.g. Tflite/TfliteOperators.cs.
/// </summary>
/// <param name="inputs">All inputs, constants included, in the order of the operator's own definition.</param>
/// <param name="outputs">All outputs; one for almost every operator.</param>
public abstract class Operator(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs)
{
    /// <summary>The operator's name in TensorFlow Lite, e.g. CONV_2D.</summary>
    public abstract string Kind { get; }

    /// <summary>All inputs, constants included, in the order of the operator's own definition.</summary>
    public ImmutableArray<Tensor> Inputs { get; private set; } = inputs;

    /// <summary>The first input.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>All outputs; one for almost every operator.</summary>
    public ImmutableArray<Tensor> Outputs { get; private set; } = outputs;

    /// <summary>The first output.</summary>
    public Tensor Output => Outputs[0];

    /// <summary>Multiply-accumulates of one inference; 0 for operators that multiply nothing or next to nothing.</summary>
    public virtual long Macs => 0;

    /// <summary>Cells that pooling windows read in one inference; 0 for operators that do not pool.</summary>
    public virtual long WindowCells => 0;

    /// <summary>Number of weights and biases.</summary>
    public virtual long Parameters => 0;

    /// <summary>
    /// True if the output may take the memory of input <paramref name="index"/>, because each element is read before it is written.
    /// </summary>
    public virtual bool MayOverwrite(int index) => false;

    /// <summary>True if the output holds the same bytes as input 0 in the same order, as that of a RESHAPE does.</summary>
    public virtual bool IsView => false;

    /// <summary>The same operator over other tensors: what passes make.</summary>
    /// <param name="inputs">As many as before, of the same shapes, types and quantization; they may be constant now.</param>
    /// <param name="outputs">Likewise.</param>
    /// <exception cref="ArgumentException">A tensor differs in more than its name or value.</exception>
    public virtual Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs)
    {
        static bool IsLike(Tensor a, Tensor b) => a.Shape == b.Shape && a.Type == b.Type && Equals(a.Quantization, b.Quantization);
        if (inputs.Length != Inputs.Length || outputs.Length != Outputs.Length
            || !inputs.Zip(Inputs, IsLike).All(same => same) || !outputs.Zip(Outputs, IsLike).All(same => same))
            throw new ArgumentException($"{this}: a tensor of another shape, type or quantization; make a new operator");
        var copy = (Operator)MemberwiseClone();
        (copy.Inputs, copy.Outputs) = (inputs, outputs);
        return copy;
    }

    /// <summary>Computes the outputs with the reference kernels, plain loops: exactly TensorFlow Lite Micro's bytes.</summary>
    /// <param name="values">Holds the inputs; takes the outputs.</param>
    /// <exception cref="ModelException">An input has no value yet.</exception>
    public abstract void Evaluate(TensorValues values);

    /// <summary>The operator in messages: its kind and its output's name, e.g. "CONV_2D 'conv1'".</summary>
    public override string ToString() => $"{Kind} '{Output.Name}'";
}
