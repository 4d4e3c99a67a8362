namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// How the activations of a convolution are added up over all positions of several rows. The row of a <see cref="RowConvolution"/> is then
/// the body of a loop over rows, and each channel has one output.
/// </summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Pitch">Step from one row to the next in the source, in elements.</param>
/// <param name="Cells">Number of activations of a channel.</param>
/// <param name="Finish">Writes code that stores the output of a channel. Its arguments are the writer, the epilogue of the method, the
/// index expression of the output, and an expression of type int with the total.</param>
internal sealed record RowTotals(int Rows, int Pitch, int Cells, Action<CodeWriter, Epilogue, string, string> Finish)
{
    /// <summary>Writes the loop over rows, with a body that computes the row at <c>p</c>, and stores the outputs.</summary>
    internal void Write(CodeWriter code, Epilogue store, Func<int, string> outputAt, Action body)
    {
        if (Rows == 1) body();
        else
            using (code.Block($"for (int start = p, below = p + {Rows * Pitch}; start < below; start += {Pitch})"))
            {
                code.Line("p = start;");
                body();
            }
        foreach ((int k, (string value, bool isConstant)) in store.Totals)
            Finish(code, store, outputAt(k),
                isConstant ? $"({long.Parse(value, CultureInfo.InvariantCulture) * Cells})" : value);
    }
}
