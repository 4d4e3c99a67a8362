namespace EdgeConv.Kernels
{
    /// <summary>
    /// Order of the weights of a convolution: passes of nine output channels, each in blocks of eight or nine taps, the last of them
    /// filled up with zeros. Holds no weights: <see cref="PackedFilters"/> does.
    /// </summary>
    internal class FilterLayout
    {
        // Blocks of one array: 128 * 27 longs are 27,648 bytes.
        protected const int ArrayBlocks = 128;

        protected readonly Window2D _window;
        protected readonly Workspace _workspace;
        protected readonly int _groups;           // groups of output channels, each over its own input channels
        protected readonly int _outputs;          // output channels per group
        protected readonly int _channels;         // input channels per group
        protected readonly int _pitch;            // from one row of taps to the next, in the source
        protected readonly int _inputZeroPoint;
        protected readonly int _taps;             // taps per output channel
        protected readonly int _block;            // taps per sweep: 9 or 8
        protected readonly int _blocks;           // sweeps per output channel; the last block is filled up with zero weights
        protected readonly bool _is3x3;           // a block is one input channel's nine taps
        protected readonly bool _slides;          // the columns of a 3x3 window are the next position's, moved by one
        protected readonly int _move;             // input elements from one block's taps to the next's; 0: own offsets
        protected readonly int _chunk;            // positions per sweep, at most 64
        protected readonly int _passes;           // passes per group, over nine output channels each
        protected readonly int _arrays;           // arrays of weights per pass
        protected readonly bool _isCompact;       // weights of one byte, packed a block at a time right before each sweep

        /// <summary>Lays out filters; makes no array.</summary>
        /// <param name="window">Geometry of a row of positions: columns, strides, dilations.</param>
        /// <param name="rows">Rows of taps.</param>
        /// <param name="groups">Groups of output channels, each over input channels of its own, side by side in the source.</param>
        /// <param name="outputs">Output channels per group.</param>
        /// <param name="pitch">From one row of taps to the next, in the source.</param>
        /// <param name="inputZeroPoint">Zero point of the source.</param>
        /// <param name="positions">Positions of a row.</param>
        /// <param name="isCompact">Weights take one byte instead of 8/3, and longer.</param>
        /// <param name="workspace">Buffers while it runs.</param>
        protected FilterLayout(Window2D window, int rows, int groups, int outputs, int pitch, int inputZeroPoint, int positions,
            bool isCompact, Workspace workspace)
        {
            _window = window;
            _workspace = workspace;
            _groups = groups;
            _outputs = outputs;
            _channels = window.Channels / groups;
            _pitch = pitch;
            _inputZeroPoint = inputZeroPoint;
            _taps = rows * window.Columns * _channels;
            _is3x3 = rows == 3 && window.Columns == 3;
            _slides = _is3x3 && window.StrideX == window.DilationX;
            _block = _is3x3 || (_taps + 8) / 9 * 9 < (_taps + 7) / 8 * 8 ? 9 : 8;
            _blocks = (_taps + _block - 1) / _block;
            _move = _is3x3 ? 1 : _taps == _channels && _taps % _block == 0 ? _block : 0;
            _passes = (outputs + 8) / 9;
            _arrays = (_blocks + ArrayBlocks - 1) / ArrayBlocks;
            _isCompact = isCompact;
            int parts = (positions + 63) / 64;
            _chunk = (positions + parts - 1) / parts;
            workspace.Reserve(_chunk, _chunk, _chunk);
        }

        /// <summary>Number of weights to load, those that fill up the last blocks included.</summary>
        internal long WeightCount => (long)_groups * _outputs * _blocks * _block;

        /// <summary>Bytes of all arrays, without the biases.</summary>
        internal long Bytes
        {
            get
            {
                int lanes = _passes * 9 - (LanesOf(_passes - 1) <= 3 ? 6 : 0), passes = _groups * _passes;
                long weights = _isCompact ? WeightCount : 8L * _groups * (lanes / 3) * _blocks * _block;
                return weights + 4L * OffsetCount + passes + (MayFlush ? (long)passes * _blocks : 0);
            }
        }

        protected int OffsetCount => _move > 0 ? _block : _blocks * _block;

        protected bool MayFlush => _blocks * _block > Lanes.Capacity / 128;

        /// <summary>Collects the weights of one block, [output channel][tap], and returns how many there are; 0 after the last.</summary>
        internal int Gather(sbyte[] weights, int outputStride, int tapStride, int pass, int block, sbyte[] taps)
        {
            if (pass == _groups * _passes || block == _blocks) return 0;
            int lanes = LanesOf(pass), at = 0;
            for (int lane = 0; lane < lanes; lane++)
            {
                int k = ChannelOf(pass) + lane;
                for (int i = 0; i < _block; i++)
                {
                    int tap = TapAt(block * _block + i);
                    taps[at++] = tap < _taps ? weights[k * outputStride + tap * tapStride] : (sbyte)0;
                }
            }
            return at;
        }

        protected int LanesOf(int pass)
        {
            int left = _outputs - pass % _passes * 9;
            return left < 9 ? left : 9;
        }

        protected int ChannelOf(int pass) => pass / _passes * _outputs + pass % _passes * 9;

        // Tap of [R, S, C] at a place of the blocks.
        protected int TapAt(int place) => _is3x3 ? place % 9 * _channels + place / 9 : place;
    }
}
