namespace EdgeConv.Tests.Training;

using EdgeConv.Training.Layers; // within the namespace: these layers, not the compiler's of the same names
using EdgeConv.Training.Networks;

/// <summary>A network learns from the scores of a larger one that was trained before it.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class TeacherTests
{
    [TestMethod]
    public void GradientsLeadToTheLabelsAndToTheTeachersScores()
    {
        const int Count = 3;
        const double Temperature = 4, Share = 0.7;
        float[] classWeights = [1, 2, 0.5f, 1];
        int[] labels = [2, 0, 1];
        Random random = new(3);
        (Network learner, Network larger) = (Chain(2), Chain(5));
        Fill(learner.Input);
        learner.Forward(training: false);
        Maps scores = learner.Scores;
        SoftmaxCrossEntropy loss = new(scores, classWeights);
        loss.Forward(labels);
        new Teacher(larger, learner, classWeights).Teach(labels);
        // The teacher saw the same frames.
        CollectionAssert.AreEqual(learner.Input.All.ToArray(), larger.Input.All.ToArray());
        float[] gradients = scores.AllGradients.ToArray();
        for (int i = 0; i < gradients.Length; i++)
        {
            float before = scores.Values[i];
            scores.Values[i] = before + 0.01f;
            double above = Objective();
            scores.Values[i] = before - 0.01f;
            double below = Objective();
            scores.Values[i] = before;
            Assert.AreEqual((above - below) / 0.02, gradients[i], 2e-4, $"score {i}");
        }

        Network Chain(int filters) => NetworkReader.Read("chain", Encoding.UTF8.GetBytes($$"""
            { "edgeconv": 1, "layers": [ { "type": "convolution", "filters": {{filters}}, "size": 3 },
                { "type": "fullyConnected", "outputs": "classes" } ] }
            """), new FrameShape(5, 4, 1), classWeights.Length, random);

        void Fill(Maps input)
        {
            input.Resize(Count);
            for (int i = 0; i < input.All.Length; i++) input.Values[i] = (float)(4 * random.NextDouble() - 2);
        }

        // The labels' cross-entropy and the divergence of the softened scores from the teacher's (Kullback and Leibler), both weighted.
        double Objective()
        {
            double sum = 0, total = labels.Sum(label => (double)classWeights[label]);
            for (int n = 0; n < Count; n++)
            {
                double[] hard = Softmax(scores, n, 1), soft = Softmax(scores, n, Temperature),
                    wanted = Softmax(larger.Scores, n, Temperature);
                double divergence = soft.Zip(wanted).Sum(pair => pair.Second * Math.Log(pair.Second / pair.First));
                sum += classWeights[labels[n]] / total *
                    (-(1 - Share) * Math.Log(hard[labels[n]]) + Share * Temperature * Temperature * divergence);
            }
            return sum;
        }

        static double[] Softmax(Maps maps, int n, double temperature)
        {
            double[] shares =
                [.. Enumerable.Range(0, maps.Channels).Select(k => Math.Exp(maps.Values[k * maps.Count + n] / temperature))];
            return [.. shares.Select(share => share / shares.Sum())];
        }
    }

    [TestMethod]
    public void TheModelIsAnotherAndTheSameEachTime()
    {
        using SimulatedCommand command = new();
        string[] train = ["train", "--data", TrainingData.Digits(command.Folder), "--network", "tiny-8x8", "--epochs", "3"];
        command.Run([.. train, "--out", "alone.json"]).AssertDone();
        foreach (string name in (string[])["taught.json", "again.json"])
            command.Run([.. train, "--teacher", "small-32x32", "--warp", "0.05", "--out", name]).AssertDone("teacher  small-32x32: ");
        Assert.Contains("It learned from a larger network, small-32x32, which", File.ReadAllText(command.File("out/train/report.html")));
        CollectionAssert.AreEqual(command.Bytes("taught.json"), command.Bytes("again.json"));
        CollectionAssert.AreNotEqual(command.Bytes("taught.json"), command.Bytes("alone.json"));
    }

    [TestMethod]
    public void ATeacherAloneChangesTheWeightsInBothPhases()
    {
        foreach ((int epochs, int fineTuning) in ((int, int)[])[(1, 0), (0, 1)])
        {
            float[][] alone = Trained(null), taught = Trained(5);
            AssertEqual(alone, Trained(null));
            AssertEqual(taught, Trained(5));
            Assert.IsTrue(alone.Zip(taught).Any(pair => !pair.First.SequenceEqual(pair.Second)), $"{epochs} epochs, {fineTuning} of int8");

            // All other choices are the same: the teacher has a source of its own.
            float[][] Trained(int? teacherSeed)
            {
                FrameShape shape = new(5, 4, 1);
                Random values = new(1), random = new(2);
                LabelledRecording[] recordings = [.. Enumerable.Range(0, 12).Select(i => new LabelledRecording($"{i}", i % 2,
                    [.. Enumerable.Range(0, shape.Length).Select(_ => (float)values.Next(-100, 101))], [0]))];
                DataSet data = new("made up", shape, ["a", "b"], recordings, FrameKind.Readings, []);
                Network learner = Pair(random);
                Trainer trainer = new(learner, new Batches(data, new InputRange(1, 0), new Augmentation(0, 0, 0)),
                    DataSet.Samples(recordings), [], new TrainingOptions { Epochs = epochs, FineTuning = fineTuning, Batch = 4 }, random)
                {
                    Teacher = teacherSeed is { } seed ? Pair(new Random(seed)) : null,
                };
                trainer.Train();
                QuantizedRange input = new();
                input.Set(-1, 1);
                trainer.FineTune(input);
                return learner.Save();

                Network Pair(Random source) => NetworkReader.Read("pair", Encoding.UTF8.GetBytes("""
                    { "edgeconv": 1, "layers": [ { "type": "convolution", "filters": 3, "size": 3 },
                        { "type": "fullyConnected", "outputs": "classes" } ] }
                    """), shape, 2, source);
            }
        }

        static void AssertEqual(float[][] a, float[][] b)
        {
            foreach ((float[] first, float[] second) in a.Zip(b)) CollectionAssert.AreEqual(first, second);
        }
    }
}
