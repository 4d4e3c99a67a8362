using System;

namespace EdgeConv.Devices
{
    /// <summary>
    /// Makes a small grayscale image of a camera's frame while its bytes come, so that the frame need not fit into memory: takes the middle
    /// of the frame, and of each block of pixels the mean. It allocates nothing after its creation.
    /// </summary>
    public sealed class FrameReducer
    {
        private const int BytesPerPixel = 2;

        // The sums of a larger block do not fit into a pixel of the image.
        private const int MaxBlock = 11;

        private readonly int _output, _left;

        /// <summary>Creates a reducer.</summary>
        /// <param name="size">Rows and columns of the camera's frame.</param>
        /// <param name="output">Rows and columns of the image.</param>
        /// <param name="block">
        /// Rows and columns of the block that gives a pixel of the image, 1 to 11. The image shows the middle <paramref name="output"/>
        /// times <paramref name="block"/> rows and columns of the frame.
        /// </param>
        /// <exception cref="ArgumentException">A number is outside its range, or the image needs more than the frame has.</exception>
        public FrameReducer(int size, int output, int block)
        {
            if (block < 1 || block > MaxBlock)
                throw new ArgumentException("block: " + block.ToString() + " is not in 1.." + MaxBlock.ToString());
            if (output < 1 || output > size / block)
                throw new ArgumentException("output: " + output.ToString() + " blocks of " + block.ToString() + " pixels are not in 1.."
                    + size.ToString() + " pixels");
            _output = output;
            Block = block;
            _left = (size - output * block) / 2;
            RowBytes = BytesPerPixel * size;
            FirstRow = _left;
            EndRow = FirstRow + output * block;
        }

        /// <summary>Rows and columns of a block.</summary>
        public int Block { get; }

        /// <summary>Bytes of a row of the camera's frame: two per pixel.</summary>
        public int RowBytes { get; }

        /// <summary>First row of the frame that is in the image, and the first behind it.</summary>
        public int FirstRow { get; }

        /// <inheritdoc cref="FirstRow"/>
        public int EndRow { get; }

        /// <summary>Takes rows of the frame, in order. It is fastest for whole rows of blocks of 3.</summary>
        /// <param name="bytes">Holds the rows.</param>
        /// <param name="start">Index of the first luma byte; each second byte from there is a luma byte.</param>
        /// <param name="row">Number of the first row, at least <see cref="FirstRow"/>.</param>
        /// <param name="count">Number of rows; the last is before <see cref="EndRow"/>.</param>
        /// <param name="frame">The image, row-major: 0 (black) to 255 (white), or sums until the last row of a block came.</param>
        public void Take(byte[] bytes, int start, int row, int count, short[] frame)
        {
            int inBlock = (row - FirstRow) % Block, first = (row - FirstRow) / Block * _output;
            int at = start + BytesPerPixel * _left;
            while (count > 0)
            {
                int end = first + _output;
                if (Block == 3 && inBlock == 0 && count >= 3)
                {
                    TakeThree(bytes, at, RowBytes, frame, first, end);
                    at += 3 * RowBytes;
                    count -= 3;
                    first = end;
                    continue;
                }
                if (inBlock == 0) Array.Clear(frame, first, _output);
                if (Block == 4) AddFours(bytes, at, frame, first, end);
                else Add(bytes, at, Block, frame, first, end);
                at += RowBytes;
                count--;
                if (++inBlock < Block) continue;
                inBlock = 0;
                int pixels = Block * Block;
                for (int i = first; i < end; i++) frame[i] = (short)(frame[i] / pixels);
                first = end;
            }
        }

        // Unrolled, for each instruction counts: 96 x 96 to 32 x 32.
        private static void TakeThree(byte[] bytes, int a, int rowBytes, short[] frame, int first, int end)
        {
            int b = a + rowBytes, c = b + rowBytes;
            for (int i = first; i < end; i++)
            {
                frame[i] = (short)((bytes[a] + bytes[a + 2] + bytes[a + 4] + bytes[b] + bytes[b + 2] + bytes[b + 4]
                    + bytes[c] + bytes[c + 2] + bytes[c + 4]) / 9);
                a += 6;
                b += 6;
                c += 6;
            }
        }

        // The same for one row of 128 x 128 to 32 x 32.
        private static void AddFours(byte[] bytes, int at, short[] frame, int first, int end)
        {
            for (int i = first; i < end; i++)
            {
                frame[i] += (short)(bytes[at] + bytes[at + 2] + bytes[at + 4] + bytes[at + 6]);
                at += 8;
            }
        }

        private static void Add(byte[] bytes, int at, int block, short[] frame, int first, int end)
        {
            for (int i = first; i < end; i++)
            {
                int sum = 0;
                for (int last = at + BytesPerPixel * block; at < last; at += BytesPerPixel) sum += bytes[at];
                frame[i] += (short)sum;
            }
        }
    }
}
