using EdgeConv.Models;

namespace EdgeConv.Benchmarks
{
    /// <summary>
    /// A layer or a model with fixed weights, computed in six ways: by the textbook loops, the packed engine and the compiled engine, to
    /// int32 sums and to int8.
    /// </summary>
    public abstract class Case
    {
        /// <summary>Textbook, packed and compiled sums; textbook, packed and compiled int8.</summary>
        public const int Variants = 6;

        private readonly bool _hasSums;
        private readonly sbyte[] _x;
        private readonly int[][] _sums = new int[3][];
        private readonly IModel[] _models;
        private readonly sbyte[][] _bytes = new sbyte[3][];

        /// <summary>Makes the buffers; the input is random.</summary>
        /// <param name="sums">Sums of the layer, 0 where there are none to compare.</param>
        /// <param name="textbook">Loops around <see cref="Textbook"/>.</param>
        /// <param name="packed">On the packed engine.</param>
        /// <param name="compiled">On the compiled engine; null where its code does not fit one assembly.</param>
        protected Case(int sums, IModel textbook, IModel packed, IModel compiled)
        {
            _hasSums = sums > 0;
            _models = new IModel[] { textbook, packed, compiled };
            _x = new sbyte[textbook.Input.Length];
            uint state = 2;
            for (int i = 0; i < _x.Length; i++)
            {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                _x[i] = (sbyte)(state >> 24);
            }
            for (int i = 0; i < 3; i++)
            {
                _sums[i] = new int[sums];
                _bytes[i] = new sbyte[textbook.Output.Length];
            }
        }

        /// <summary>Whether a variant is there.</summary>
        public bool Has(int variant)
        {
            return variant < 3 ? _hasSums : _models[variant - 3] != null;
        }

        /// <summary>Runs a variant once.</summary>
        public void Run(int variant)
        {
            if (variant > 2) _models[variant - 3].Invoke(_x, _bytes[variant - 3]);
            else if (variant == 0) SumTextbook(_x, _sums[0]);
            else if (variant == 1) SumPacked(_x, _sums[1]);
            else SumCompiled(_x, _sums[2]);
        }

        /// <summary>What a variant left, as one number: FNV-1a over the values.</summary>
        public uint Hash(int variant)
        {
            uint hash = 2166136261;
            if (variant < 3)
                for (int i = 0; i < _sums[variant].Length; i++) hash = (hash ^ (uint)_sums[variant][i]) * 16777619;
            else
                for (int i = 0; i < _bytes[variant - 3].Length; i++) hash = (hash ^ (byte)_bytes[variant - 3][i]) * 16777619;
            return hash;
        }

        protected virtual void SumTextbook(sbyte[] x, int[] sums)
        {
        }

        protected virtual void SumPacked(sbyte[] x, int[] sums)
        {
        }

        protected virtual void SumCompiled(sbyte[] x, int[] sums)
        {
        }
    }
}
