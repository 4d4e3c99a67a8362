using System.Collections.Immutable;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// One step of a graph: immutable, checked by its constructor, so that an operator that exists can run. Each operator is a class in a folder of
/// its own under Operators, with a file per concern: X.cs (parameters and shape rule), X.Tflite.cs, X.Onnx.cs, X.Reference.cs, X.Packed.cs.
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

    /// <summary>All outputs; one for almost every operator.</summary>
    public ImmutableArray<Tensor> Outputs { get; }

    /// <summary>The output of an operator that has one.</summary>
    public Tensor Output => Outputs[0];

    /// <summary>Multiply-accumulates of one inference; 0 for operators that have none to speak of.</summary>
    public virtual long Macs => 0;

    /// <summary>Weights and biases.</summary>
    public virtual long Parameters => 0;

    /// <summary>True where the output may take the memory of input <paramref name="index"/>, because each element is read before it is written.</summary>
    public virtual bool MayOverwrite(int index) => false;

    /// <summary>True where the output holds the same bytes as input 0 in the same order: RESHAPE and its like.</summary>
    public virtual bool IsView => false;

    /// <summary>The same operator over other tensors of the same shapes and types: what passes make.</summary>
    public abstract Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs);

    /// <summary>Computes the outputs with the reference kernels, plain loops: exactly TensorFlow Lite Micro's bytes.</summary>
    public abstract void Evaluate(TensorValues values);

    /// <summary>Writes the operator as records of an .ecm file.</summary>
    /// <exception cref="ModelException">The packed engine does not carry it.</exception>
    internal virtual void Pack(EcmWriter file) =>
        throw new ModelException($"{this}: the packed engine lacks {Kind}; "
            + (this is ICompiled ? "use the compiled engine (edgeconv compile)" : "only the reference engine has it (edgeconv run)"));

    /// <summary>Writes the operator to a .tflite file.</summary>
    /// <exception cref="ModelException">A .tflite file cannot hold it with the same bytes.</exception>
    internal virtual void WriteTflite(TfliteWriter file) => throw new ModelException($"{Kind} cannot be written to .tflite; write .ecm");

    /// <summary>What the operator is called in messages: its kind and its output's name.</summary>
    public override string ToString() => $"{Kind} '{Output.Name}'";
}
