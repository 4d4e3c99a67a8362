namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a fully connected layer as sums without a loop, with three outputs in each long. With one batch, the offsets of inputs and
/// outputs are constants.
/// </summary>
internal static class FullyConnectedCode
{
    /// <summary>Maximum bytes of code of one method. The rest of an assembly's 64 KB is for the class around it.</summary>
    internal const int MaxMethod = 56000;

    internal static void Write(ClassWriter writer, FullyConnected op)
    {
        Accumulators sums = CompiledOperators.AccumulatorsOf(op);
        Epilogue store = new(sums, writer.StoresAccumulators, writer.Tables.Of(sums));
        bool known = op.Batches == 1;
        RowConvolution row = new(sums, 1, 1, sums.Taps, sums.Taps, sums.Taps, sums.Taps, 1, sums.Outputs, known ? writer.Offset(op.Input)
            : null, known ? writer.OutputOffset(op.Output) : null);
        List<string> methods = PackedRows.Write(writer.Methods, writer.Name, row, store);
        for (int batch = 0; batch < op.Batches; batch++)
            foreach (string method in methods)
                writer.Run(row.Call(method, store, "a", $"{writer.Offset(op.Input) + batch * sums.Taps}", writer.OutputArray,
                    $"{writer.OutputOffset(op.Output) + batch * sums.Outputs}"));
    }
}
