using EdgeConv.Compiler;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Tests.Operators;

/// <summary>Models of kinds that are not supported: each names the layer or tensor and what to do.</summary>
[TestClass]
public class ModelKindTests
{
    [TestMethod]
    [DataRow((byte)1, "float16")]
    [DataRow((byte)3, "uint8 quantization, the old kind")]
    [DataRow((byte)7, "int16 activations")]
    [DataRow((byte)8, "element type 8")]
    public void RefusesOtherTypes(byte type, string text)
    {
        TfliteBuilder model = new();
        int x = model.OfType(type, [1, 4]), y = model.OfType(type, [1, 4]);
        string message = Refusal(model.Operator(19, [x], [y]), x, y);
        Assert.Contains(text, message);
        Assert.Contains("'t0'", message);
        Assert.Contains("onver", message, "what to do");
    }

    [TestMethod]
    public void RefusesFloatAndHybridModels()
    {
        foreach (bool hybrid in (bool[])[false, true])
        {
            TfliteBuilder model = new();
            int x = model.Float32([1, 5, 5, 1]), filters = hybrid ? model.Int8([1, 2, 2, 1], 0.1f, 0, new sbyte[4]) : model.Float32([1, 2, 2, 1]), y = model.Float32([1, 4, 4, 1]);
            string message = Refusal(model.Operator(3, [x, filters, -1], [y], (0, (byte)1), (1, 1), (2, 1), (4, 1), (5, 1)), x, y);
            Assert.Contains("operator 0 CONV_2D", message);
            Assert.Contains("full int8 quantization", message);
        }
    }

    [TestMethod]
    [DataRow(16, "LSTM")]
    [DataRow(27, "SVDF")]
    [DataRow(44, "UNIDIRECTIONAL_SEQUENCE_LSTM")]
    [DataRow(32, "custom operator")]
    [DataRow(249, "builtin operator 249")]
    public void RefusesOperatorsByName(int code, string name)
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 4]), between = model.Int8([1, 4]), y = model.Int8([1, 4]);
        string message = Refusal(model.Operator(code, [x], [between]).Operator(code, [between], [y]), x, y);
        Assert.Contains($"operator 0: {name}", message);
        Assert.Contains("operator 1", message, "every layer that is the cause");
        Assert.Contains("retrain the model without it", message);
    }

    [TestMethod]
    public void UnpacksFourBitWeights()
    {
        TfliteBuilder model = new();
        int x = model.Int8([1, 5]), weights = model.Int4([1, 5], 0x81, 0xF7, 0x02), y = model.Int8([1, 1]);
        Graph graph = model.Operator(9, [x, weights, -1], [y], (0, (byte)0), (1, (byte)0)).Read([x], [y]);
        sbyte[] unpacked = (sbyte[])graph.Operators[0].Inputs[1].Constant!;
        CollectionAssert.AreEqual((sbyte[])[1, -8, 7, -1, 2], unpacked);
    }

    private static string Refusal(TfliteBuilder model, int x, int y)
    {
        string message = Assert.ThrowsExactly<ModelException>(() => { TfliteImporter.Read("test", model.File([x], [y])); }).Message;
        Assert.DoesNotContain("\n", message);
        return message;
    }
}
