using EdgeConv.Kernels;

namespace EdgeConv.Benchmarks
{
    /// <summary>The layers of the benchmark.</summary>
    public static class Layers
    {
        /// <summary>All, with fresh data.</summary>
        public static Layer[] All()
        {
            return new Layer[]
            {
                new Conv3x3Layer("conv 3x3, 32x32x1 -> 8", 32, 32, 1, 8, 8),
                new Conv3x3Layer("conv 3x3, 16x16x8 -> 16", 16, 16, 8, 16, 10),
                new Conv1x1Layer("conv 1x1, 8x8x32 -> 32", 8, 8, 32, 32, 9),
                new ConnectedLayer("fully connected, 256 -> 10", 256, 10, 11),
                new Depthwise3x3Layer("depthwise 3x3, 16x16x16", 16, 16, 16, 8),
                new MaxPoolLayer("max pool 2x2, 16x16x16", 16, 16, 16),
            };
        }
    }

    internal sealed class Conv3x3Layer : Layer
    {
        private readonly int _height, _width, _channels, _outputs;
        private readonly Conv2D _packed;

        public Conv3x3Layer(string name, int height, int width, int channels, int outputs, int shift)
            : base(name, (height - 2) * (width - 2) * outputs * 9 * channels, height * width * channels, outputs * 9 * channels, (height - 2) * (width - 2) * outputs, shift)
        {
            _height = height;
            _width = width;
            _channels = channels;
            _outputs = outputs;
            _packed = new Conv2D(Window2D.Valid(height, width, channels, 3, 3, 1), outputs, 1, W, null, 0, Requantization);
        }

        protected override void SumTextbook()
        {
            Textbook.Conv3x3(X, _height, _width, _channels, W, _outputs, TextbookSums);
        }

        protected override void SumPacked()
        {
            _packed.Accumulate(X, 0, PackedSums, 0);
        }

        protected override void WholePacked()
        {
            _packed.Invoke(X, 0, PackedBytes, 0);
        }
    }

    internal sealed class Conv1x1Layer : Layer
    {
        private readonly int _positions, _channels, _outputs;
        private readonly Conv2D _packed;

        public Conv1x1Layer(string name, int height, int width, int channels, int outputs, int shift)
            : base(name, height * width * channels * outputs, height * width * channels, outputs * channels, height * width * outputs, shift)
        {
            _positions = height * width;
            _channels = channels;
            _outputs = outputs;
            _packed = new Conv2D(Window2D.Valid(height, width, channels, 1, 1, 1), outputs, 1, W, null, 0, Requantization);
        }

        protected override void SumTextbook()
        {
            Textbook.Conv1x1(X, _positions, _channels, W, _outputs, TextbookSums);
        }

        protected override void SumPacked()
        {
            _packed.Accumulate(X, 0, PackedSums, 0);
        }

        protected override void WholePacked()
        {
            _packed.Invoke(X, 0, PackedBytes, 0);
        }
    }

    internal sealed class ConnectedLayer : Layer
    {
        private readonly int _inputs, _outputs;
        private readonly FullyConnected _packed;

        public ConnectedLayer(string name, int inputs, int outputs, int shift)
            : base(name, inputs * outputs, inputs, inputs * outputs, outputs, shift)
        {
            _inputs = inputs;
            _outputs = outputs;
            _packed = new FullyConnected(1, inputs, outputs, W, 0, null, 0, Requantization);
        }

        protected override void SumTextbook()
        {
            Textbook.Conv1x1(X, 1, _inputs, W, _outputs, TextbookSums);
        }

        protected override void SumPacked()
        {
            _packed.Accumulate(X, 0, PackedSums, 0);
        }

        protected override void WholePacked()
        {
            _packed.Invoke(X, 0, PackedBytes, 0);
        }
    }

    internal sealed class Depthwise3x3Layer : Layer
    {
        private readonly int _height, _width, _channels;
        private readonly DepthwiseConv2D _packed;

        public Depthwise3x3Layer(string name, int height, int width, int channels, int shift)
            : base(name, (height - 2) * (width - 2) * channels * 9, height * width * channels, 9 * channels, (height - 2) * (width - 2) * channels, shift)
        {
            _height = height;
            _width = width;
            _channels = channels;
            _packed = new DepthwiseConv2D(Window2D.Valid(height, width, channels, 3, 3, 1), 1, W, null, 0, Requantization);
        }

        protected override void SumTextbook()
        {
            Textbook.Depthwise3x3(X, _height, _width, _channels, W, TextbookSums);
        }

        protected override void SumPacked()
        {
            _packed.Accumulate(X, 0, PackedSums, 0);
        }

        protected override void WholePacked()
        {
            _packed.Invoke(X, 0, PackedBytes, 0);
        }
    }

    internal sealed class MaxPoolLayer : Layer
    {
        private readonly int _height, _width, _channels;
        private readonly Pool2D _packed;

        public MaxPoolLayer(string name, int height, int width, int channels)
            : base(name, height / 2 * (width / 2) * channels, height * width * channels, 0, height / 2 * (width / 2) * channels, 0)
        {
            _height = height;
            _width = width;
            _channels = channels;
            _packed = new Pool2D(Window2D.Valid(height, width, channels, 2, 2, 2), PoolKind.Maximum, -128, 127);
        }

        public override bool HasSums
        {
            get { return false; }
        }

        protected override void SumTextbook()
        {
        }

        protected override void SumPacked()
        {
        }

        protected override void WholeTextbook()
        {
            Textbook.MaxPool2x2(X, _height, _width, _channels, TextbookBytes);
        }

        protected override void WholePacked()
        {
            _packed.Invoke(X, 0, PackedBytes, 0);
        }
    }
}
