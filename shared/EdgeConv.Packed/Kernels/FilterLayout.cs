namespace EdgeConv.Kernels
{
    /// <summary>
    /// Order of the weights of a convolution: passes of nine output channels, each in blocks of eight or nine taps; the last block is
    /// filled up with zeros. <see cref="PackedFilters"/> holds the weights.
    /// </summary>
    internal abstract class FilterLayout : RowFilters
    {
        // Maximum number of blocks in one array: 128 * 27 longs are 27,648 bytes, and larger arrays may not fit the heap in one piece.
        protected const int ArrayBlocks = 128;

        protected readonly Window2D _window;
        protected readonly int _pitch;            // elements from one row of taps to the next, in the source
        protected readonly int _positions;        // positions in a row
        protected readonly int _chunk;            // positions per sweep, at most 64
        protected readonly int _channels;         // input channels per group
        protected readonly int _block;            // taps per sweep: 9 or 8
        protected readonly int _blocks;           // sweeps per output channel; the last block is filled up with zero weights
        protected readonly bool _slides;          // two columns of a 3x3 window are also columns of the next position's window
        // Distance in the input between the taps of one block and the next; 0 if each block stores its own offsets.
        protected readonly int _move;
        protected readonly int _passes;           // passes per group, over nine output channels each
        protected readonly int _allPasses;        // passes of all groups
        protected readonly int _arrays;           // arrays of weights per pass
        protected readonly bool _isCompact;       // weights have one byte each, and a block is packed just before each sweep

        private readonly int _groupOutputs;       // output channels per group
        private readonly bool _is3x3;             // a block is one input channel's nine taps
        private readonly bool _isDepthwise;       // weights have the layout [R, S, K], else [K, R, S, C / groups]

        protected FilterLayout(Window2D window, int outputs, int groups, int pitch, int positions, int inputZeroPoint, bool isDepthwise,
            bool isCompact, Workspace workspace)
            : base(outputs, window.Rows * window.Columns * (window.Channels / groups), inputZeroPoint, workspace)
        {
            _window = window;
            _pitch = pitch;
            _positions = positions;
            _groupOutputs = outputs / groups;
            _channels = window.Channels / groups;
            _is3x3 = window.Rows == 3 && window.Columns == 3;
            _slides = _is3x3 && window.StrideX == window.DilationX;
            _block = _is3x3 || (Taps + 8) / 9 * 9 < (Taps + 7) / 8 * 8 ? 9 : 8;
            _blocks = (Taps + _block - 1) / _block;
            _move = _is3x3 ? 1 : Taps == _channels && Taps % _block == 0 ? _block : 0;
            _passes = (_groupOutputs + 8) / 9;
            _allPasses = groups * _passes;
            _arrays = (_blocks + ArrayBlocks - 1) / ArrayBlocks;
            _isDepthwise = isDepthwise;
            _isCompact = isCompact;
            int chunks = (positions + 63) / 64;
            _chunk = (positions + chunks - 1) / chunks;
            workspace.Reserve(_chunk, _chunk, _chunk);
        }

        internal override long WeightCount => (long)Outputs * _blocks * _block;

        internal override long Bytes
        {
            get
            {
                // A pass has nine lanes, or three if it is the last of a group and has at most three output channels.
                int lanes = _passes * 9 - (LanesOf(_passes - 1) <= 3 ? 6 : 0);
                long weights = _isCompact ? WeightCount : 8L * (_allPasses / _passes) * (lanes / 3) * _blocks * _block;
                return weights + 4L * OffsetCount + _allPasses + (MayFlush ? (long)_allPasses * _blocks : 0);
            }
        }

        protected int OffsetCount => _move > 0 ? _block : _blocks * _block;

        protected bool MayFlush => _blocks * _block > Lanes.Capacity / 128;

        internal override int CountOf(int part, int block) => part < _allPasses && block < _blocks ? LanesOf(part) * _block : 0;

        /// <summary>Collects a block as [output channel][tap].</summary>
        internal override void Gather(sbyte[] weights, int part, int block, sbyte[] taps)
        {
            int first = ChannelOf(part), count = CountOf(part, block);
            for (int at = 0; at < count; at++)
            {
                int k = first + at / _block, tap = TapAt(block * _block + at % _block);
                taps[at] = tap >= Taps ? (sbyte)0 : weights[_isDepthwise ? tap * Outputs + k : k * Taps + tap];
            }
        }

        protected int LanesOf(int pass)
        {
            int left = _groupOutputs - pass % _passes * 9;
            return left < 9 ? left : 9;
        }

        protected int ChannelOf(int pass) => pass / _passes * _groupOutputs + pass % _passes * 9;

        // Returns the tap of [R, S, C] at an index of the blocks.
        protected int TapAt(int index) => _is3x3 ? index % 9 * _channels + index / 9 : index;
    }
}
