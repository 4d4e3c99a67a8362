using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>The rows of a convolution: where each begins, its padding written out, and the cheaper of the two ways to compute one.</summary>
internal static class ConvolutionCode
{
    /// <summary>Writes a convolution of one group.</summary>
    internal static void Write(ClassWriter writer, Tensor input, Tensor output, Window window, Sums sums)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        RowSource source = new(window, h, w, c);
        bool pointwise = source.IsInside && window is { Rows: 1, Columns: 1, StrideY: 1, StrideX: 1 } && window.OutHeight == h && window.OutWidth == w;
        int rows = pointwise ? 1 : n * window.OutHeight, positions = pointwise ? n * h * w : window.OutWidth;
        RowConvolution row = new(sums, window.Rows, window.Columns, c, window.DilationY * (source.IsInside ? w * c : 0) + (source.IsInside ? 0 : source.Pitch),
            window.DilationX * c, window.StrideX * c, positions);
        Store store = new(sums, writer.Accumulators, writer.Tables.Of(sums));
        List<string> methods = StreamedRows.CanDo(row) && StreamedRows.Cost(row) < PackedRows.Cost(row)
            ? StreamedRows.Write(writer.Methods, writer.Name, row, store) : PackedRows.Write(writer.Methods, writer.Name, row, store);
        if (rows == 1 && source.IsInside)
        {
            foreach (string method in methods) writer.Run(row.Call(method, store, "a", $"{writer.Offset(input)}", writer.OutputArray, $"{writer.OutputOffset(output)}"));
            return;
        }
        string scratch = source.IsInside ? "a" : source.Field(writer, window.Rows, input.Quantized.ZeroPoint);
        for (int batch = 0; batch < n; batch++)
            using (writer.RunBlock($"for (int r = 0; r < {window.OutHeight}; r++)"))
            {
                int from = writer.Offset(input) + batch * h * w * c, to = writer.OutputOffset(output) + batch * window.OutHeight * window.OutWidth * sums.Outputs;
                string place = source.IsInside ? $"{from} + r * {window.StrideY * w * c}" : "0";
                if (!source.IsInside) source.Fill(writer, scratch, window.Rows, "r", window.StrideY, window.DilationY, from);
                foreach (string method in methods) writer.Run(row.Call(method, store, scratch, place, writer.OutputArray, $"{to} + r * {window.OutWidth * sums.Outputs}"));
            }
    }
}
