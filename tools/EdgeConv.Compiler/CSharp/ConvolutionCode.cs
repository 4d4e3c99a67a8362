namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a convolution row by row. It finds where each row is read (with padding written out if necessary) and the cheapest way to compute
/// a row. Each group of channels has methods of its own.
/// </summary>
internal sealed class ConvolutionCode
{
    // Maximum bytes of a method with a loop over positions, because a branch reaches 32 KB. A longer method computes one position and is
    // called for each.
    private const int MaxLoop = 28000;

    private readonly ClassWriter _writer;
    private readonly Window _window;
    private readonly Tensor _input;
    private readonly RowSource _source;
    private readonly Epilogue _store;
    private readonly int _outputs, _positions, _scratch;
    private readonly bool _callsEach;
    private readonly List<(string Name, RowConvolution Row, int Input, int Output)> _methods = [];

    /// <summary>Writes the methods.</summary>
    /// <param name="writer">The writer of the class.</param>
    /// <param name="name">The beginning of the methods' names.</param>
    /// <param name="op">A Conv2D, or a DepthwiseConv2D, which is a convolution with as many groups as input channels.</param>
    /// <param name="window">The operator's window.</param>
    /// <param name="groups">Number of groups of channels.</param>
    /// <param name="positions">Number of output positions that a method computes: <c>window.OutWidth</c>, or the positions of all rows for
    /// a 1x1 filter.</param>
    internal ConvolutionCode(ClassWriter writer, string name, Operator op, Window window, int groups, int positions)
    {
        (_, int h, int w, int c) = op.Input.Shape.Nhwc;
        Accumulators sums = CompiledOperators.AccumulatorsOf(op);
        (_writer, _window, _input, _outputs, _positions) = (writer, window, op.Input, sums.Outputs, positions);
        _source = new RowSource(window, h, w, c);
        _store = new Epilogue(sums, writer.StoresAccumulators, writer.Tables.Of(sums));
        _callsEach = positions > 1 && !HasLoop(sums);
        for (int group = 0; group < groups; group++)
        {
            int each = sums.Outputs / groups;
            Accumulators part = sums.Slice(group * each, each);
            RowConvolution row = new(part, window.Rows, window.Columns, c / groups, _source.IsInside ? window.DilationY * w * c
                : _source.Pitch, window.DilationX * c, Step, _callsEach ? 1 : positions, sums.Outputs);
            Epilogue partStore = groups == 1 ? _store : new(part, writer.StoresAccumulators, writer.Tables.Of(sums));
            _methods.AddRange(WriteRow(writer.Methods, groups == 1 ? name : $"{name}Group{group}", row, partStore).Select(method =>
                (method, row, group * (c / groups), group * each)));
        }
        _scratch = _source.IsInside ? 0 : _source.Reserve(writer, window.Rows, op.Input.Quantized.ZeroPoint);
    }

    private int Step => _window.StrideX * _input.Shape.Nhwc.C;

    /// <summary>True if the products of three channels fit a method.</summary>
    internal static bool CanDo(Accumulators sums) => BytesOf(sums) <= FullyConnectedCode.MaxMethod;

    // Maximum bytes of IL of a method for three channels: a load and a product for each tap, and a store for each channel.
    private static int BytesOf(Accumulators sums) => 26 * sums.Taps + 300;

    /// <summary>Writes a convolution.</summary>
    /// <param name="writer">The writer of the class.</param>
    /// <param name="op">A Conv2D, or a DepthwiseConv2D, which is a convolution with as many groups as input channels.</param>
    /// <param name="window">The operator's window.</param>
    /// <param name="groups">Number of groups of channels.</param>
    internal static void Write(ClassWriter writer, Operator op, Window window, int groups)
    {
        (int n, int h, int w, _) = op.Input.Shape.Nhwc;
        int start = writer.OutputOffset(op.Output), row = window.OutWidth * op.Output.Shape.Nhwc.C;
        bool pointwise = window is { Rows: 1, Columns: 1, StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0 }
            && (window.OutHeight, window.OutWidth) == (h, w);
        ConvolutionCode code = new(writer, writer.Name, op, window, groups, pointwise ? n * h * w : window.OutWidth);
        if (pointwise || (n * window.OutHeight == 1 && code._source.IsInside))
        {
            code.Call($"{writer.Offset(op.Input)}", $"{start}");
            return;
        }
        for (int batch = 0; batch < n; batch++)
            using (writer.RunBlock($"for (int r = 0; r < {window.OutHeight}; r++)"))
                code.CallRow(batch, "r", $"{start + batch * window.OutHeight * row} + r * {row}");
    }

    /// <summary>Writes the statements that compute one row.</summary>
    /// <param name="batch">The batch, from 0.</param>
    /// <param name="row">Expression of the row's number, from 0.</param>
    /// <param name="to">Expression of the offset of its outputs.</param>
    internal void CallRow(int batch, string row, string to)
    {
        (_, int h, int w, int c) = _input.Shape.Nhwc;
        int from = _writer.Offset(_input) + batch * h * w * c;
        if (!_source.IsInside) _source.Fill(_writer, _window.Rows, row, _window.StrideY, _window.DilationY, from);
        Call(_source.IsInside ? $"{from} + {row} * {_window.StrideY * w * c}" : $"{_scratch}", to);
    }

    private void Call(string from, string to)
    {
        string along = _callsEach ? $" + s * {Step}" : "", outAlong = _callsEach ? $" + s * {_outputs}" : "";
        using (_callsEach ? _writer.RunBlock($"for (int s = 0; s < {_positions}; s++)") : null)
            foreach ((string method, RowConvolution row, int input, int output) in _methods)
                _writer.Run(row.Call(method, _store, "a", Plus(from + along, input), _writer.OutputArray, Plus(to + outAlong, output)));
    }

    /// <summary>An estimate of the IL instructions per row.</summary>
    internal static long Cost(RowConvolution row) => Math.Min(PackedRows.Cost(row),
        Math.Min(StreamedRows.CanDo(row) ? StreamedRows.Cost(row) : long.MaxValue,
        WinogradRows.CanDo(row) ? WinogradRows.Cost(row) : long.MaxValue));

    /// <summary>True if all positions of a row are computed by one call of a method.</summary>
    internal static bool HasLoop(Accumulators sums) => BytesOf(sums) <= MaxLoop;

    /// <summary>Writes a row in the way that needs the fewest IL instructions.</summary>
    internal static List<string> WriteRow(CodeWriter code, string name, RowConvolution row, Epilogue store)
    {
        long packed = PackedRows.Cost(row), streamed = StreamedRows.CanDo(row) ? StreamedRows.Cost(row) : long.MaxValue,
            winograd = WinogradRows.CanDo(row) ? WinogradRows.Cost(row) : long.MaxValue;
        if (winograd < packed && winograd < streamed) return WinogradRows.Write(code, name, row, store);
        return streamed < packed ? StreamedRows.Write(code, name, row, store) : PackedRows.Write(code, name, row, store);
    }

    private static string Plus(string index, int offset) => offset == 0 ? index : $"{index} + {offset}";
}
