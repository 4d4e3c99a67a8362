using System.Collections.Immutable;

namespace EdgeConv.Training.Searching;

/// <summary>Draws networks for frames of a shape. Numbers of filters are multiples of three, because three share a long.</summary>
/// <param name="data">The labelled frames.</param>
/// <param name="random">Source of every choice.</param>
internal sealed class FormSource(DataSet data, Random random)
{
    private const int MaxFilters = 48;

    private static readonly int[] s_filters = [3, 6, 9, 12, 15, 18, 24, 30, 36, 48];

    private readonly FrameShape _shape = data.Shape;
    private readonly bool _isLine = data.Shape.Height == 1;

    private int Narrow => _isLine ? _shape.Width : Math.Min(_shape.Height, _shape.Width);

    // Whether frames are large enough to be halved first.
    private bool CanHalve => Math.Min(_shape.Height, _shape.Width) >= 16;

    // The end of each network if labels are positions. A map of one row is cheaper, and enough if labels are columns alone.
    private HeatEnd? Heat { get; } = !data.HasPositions ? null
        : new(3, data.Shape.Height == 1 || (AllRows(data.Shape) > 1 && data.Recordings.All(recording => recording.Place!.Y is null)));

    /// <summary>Returns small networks, of which one is the cheapest for these frames.</summary>
    public IEnumerable<NetworkForm> Smallest()
    {
        int rows = Heat is { IsRow: true } ? AllRows(_shape) : 1;
        yield return new(_shape, [], false, Heat);
        foreach (int size in (int[])[3, 4])
            foreach (int pool in (int[])[1, 2])
                yield return new(_shape, [new Stage(3, size, 2, Heat is not null, false, pool, rows)], false, Heat);
        if (Heat is null) yield break;
        // A step of four columns, and another one, make the map small.
        foreach (int stride in (int[])[1, 2, 4])
            yield return new(_shape, [new Stage(3, 4, 4, true, false, 1, rows), .. stride == 1 ? (Stage[])[]
                : [new Stage(3, stride, stride, true, false, 1)]], false, Heat);
    }

    /// <summary>Draws a network of any form.</summary>
    public NetworkForm Draw()
    {
        if (Heat is not null) return DrawMap(Heat);
        if (IsLargeImage && Chance(0.7)) return DrawLargePyramid();
        (bool isHalved, int narrow) = Halved();
        int count = random.Next(1, IsLarge(narrow) ? 5 : narrow >= 6 ? 4 : 2);
        List<Stage> stages = [];
        // Later stages see smaller maps, so they have more filters for the same cost.
        int least = 0;
        for (int i = 0; i < count; i++)
        {
            least = Math.Min(random.Next(least, least + 4), s_filters.Length - 1);
            stages.Add(new Stage(s_filters[least], Size(), Stride(i, IsLarge(narrow)), Chance(0.5),
                i > 0 && Chance(0.2), Chance(0.4) ? 2 : 1));
        }
        return new(_shape, [.. stages], Chance(0.2), IsHalved: isHalved);
    }

    /// <summary>
    /// Draws a network of the form that serves most frames well: each stage makes the map smaller and has more filters than the one before,
    /// until few cells are left.
    /// </summary>
    public NetworkForm DrawPyramid()
    {
        if (Heat is not null) return DrawMap(Heat);
        if (IsLargeImage) return DrawLargePyramid();
        const int FewCells = 4, MaxStages = 4;
        (bool isHalved, int cells) = Halved();
        bool isLarge = IsLarge(cells);
        bool pools = Chance(0.5);
        double filters = 3 * random.Next(1, 6), growth = 1.5 + 2 * random.NextDouble();
        List<Stage> stages = [];
        for (int i = 0; i < MaxStages && (i == 0 || cells >= 3); i++)
        {
            int size = i == 0 ? Size() : _isLine ? 5 : 3;
            int step = cells <= FewCells ? 1 : isLarge && i == 0 && Chance(0.4) ? 3 : 2;
            stages.Add(new Stage(Filters(filters), size, pools && step == 2 ? 1 : step, false,
                false, pools && step == 2 ? 2 : 1));
            if (step == 1) break;
            cells = (cells - size + 1) / step;
            filters *= growth;
        }
        return new(_shape, [.. stages], _isLine || Chance(0.1), IsHalved: isHalved);
    }

    // Draws a pyramid for frames of 20 rows and columns or more. Each stage halves the map until few cells are left; there mostly follows a
    // last stage without a stride: many filters are cheap on so small a map.
    private NetworkForm DrawLargePyramid()
    {
        const int FewCells = 8, MaxStages = 5, VeryLarge = 64;
        bool isHalved = Chance(0.1), isSame = Chance(0.25), pools = Chance(0.3), hasLast = Chance(0.7);
        int cells = isHalved ? Narrow / 2 : Narrow;
        double filters = 3 * random.Next(1, 5), growth = 1.3 + 1.7 * random.NextDouble();
        List<Stage> stages = [];
        while (cells > FewCells && stages.Count < MaxStages)
        {
            bool isFirst = stages.Count == 0;
            int size = isFirst ? Size() : 3;
            int step = !isFirst ? 2 : cells >= VeryLarge ? random.Next(2, 5) : Chance(0.15) ? 3 : 2;
            bool isPooled = pools && step == 2 && Chance(0.6);
            int stride = isPooled ? 1 : step;
            stages.Add(new Stage(Filters(filters), Math.Max(size, stride), stride, isSame, false, isPooled ? 2 : 1));
            cells = (isSame ? cells : cells - size + 1) / step;
            filters *= growth;
        }
        if (hasLast && cells >= 3) stages.Add(new Stage(Filters(filters), 3, 1, isSame && Chance(0.5), false, 1));
        return new(_shape, [.. stages], Chance(0.1), IsHalved: isHalved);
    }

