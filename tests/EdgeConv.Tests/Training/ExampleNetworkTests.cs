namespace EdgeConv.Tests.Training;

/// <summary>The networks of examples/networks/ pass through every engine.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class ExampleNetworkTests
{
    public static IEnumerable<object[]> Names => ExampleNetworks.Names.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Names))]
    public void EveryEngineGivesTheSameBytes(string name)
    {
        TrainedModel model = ExampleNetworks.Train(name);
        if (ExampleNetworks.BudgetOf(name) is { } budget)
            Assert.IsLessThanOrEqualTo(budget, ModelProfile.Of(Pipeline.Run(model.Graph), ModelProfile.Compiled).Total.Instructions);
        Random random = new(2);
        for (int i = 0; i < 3; i++)
        {
            sbyte[] frame = new sbyte[model.Graph.Inputs[0].Shape.Length];
            for (int at = 0; at < frame.Length; at++) frame[at] = (sbyte)random.Next(-128, 128);
            EngineCheck.Agree(model.Graph, frame);
        }
    }
}
