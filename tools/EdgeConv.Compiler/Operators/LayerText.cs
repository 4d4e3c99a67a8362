namespace EdgeConv.Compiler.Operators;

/// <summary>Short names and descriptions of layers, for tables and pictures.</summary>
public static class LayerText
{
    private const int MaxLength = 40;

    /// <summary>
    /// The end of a tensor's name, at most 40 characters. Exporters put a path before the name and join the names of fused layers with
    /// semicolons: "net/block1/conv/Relu;net/block1/bn" gives "net/block1/conv/Relu".
    /// </summary>
    public static string Name(string name)
    {
        string last = name.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(name);
        string[] steps = last.Split('/', StringSplitOptions.RemoveEmptyEntries);
        while (steps.Length > 1 && string.Join('/', steps).Length > MaxLength) steps = steps[1..];
        string text = steps.Length == 0 ? last : string.Join('/', steps);
        return text.Length <= MaxLength ? text : "..." + text[^(MaxLength - 3)..];
    }

    /// <summary>Window, stride and activation of an operator, e.g. "3x3 stride 2 ReLU6"; "" if it has none of them.</summary>
    public static string Parameters(Operator op) => op switch
    {
        Conv2D conv => Join(Of(conv.Window), conv.Groups > 1 ? $"{conv.Groups} groups" : "", Of(conv.Activation)),
        DepthwiseConv2D conv => Join(Of(conv.Window), Of(conv.Activation)),
        Pool2D pool => Join(Of(pool.Window), Of(pool.Activation)),
        FullyConnected full => Of(full.Activation),
        Elementwise pair => Of(pair.Activation),
        _ => "",
    };

    private static string Of(Window window) =>
        Join(Pair(window.Rows, window.Columns, always: true), window is { StrideY: 1, StrideX: 1 } ? "" : "stride " + Pair(window.StrideY,
        window.StrideX), window is { DilationY: 1, DilationX: 1 } ? "" : "dilation " + Pair(window.DilationY, window.DilationX));

    private static string Of(Activation activation) => activation switch
    {
        Activation.Relu => "ReLU",
        Activation.Relu6 => "ReLU6",
        Activation.ReluN1To1 => "ReLU-1..1",
        _ => "",
    };

    private static string Pair(int y, int x, bool always = false) => y == x && !always ? $"{y}" : $"{y}x{x}";

    private static string Join(params string[] words) => string.Join(' ', words.Where(word => word.Length > 0));
}
