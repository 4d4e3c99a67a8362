namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// One step of a graph: immutable, checked by its constructor, so that an operator that exists can run. Each operator is one file under
/// Operators: parameters, the rule for shapes and quantization, multiply-accumulates, evaluation by the reference kernels. It knows no file
/// format and no engine; each of these has a switch over the operators of its own, e.g. Tflite/TfliteOperators.cs.
/// </summary>
public abstract class Operator
{
    /// <summary>Ties an operator to its tensors.</summary>
    protected Operator(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
    }

    /// <summary>The operator's name as TensorFlow Lite has it, e.g. CONV_2D.</summary>
    public abstract string Kind { get; }

    /// <summary>All inputs, constants included, in the order of the operator's own definition.</summary>
    public ImmutableArray<Tensor> Inputs { get; }

    /// <summary>The first input.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>All outputs; one for almost every operator.</summary>
    public ImmutableArray<Tensor> Outputs { get; }

    /// <summary>The output of an operator that has one.</summary>
    public Tensor Output => Outputs[0];

    /// <summary>Multiply-accumulates of one inference; 0 for operators that have none to speak of.</summary>
    public virtual long Macs => 0;

    /// <summary>Cells that windows without weights look at in one inference; 0 for operators that have none.</summary>
    public virtual long WindowCells => 0;

    /// <summary>Weights and biases.</summary>
    public virtual long Parameters => 0;

    /// <summary>
    /// True where the output may take the memory of input <paramref name="index"/>, because each element is read before it is written.
    /// </summary>
    public virtual bool MayOverwrite(int index) => false;

    /// <summary>True where the output holds the same bytes as input 0 in the same order: RESHAPE and its like.</summary>
    public virtual bool IsView => false;

    /// <summary>The same operator over other tensors of the same shapes and types: what passes make.</summary>
    public abstract Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs);

    /// <summary>Computes the outputs with the reference kernels, plain loops: exactly TensorFlow Lite Micro's bytes.</summary>
    public abstract void Evaluate(TensorValues values);

    /// <summary>What the operator is called in messages: its kind and its output's name.</summary>
    public override string ToString() => $"{Kind} '{Output.Name}'";
}
