using System;
using System.Threading;
using EdgeConv.Benchmarks;

/// <summary>
/// Runs every variant of every case in blocks. After each it prints "mark CASE VARIANT RUNS UNTIL" and sleeps until the time UNTIL, in
/// units of 100 ns: meanwhile the processor time of the process stands still and is read from outside, for nanoCLR itself knows only the
/// clock on the wall. Then "hash CASE VARIANT HASH".
/// </summary>
public static class Program
{
    private const int Rounds = 5, PauseMilliseconds = 50;
    private const long BlockTicks = 1000000;      // 100 ms, in units of 100 ns

    public static void Main()
    {
        for (int n = 0; n < Cases.Count; n++)
        {
            Case each = Cases.Make(n);
            int[] runs = new int[Case.Variants];
            for (int variant = 0; variant < Case.Variants; variant++)
            {
                if (!each.Has(variant)) continue;
                runs[variant] = 1;
                while (Elapsed(each, variant, runs[variant]) < BlockTicks && runs[variant] < 1000000) runs[variant] *= 2;
            }
            Mark(n, -1, 0);
            // The variants take turns, so that a change of the processor's speed meets all of them.
            for (int round = 0; round < Rounds; round++)
                for (int variant = 0; variant < Case.Variants; variant++)
                {
                    if (!each.Has(variant)) continue;
                    for (int i = 0; i < runs[variant]; i++) each.Run(variant);
                    Mark(n, variant, runs[variant]);
                }
            for (int variant = 0; variant < Case.Variants; variant++)
            {
                if (!each.Has(variant)) continue;
                Console.WriteLine("hash " + n.ToString() + " " + variant.ToString() + " " + each.Hash(variant).ToString());
            }
        }
        Console.WriteLine("done");
    }

    private static void Mark(int number, int variant, int runs)
    {
        long until = DateTime.UtcNow.Ticks + PauseMilliseconds * TimeSpan.TicksPerMillisecond;
        Console.WriteLine("mark " + number.ToString() + " " + variant.ToString() + " " + runs.ToString() + " " + until.ToString());
        // A sleep may end early.
        while (DateTime.UtcNow.Ticks < until) Thread.Sleep(5);
    }

    // By the clock on the wall, only to choose how many runs make a block.
    private static long Elapsed(Case each, int variant, int runs)
    {
        long start = DateTime.UtcNow.Ticks;
        for (int i = 0; i < runs; i++) each.Run(variant);
        return DateTime.UtcNow.Ticks - start;
    }
}
