using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>A fully connected layer: straight-line sums over inputs at known places, three outputs per long.</summary>
internal static class FullyConnectedCode
{
    /// <summary>Writes the layer.</summary>
    internal static void Write(ClassWriter writer, Tensor input, Tensor output, int batches, Sums sums)
    {
        Store store = new(sums, false, writer.Tables.Of(sums));
        RowConvolution row = new(sums, 1, 1, sums.Taps, sums.Taps, sums.Taps, sums.Taps, 1);
        List<string> methods = PackedRows.Write(writer.Methods, writer.Name, row, store);
        string table = store.Table is null ? "" : ", " + store.Table;
        for (int batch = 0; batch < batches; batch++)
            foreach (string method in methods)
                writer.Run($"{method}(a, {writer.Offset(input) + batch * sums.Taps}, a, {writer.Offset(output) + batch * sums.Outputs}{table});");
    }
}
