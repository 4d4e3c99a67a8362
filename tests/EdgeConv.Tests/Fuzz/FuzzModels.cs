namespace EdgeConv.Tests.Fuzz;

/// <summary>Small sound models of each kind, to be damaged: some made here, and those of ../shared/data where it is present.</summary>
internal static class FuzzModels
{
    private const int MaxModelBytes = 64 << 10; // larger ones are copied and damaged too slowly to be worth it

    public static IEnumerable<(string Name, byte[] File)> Of(string extension) => extension switch
    {
        ".json" => Files(Repository.PathOf("examples"), extension),
        ".tflite" => [("small.tflite", Tflite()), ("unsigned.tflite", Unsigned()),
            .. Files(OutsideData.PathOf("models"), extension), .. Files(OutsideData.PathOf("ops"), extension)],
        ".onnx" => Onnx(),
        _ => throw new ArgumentException(extension),
    };

    private static IEnumerable<(string, byte[])> Files(string? folder, string extension) =>
        (folder is null ? [] : Directory.GetFiles(folder, "*" + extension))
            .Where(path => new FileInfo(path).Length <= MaxModelBytes)
            .Order()
            .Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)));

    // Convolution, addition of an earlier tensor, maximum pooling, and a shape that is a constant.
    private static byte[] Tflite()
    {
        TfliteBuilder model = new();
        sbyte[] filters = [.. Enumerable.Range(0, 36).Select(i => (sbyte)(i * 7 - 120))];
        int x = model.Int8([1, 6, 6, 2]), weights = model.Int8([2, 3, 3, 2], 0.02f, 0, filters), bias = model.Int32([2], 100, -100);
        int y = model.Int8([1, 6, 6, 2], 0.2f, 3), sum = model.Int8([1, 6, 6, 2], 0.3f, -5);
        int pooled = model.Int8([1, 3, 3, 2], 0.3f, -5), vector = model.Int8([1, 18], 0.3f, -5);
        model.Operator(3, [x, weights, bias], [y], (0, (byte)0), (1, 1), (2, 1), (3, (byte)1));
        model.Operator(0, [x, y], [sum]);
        model.Operator(17, [sum], [pooled], (0, (byte)1), (1, 2), (2, 2), (3, 2), (4, 2));
        model.Operator(22, [pooled, model.Ints(1, 18)], [vector]);
        return model.File([x], [vector]);
    }

    // uint8 in and out, with operators that the packed engine has records of their own for, and several outputs.
    private static byte[] Unsigned()
    {
        TfliteBuilder model = new();
        int x = model.UInt8([1, 4, 4, 2]), lowered = model.Int8([1, 4, 4, 2]), slopes = model.Int8([1, 1, 2], 0.02f, 0, [9, -50]);
        int relu = model.Int8([1, 4, 4, 2], 0.2f, 3), resized = model.Int8([1, 6, 3, 2], 0.2f, 3), max = model.Int8([1, 3, 2], 0.2f, 3);
        int[] pieces = [.. Enumerable.Range(0, 3).Select(_ => model.Int8([1, 2], 0.2f, 3))];
        int y = model.UInt8([1, 2], 0.1f, 200);
        model.Operator(114, [x], [lowered]).Operator(54, [lowered, slopes], [relu])
            .Operator(23, [relu, model.Ints(6, 3)], [resized], (3, true)).Operator(82, [resized, model.Ints(1)], [max])
            .Operator(88, [max], pieces, (0, 3), (1, 1)).Operator(114, [pieces[0]], [y]);
        return model.File([x], [y, pieces[2]]);
    }

    private static IEnumerable<(string, byte[])> Onnx()
    {
        foreach (bool isQdq in (bool[])[true, false])
            foreach (bool isUnsigned in (bool[])[true, false])
            {
                QuantizedNet net = new(new NetForm(isQdq, isUnsigned, isUnsigned), 1);
                yield return ($"qdq {isQdq}, unsigned {isUnsigned}", net.Finish(net.Conv(net.Conv(net.Input(1, 2, 5, 5), 3, 3), 2, 1)));
            }
    }
}
