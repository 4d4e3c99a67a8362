using EdgeConv.Kernels;

namespace EdgeConv.Benchmarks
{
    /// <summary>A layer with fixed data, computed by the textbook loops and by the packed kernels.</summary>
    public abstract class Layer
    {
        // One multiplier for all channels; the shift brings sums of random products into the int8 range, some beyond it.
        private const int Multiplier = 1518500250, ZeroPoint = 3;

        private readonly int _shift;

        protected Layer(string name, int work, int inputs, int weights, int outputs, int shift)
        {
            Name = name;
            Work = work;
            X = Random(2, inputs);
            W = Random(1, weights);
            TextbookSums = new int[outputs];
            PackedSums = new int[outputs];
            TextbookBytes = new sbyte[outputs];
            PackedBytes = new sbyte[outputs];
            _shift = shift;
            Requantization = new Requantization(new int[] { Multiplier }, new int[] { -shift }, ZeroPoint, -128, 127);
        }

        /// <summary>Operator and shape.</summary>
        public string Name { get; }

        /// <summary>Multiply-accumulates of one run; outputs where nothing is multiplied.</summary>
        public int Work { get; }

        /// <summary>Whether there are int32 sums; if not, both columns are about the int8 output.</summary>
        public virtual bool HasSums
        {
            get { return true; }
        }

        protected sbyte[] X { get; }

        protected sbyte[] W { get; }

        protected int[] TextbookSums { get; }

        protected int[] PackedSums { get; }

        protected sbyte[] TextbookBytes { get; }

        protected sbyte[] PackedBytes { get; }

        protected Requantization Requantization { get; }

        /// <summary>Runs one of <see cref="Variants"/>.</summary>
        public void Run(int variant)
        {
            if (variant == 0) SumTextbook();
            else if (variant == 1) SumPacked();
            else if (variant == 2) WholeTextbook();
            else WholePacked();
        }

        /// <summary>Textbook sums, packed sums, textbook int8, packed int8.</summary>
        public const int Variants = 4;

        /// <summary>After all variants ran: whether sums and bytes are equal.</summary>
        public bool IsSame()
        {
            for (int i = 0; i < TextbookBytes.Length; i++)
                if (TextbookSums[i] != PackedSums[i] || TextbookBytes[i] != PackedBytes[i]) return false;
            return true;
        }

        protected abstract void SumTextbook();

        protected abstract void SumPacked();

        protected virtual void WholeTextbook()
        {
            SumTextbook();
            Textbook.Requantize(TextbookSums, Multiplier, _shift, ZeroPoint, TextbookBytes);
        }

        protected abstract void WholePacked();

        // xorshift32, the high byte of each state; -128, which no TensorFlow Lite filter holds, becomes -127.
        private static sbyte[] Random(uint state, int length)
        {
            sbyte[] values = new sbyte[length];
            for (int i = 0; i < length; i++)
            {
                state ^= state << 13;
                state ^= state >> 17;
                state ^= state << 5;
                sbyte value = (sbyte)(state >> 24);
                values[i] = value == -128 ? (sbyte)-127 : value;
            }
            return values;
        }
    }
}
