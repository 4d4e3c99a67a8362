namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// One step of a graph. It is immutable, and its constructor checks it, so that every operator that exists can run. Each operator is one
/// file in the folder Operators, with its parameters, its rule for shapes and quantization, its number of multiply-accumulates, and its
/// evaluation by the reference kernels. It knows no file format and no engine: each of these has a switch over all operators, for example
/// in Tflite/TfliteOperators.cs.
/// </summary>
/// <param name="inputs">All inputs, constants included, in the order in which the operator's class documents them.</param>
/// <param name="outputs">All outputs; almost every operator has one.</param>
public abstract class Operator(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs)
{
    /// <summary>The operator's name in TensorFlow Lite, e.g. CONV_2D.</summary>
    public abstract string Kind { get; }

    /// <summary>All inputs, constants included, in the order in which the operator's class documents them.</summary>
    public ImmutableArray<Tensor> Inputs { get; private set; } = inputs;

    /// <summary>The first input.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>All outputs; almost every operator has one.</summary>
    public ImmutableArray<Tensor> Outputs { get; private set; } = outputs;

    /// <summary>The first output.</summary>
    public Tensor Output => Outputs[0];

    /// <summary>
    /// Number of multiply-accumulates of one inference. It is counted for convolutions and fully connected layers, and 0 for all others.
    /// </summary>
    public virtual long Macs => 0;

    /// <summary>Number of cells that pooling windows read in one inference; 0 for operators that do not pool.</summary>
    public virtual long WindowCells => 0;

    /// <summary>Number of weights and biases.</summary>
    public virtual long Parameters => 0;

    /// <summary>
    /// True if the output may be stored in the memory of input <paramref name="index"/>, because the operator reads each element of that
    /// input before it writes the element of the output at the same offset.
    /// </summary>
    /// <param name="index">Index of one of <see cref="Inputs"/>.</param>
    public virtual bool MayOverwrite(int index) => false;

    /// <summary>True if the output holds the same bytes as input 0 in the same order, as the output of a RESHAPE does.</summary>
    public virtual bool IsView => false;

    /// <summary>Makes the same operator over other tensors, for passes that replace tensors.</summary>
    /// <param name="inputs">As many as before, of the same shapes, types and quantization. An input may have become a constant.</param>
    /// <param name="outputs">As many as before, of the same shapes, types and quantization.</param>
    /// <exception cref="ArgumentException">A tensor differs in more than its name or value.</exception>
    public virtual Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs)
    {
        static bool IsLike(Tensor a, Tensor b) => a.Shape == b.Shape && a.Type == b.Type && Equals(a.Quantization, b.Quantization);
        if (inputs.Length != Inputs.Length || outputs.Length != Outputs.Length
            || !inputs.Zip(Inputs, IsLike).All(same => same) || !outputs.Zip(Outputs, IsLike).All(same => same))
            throw new ArgumentException($"{this}: the tensors differ in number, shape, type or quantization; make a new operator");
        var copy = (Operator)MemberwiseClone();
        (copy.Inputs, copy.Outputs) = (inputs, outputs);
        return copy;
    }

    /// <summary>
    /// Computes the outputs with the reference kernels, which are plain loops and give exactly the bytes of TensorFlow Lite Micro.
    /// </summary>
    /// <param name="values">The values of the inputs, to which the values of the outputs are added.</param>
    /// <exception cref="ModelException">An input has no value yet.</exception>
    public abstract void Evaluate(TensorValues values);

    /// <summary>The operator as messages name it, by its kind and its output's name: "CONV_2D 'conv1'".</summary>
    public override string ToString() => $"{Kind} '{Output.Name}'";
}
