using System.Collections.Immutable;

namespace EdgeConv.Training.Searching;

/// <summary>Draws networks for frames of a shape. Numbers of filters are multiples of three, because three share a long.</summary>
/// <param name="shape">Shape of the frames, HWC.</param>
/// <param name="random">Source of every choice.</param>
internal sealed class FormSource(FrameShape shape, Random random)
{
    private const int MaxFilters = 48;

    private static readonly int[] s_filters = [3, 6, 9, 12, 15, 18, 24, 30, 36, 48];

    private readonly bool _isLine = shape.Height == 1;

    private int Narrow => _isLine ? shape.Width : Math.Min(shape.Height, shape.Width);

    private bool IsLarge => Narrow >= 20;

    /// <summary>Smallest networks, of which one is the cheapest for these frames.</summary>
    public static IEnumerable<NetworkForm> Smallest(FrameShape shape)
    {
        bool isLine = shape.Height == 1;
        yield return new([], false, isLine);
        foreach (int size in (int[])[3, 4])
            foreach (int pool in (int[])[1, 2])
                yield return new([new Stage(3, size, 2, false, false, pool)], false, isLine);
    }

    /// <summary>Draws a network of any form.</summary>
    public NetworkForm Draw()
    {
        int count = random.Next(1, IsLarge ? 5 : Narrow >= 6 ? 4 : 2);
        List<Stage> stages = [];
        // Later stages see smaller maps, so they have more filters for the same cost.
        int least = 0;
        for (int i = 0; i < count; i++)
        {
            least = Math.Min(random.Next(least, least + 4), s_filters.Length - 1);
            stages.Add(new Stage(s_filters[least], Size(), Stride(i), Chance(0.5),
                i > 0 && Chance(0.2), Chance(0.4) ? 2 : 1));
        }
        return new([.. stages], Chance(0.2), _isLine);
    }

    /// <summary>
    /// Draws a network of the form that serves most frames well: each stage makes the map smaller and has more filters than the one before,
    /// until few cells are left.
    /// </summary>
    public NetworkForm DrawPyramid()
    {
        const int FewCells = 4, MaxStages = 4;
        bool pools = Chance(0.5);
        double filters = 3 * random.Next(1, 6), growth = 1.5 + 2 * random.NextDouble();
        List<Stage> stages = [];
        int cells = Narrow;
        for (int i = 0; i < MaxStages && (i == 0 || cells >= 3); i++)
        {
            int size = i == 0 ? Size() : _isLine ? 5 : 3;
            int step = cells <= FewCells ? 1 : IsLarge && i == 0 && Chance(0.4) ? 3 : 2;
            stages.Add(new Stage(Math.Clamp((int)Math.Round(filters / 3) * 3, 3, MaxFilters), size, pools && step == 2 ? 1 : step, false,
                false, pools && step == 2 ? 2 : 1));
            if (step == 1) break;
            cells = (cells - size + 1) / step;
            filters *= growth;
        }
        return new([.. stages], _isLine || Chance(0.1), _isLine);
    }

    /// <summary>Returns a network that differs from another in one choice.</summary>
    public NetworkForm Change(NetworkForm form)
    {
        if (form.Stages.IsEmpty) return Draw();
        int at = random.Next(form.Stages.Length);
        Stage stage = form.Stages[at];
        ImmutableArray<Stage> With(Stage changed) => form.Stages.SetItem(at, changed);
        return random.Next(9) switch
        {
            0 or 1 => form with { Stages = With(stage with { Filters = Math.Min(MaxFilters, stage.Filters + 3) }) },
            2 or 3 => form with { Stages = With(stage with { Filters = Math.Max(3, stage.Filters - 3) }) },
            4 => form with { Stages = With(stage with { Size = Size() }) },
            5 => form with { Stages = With(stage with { Stride = stage.Stride % (IsLarge ? 3 : 2) + 1 }) },
            6 => form with { Stages = With(stage with { Pool = 3 - stage.Pool }) },
            7 => form with { Stages = With(stage with { IsSame = !stage.IsSame }) },
            _ => form with { HasMean = !form.HasMean },
        };
    }

    // A large frame is soon made small, or else its convolutions cost too much.
    private int Stride(int stage) => IsLarge && stage == 0 && Chance(0.3) ? 3 : Chance(IsLarge ? 0.5 : 0.25) ? 2 : 1;

    private int Size() => _isLine ? random.Next(1, 5) * 2 + 1 : Chance(0.65) ? 3 : random.Next(2, 6);

    private bool Chance(double chance) => random.NextDouble() < chance;
}