    // Draws a network that gives a heat map. The first stage makes the map narrower, the others seldom do, so that columns are left; for a
    // map of one row each stage joins rows, and the last one mostly all that are left.
    private NetworkForm DrawMap(HeatEnd heat)
    {
        const int MinColumns = 4;
        (bool isHalved, int narrow) = Halved();
        int count = random.Next(1, 5), half = isHalved ? 2 : 1, columns = _shape.Width / half, rows = _shape.Height / half;
        double filters = 3 * random.Next(1, 4), growth = 1 + 0.7 * random.NextDouble();
        List<Stage> stages = [];
        for (int i = 0; i < count; i++)
        {
            int step = i > 0 ? Chance(0.25) ? 2 : 1 : Chance(IsLarge(narrow) ? 0.5 : 0.15) ? 4 : Chance(0.8) ? 2 : 1;
            if (columns / step < MinColumns) step = 1;
            columns /= step;
            int joined = !heat.IsRow ? 1 : i == count - 1 && rows <= 4 && Chance(0.7) ? rows : Divisor(rows);
            rows /= joined;
            bool pools = step == 2 && Chance(0.15);
            stages.Add(new Stage(Filters(filters), Math.Max(Size(), pools ? 1 : step), pools ? 1 : step, true, i > 0 && Chance(0.15),
                pools ? 2 : 1, joined));
            filters *= growth;
        }
        return new(_shape, [.. stages], false, heat with { Size = HeatSize() }, isHalved);
    }

    /// <summary>Returns a network that differs from another in one choice.</summary>
    public NetworkForm Change(NetworkForm form)
    {
        if (form.Stages.IsEmpty) return Draw();
        int at = random.Next(form.Stages.Length);
        Stage stage = form.Stages[at];
        ImmutableArray<Stage> With(Stage changed) => form.Stages.SetItem(at, changed);
        // What makes a difference for classes only has another meaning for a map.
        return random.Next(CanHalve ? 11 : 10) switch
        {
            0 or 1 => form with { Stages = With(stage with { Filters = Math.Min(MaxFilters, stage.Filters + FilterStep(stage)) }) },
            2 or 3 => form with { Stages = With(stage with { Filters = Math.Max(3, stage.Filters - FilterStep(stage)) }) },
            4 => form with { Stages = With(stage with { Size = Size() }) },
            5 => form with { Stages = With(stage with { Stride = stage.Stride % (IsLarge(Narrow) ? 3 : 2) + 1 }) },
            6 => form with { Stages = With(stage with { Pool = 3 - stage.Pool }) },
            7 when form.Heat is { IsRow: true } => form with { Stages = With(stage with { Rows = Divisor(_shape.Height) }) },
            7 when form.Heat is not null => form with { Stages = With(stage with { IsDepthwise = !stage.IsDepthwise }) },
            7 => form with { Stages = With(stage with { IsSame = !stage.IsSame }) },
            9 => form with { IsClipped = !form.IsClipped },
            10 => form with { IsHalved = !form.IsHalved },
            _ when form.Heat is { } heat => form with { Heat = heat with { Size = HeatSize() } },
            _ => form with { HasMean = !form.HasMean },
        };
    }

    // Filters to add or to take away: three, or six of many.
    private int FilterStep(Stage stage) => stage.Filters >= 18 && Chance(0.5) ? 6 : 3;

    // A large frame is soon made small, or else its convolutions cost too much.
    private int Stride(int stage, bool isLarge) => isLarge && stage == 0 && Chance(0.3) ? 3 : Chance(isLarge ? 0.5 : 0.25) ? 2 : 1;

    private static bool IsLarge(int narrow) => narrow >= 20;

    private bool IsLargeImage => !_isLine && IsLarge(Narrow);

    // Draws whether the frames are halved first, and returns the shorter side that is left.
    private (bool IsHalved, int Narrow) Halved() => CanHalve && Chance(0.3) ? (true, Narrow / 2) : (false, Narrow);

    // The largest divisor of the rows that a filter may have.
    private static int AllRows(FrameShape shape) => Enumerable.Range(1, Math.Min(64, shape.Height)).Last(rows => shape.Height % rows == 0);

    // Draws 2, 3 or 4, of which the rows are a multiple; seldom 1, or if there is none.
    private int Divisor(int rows)
    {
        int[] divisors = [.. Enumerable.Range(2, 3).Where(divisor => rows % divisor == 0)];
        return divisors.Length == 0 || Chance(0.15) ? 1 : divisors[random.Next(divisors.Length)];
    }

    private int HeatSize() => random.Next(1, 4) * 2 + 1;

    private static int Filters(double count) => Math.Clamp((int)Math.Round(count / 3) * 3, 3, MaxFilters);

    private int Size() => _isLine ? random.Next(1, 5) * 2 + 1 : Chance(0.65) ? 3 : random.Next(2, 6);

    private bool Chance(double chance) => random.NextDouble() < chance;
}
