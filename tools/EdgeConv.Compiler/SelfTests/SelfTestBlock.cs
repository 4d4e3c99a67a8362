using EdgeConv.Compiler.Packed;

namespace EdgeConv.Compiler.SelfTests;

/// <summary>Writes a self-test as docs/ecm.md lays it out.</summary>
internal static class SelfTestBlock
{
    /// <summary>The layer of which the output is compared: the last with weights. What follows it, e.g. a softmax, saturates.</summary>
    public static PackedLayer Compared(EcmFile file) => file.Layers.LastOrDefault(layer => layer.Operator.Parameters > 0, file.Layers[^1]);

    /// <summary>Writes it.</summary>
    /// <param name="file">The file it is for.</param>
    /// <param name="layers">Tests of single layers.</param>
    /// <param name="inputs">Inputs of the whole model.</param>
    /// <param name="results">CRC-32 of each layer's and each input's result.</param>
    public static byte[] Write(EcmFile file, IReadOnlyList<LayerTest> layers, IReadOnlyList<TestInput> inputs, uint[] results)
    {
        List<byte> block = [];
        int step = 0;
        void Words(params ReadOnlySpan<int> words)
        {
            foreach (int word in words) block.AddRange(BitConverter.GetBytes(word));
        }
        Words(layers.Count);
        foreach (LayerTest test in layers)
        {
            PackedLayer layer = test.Layer;
            Words(layer.First, layer.End, layer.InputOffset, layer.Input.Shape.Length, (int)test.Seed, test.Power, test.Shift, test.Low,
                layer.OutputOffset, layer.Operator.Output.Shape.Length, test.Rounds, (int)results[step++]);
        }
        Words(inputs.Count);
        if (inputs.Count > 0)
        {
            PackedLayer compared = Compared(file);
            Words(compared.End, compared.OutputOffset, compared.Operator.Output.Shape.Length);
        }
        foreach (TestInput input in inputs)
        {
            if (input.Frame is null) Words(0, input.Run, (int)input.Seed, input.Power, input.Shift, input.Low);
            else
            {
                Words(1);
                block.AddRange((byte[])(Array)input.Frame);
                while (block.Count % sizeof(int) != 0) block.Add(0);
            }
            Words((int)results[step++]);
        }
        return [.. block];
    }
}
