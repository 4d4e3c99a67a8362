using EdgeConv.Compiler.Packed;
using EdgeConv.Slots;

namespace EdgeConv.Compiler.SelfTests;

/// <summary>The test of one layer on noise: which noise, and how much of it.</summary>
internal sealed class LayerTest
{
    // Seeds that are tried, and changed weights that they are tried with.
    private const int Seeds = 4, Sample = 64;

    private readonly HashSet<ChangedWeight> _open;
    private uint _state;
    private HashSet<ChangedWeight>? _next;
    private int _pending;

    /// <summary>Chooses the noise that shows most of the changed weights. One round is used from the start.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="copies">Changed weights of the layer.</param>
    public LayerTest(PackedLayer layer, IReadOnlyCollection<ChangedWeight> copies)
    {
        Layer = layer;
        _open = [.. copies];
        int max = -1;
        ChangedWeight[] sample = [.. copies.Take(Sample)];
        void Offer(uint seed, int power, int shift, int low)
        {
            (uint state, int shown) = (seed, 0);
            if (_open.Count > 0) shown = Try(ref state, power, shift, low, sample).Count;
            if (shown > max) (max, Seed, Power, Shift, Low) = (shown, seed, power, shift, low);
        }
        int zeroPoint = layer.Input.Quantized.ZeroPoint;
        // Around the zero point, and upwards from it, as behind a rectifier.
        for (int power = 0; power <= 3; power++)
            for (int shift = 0; shift <= 4; shift++)
                Offer(1, power, shift, Math.Clamp(zeroPoint - (power == 0 ? 128 >> shift : 0), -128, 127 - (255 >> shift)));
        for (uint seed = 2; seed <= Seeds; seed++) Offer(seed, Power, Shift, Low);
        _state = Seed;
        Use();
    }

    /// <summary>The layer.</summary>
    public PackedLayer Layer { get; }

    /// <summary>Seed of the noise.</summary>
    public uint Seed { get; private set; }

    /// <summary>How often a value, a fraction of 256, is squared in the first round.</summary>
    public int Power { get; private set; }

    /// <summary>How often it is halved then.</summary>
    public int Shift { get; private set; }

    /// <summary>The least value.</summary>
    public int Low { get; private set; }

    /// <summary>Inferences of the layer, each with new noise.</summary>
    public int Rounds { get; private set; }

    /// <summary>Rounds that the next <see cref="Use"/> adds.</summary>
    public int NextRounds => _pending + 1;

    // Each round makes small values more frequent than the one before, then it begins again.
    private int NextPower => Power + Rounds + _pending & 3;

    /// <summary>Changed weights that the rounds do not show.</summary>
    public IReadOnlySet<ChangedWeight> Open => _open;

    /// <summary>How many of the open ones the next round shows.</summary>
    public int Gain
    {
        get
        {
            if (_open.Count == 0) return 0;
            uint state = _state;
            _next ??= Try(ref state, NextPower, Shift, Low, _open);
            return _next.Count;
        }
    }

    /// <summary>Uses the next round, and those passed over before it.</summary>
    public void Use()
    {
        if (Gain > 0) _open.ExceptWith(_next!);
        Pass();
        Rounds += _pending;
        _pending = 0;
    }

    /// <summary>Goes on to the round after the next.</summary>
    public void Pass()
    {
        _next = null;
        _state = Make(_state, NextPower, Shift, Low).State;
        _pending++;
    }

    // The layer's input, and the state of the generator after it.
    private (sbyte[] Values, uint State) Make(uint state, int power, int shift, int low)
    {
        sbyte[] values = new sbyte[Layer.Input.Shape.Length];
        state = SelfTest.Noise(values, values.Length, 0, state, 1, power, shift, low);
        return (values, state);
    }

    private HashSet<ChangedWeight> Try(ref uint state, int power, int shift, int low, IEnumerable<ChangedWeight> copies)
    {
        (sbyte[] input, state) = Make(state, power, shift, low);
        TensorValues values = new();
        values.Set(Layer.Input, input);
        Layer.Operator.Evaluate(values);
        return [.. copies.Where(copy => copy.Shows(values))];
    }
}
