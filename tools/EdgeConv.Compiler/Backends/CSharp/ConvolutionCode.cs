using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>The rows of a convolution: where each begins, its padding written out, and the cheapest way to compute one.</summary>
internal static class ConvolutionCode
{
    // Bytes of a method whose loop over positions must reach 32 KB; longer ones are called for each position.
    private const int MostLoop = 28000;

    /// <summary>Whether the products of one group of channels fit a method.</summary>
    internal static bool CanDo(Sums sums) => 26 * sums.Taps + 300 <= FullyConnectedCode.MostMethod;

    /// <summary>Writes a convolution, each group of channels by methods of its own.</summary>
    internal static void Write(ClassWriter writer, Tensor input, Tensor output, Window window, Sums sums, int groups)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        RowSource source = new(window, h, w, c);
        bool pointwise = source.IsInside && window is { Rows: 1, Columns: 1, StrideY: 1, StrideX: 1 } && window.OutHeight == h && window.OutWidth == w;
        int rows = pointwise ? 1 : n * window.OutHeight, positions = pointwise ? n * h * w : window.OutWidth, step = window.StrideX * c;
        Store store = new(sums, writer.Accumulators, writer.Tables.Of(sums));
        bool callsEach = positions > 1 && 26 * sums.Taps + 300 > MostLoop;
        List<(string Name, RowConvolution Row, int Group)> methods = [];
        for (int group = 0; group < groups; group++)
        {
            int each = sums.Outputs / groups;
            Sums part = sums.Slice(group * each, each);
            RowConvolution row = new(part, window.Rows, window.Columns, c / groups, window.DilationY * (source.IsInside ? w * c : 0) + (source.IsInside ? 0 : source.Pitch),
                window.DilationX * c, step, callsEach ? 1 : positions, sums.Outputs);
            Store partStore = groups == 1 ? store : new(part, writer.Accumulators, writer.Tables.Of(sums));
            string name = groups == 1 ? writer.Name : $"{writer.Name}Group{group}";
            methods.AddRange(WriteRow(writer.Methods, name, row, partStore).Select(method => (method, row, group)));
        }

        void Call(string from, string to)
        {
            string along = callsEach ? $" + s * {step}" : "", outAlong = callsEach ? $" + s * {sums.Outputs}" : "";
            using (callsEach ? writer.RunBlock($"for (int s = 0; s < {positions}; s++)") : null)
                foreach ((string method, RowConvolution row, int group) in methods)
                    writer.Run(row.Call(method, store, "a", Plus(from + along, group * (c / groups)), writer.OutputArray, Plus(to + outAlong, group * (sums.Outputs / groups))));
        }

        if (rows == 1 && source.IsInside)
        {
            Call($"{writer.Offset(input)}", $"{writer.OutputOffset(output)}");
            return;
        }
        int scratch = source.IsInside ? 0 : source.Reserve(writer, window.Rows, input.Quantized.ZeroPoint);
        for (int batch = 0; batch < n; batch++)
            using (writer.RunBlock($"for (int r = 0; r < {window.OutHeight}; r++)"))
            {
                int from = writer.Offset(input) + batch * h * w * c, to = writer.OutputOffset(output) + batch * window.OutHeight * window.OutWidth * sums.Outputs;
                if (!source.IsInside) source.Fill(writer, window.Rows, "r", window.StrideY, window.DilationY, from);
                Call(source.IsInside ? $"{from} + r * {window.StrideY * w * c}" : $"{scratch}", $"{to} + r * {window.OutWidth * sums.Outputs}");
            }
    }

    // By the cheapest of the ways there are.
    private static List<string> WriteRow(CodeWriter code, string name, RowConvolution row, Store store)
    {
        long packed = PackedRows.Cost(row), streamed = StreamedRows.CanDo(row) ? StreamedRows.Cost(row) : long.MaxValue, winograd = WinogradRows.CanDo(row) ? WinogradRows.Cost(row) : long.MaxValue;
        if (winograd < packed && winograd < streamed) return WinogradRows.Write(code, name, row, store);
        return streamed < packed ? StreamedRows.Write(code, name, row, store) : PackedRows.Write(code, name, row, store);
    }

    private static string Plus(string place, int offset) => offset == 0 ? place : $"{place} + {offset}";
}
