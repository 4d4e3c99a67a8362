using System;
using EdgeConv.Benchmarks;

/// <summary>Times every variant of every layer and prints one line for each: "time LAYER VARIANT TICKS RUNS", the least of several rounds; then "same LAYER True|False".</summary>
public static class Program
{
    private const int Rounds = 30;
    private const long RoundTicks = 50000;      // 5 ms, in units of 100 ns

    public static void Main()
    {
        Layer[] layers = Layers.All();
        for (int n = 0; n < layers.Length; n++)
        {
            Layer layer = layers[n];
            int[] runs = new int[Layer.Variants];
            long[] least = new long[Layer.Variants];
            for (int variant = 0; variant < Layer.Variants; variant++)
            {
                runs[variant] = 1;
                while (Time(layer, variant, runs[variant]) < RoundTicks && runs[variant] < 1000) runs[variant] *= 2;
                least[variant] = long.MaxValue;
            }
            // The variants take turns, so that a busy moment of the machine meets all of them.
            for (int round = 0; round < Rounds; round++)
                for (int variant = 0; variant < Layer.Variants; variant++)
                {
                    long ticks = Time(layer, variant, runs[variant]);
                    if (ticks < least[variant]) least[variant] = ticks;
                }
            for (int variant = 0; variant < Layer.Variants; variant++)
                Console.WriteLine("time " + n.ToString() + " " + variant.ToString() + " " + least[variant].ToString() + " " + runs[variant].ToString());
            Console.WriteLine("same " + n.ToString() + " " + layer.IsSame().ToString());
        }
    }

    private static long Time(Layer layer, int variant, int runs)
    {
        long start = DateTime.UtcNow.Ticks;
        for (int i = 0; i < runs; i++) layer.Run(variant);
        return DateTime.UtcNow.Ticks - start;
    }
}
