using System;
using EdgeConv.Benchmarks;

/// <summary>Times every variant of every case and prints one line for each: "time CASE VARIANT TICKS RUNS", the least of several rounds, and "hash CASE VARIANT HASH".</summary>
public static class Program
{
    private const int Rounds = 30;
    private const long RoundTicks = 50000;      // 5 ms, in units of 100 ns

    public static void Main()
    {
        for (int n = 0; n < Cases.Count; n++)
        {
            Case each = Cases.Make(n);
            int[] runs = new int[Case.Variants];
            long[] least = new long[Case.Variants];
            for (int variant = 0; variant < Case.Variants; variant++)
            {
                if (!each.Has(variant)) continue;
                runs[variant] = 1;
                while (Time(each, variant, runs[variant]) < RoundTicks && runs[variant] < 1000) runs[variant] *= 2;
                least[variant] = long.MaxValue;
            }
            // The variants take turns, so that a busy moment of the machine meets all of them.
            for (int round = 0; round < Rounds; round++)
                for (int variant = 0; variant < Case.Variants; variant++)
                {
                    if (!each.Has(variant)) continue;
                    long ticks = Time(each, variant, runs[variant]);
                    if (ticks < least[variant]) least[variant] = ticks;
                }
            for (int variant = 0; variant < Case.Variants; variant++)
            {
                if (!each.Has(variant)) continue;
                string key = n.ToString() + " " + variant.ToString() + " ";
                Console.WriteLine("time " + key + least[variant].ToString() + " " + runs[variant].ToString());
                Console.WriteLine("hash " + key + each.Hash(variant).ToString());
            }
        }
        Console.WriteLine("done");
    }

    private static long Time(Case each, int variant, int runs)
    {
        long start = DateTime.UtcNow.Ticks;
        for (int i = 0; i < runs; i++) each.Run(variant);
        return DateTime.UtcNow.Ticks - start;
    }
}
