using EdgeConv.Frames;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// Gives frames without a sensor, to show that board, model and output work: ten handwritten digits of 8 x 8, 0 to 9, one per second.
    /// The model was not trained with them.
    /// Source: E. Alpaydin, C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, CC BY 4.0 (as packaged
    /// by scikit-learn).
    /// </summary>
    public sealed class DigitFrames : IFrameSource
    {
        private const int Size = 64, Digits = 10, FramesOfEach = 10;

        private int _frame;

        // Each value is the amount of ink, 0 to 16. A comment gives the digit and its row in the data set.
        private static readonly sbyte[] s_ink =
        {
            // 0, row 1206
            0, 2, 8, 15, 16, 10, 0, 0,
            0, 11, 16, 10, 4, 15, 1, 0,
            0, 12, 13, 0, 0, 13, 5, 0,
            0, 11, 13, 0, 0, 15, 7, 0,
            0, 8, 16, 0, 0, 15, 6, 0,
            0, 6, 16, 1, 5, 16, 2, 0,
            0, 2, 16, 6, 15, 12, 0, 0,
            0, 0, 7, 16, 14, 1, 0, 0,
            // 1, row 1205
            0, 0, 0, 4, 15, 12, 0, 0,
            0, 0, 5, 15, 16, 11, 0, 0,
            0, 8, 16, 16, 16, 4, 0, 0,
            0, 14, 11, 11, 16, 2, 0, 0,
            0, 0, 0, 7, 16, 0, 0, 0,
            0, 0, 0, 9, 16, 2, 0, 0,
            0, 0, 0, 9, 16, 3, 0, 0,
            0, 0, 0, 5, 16, 5, 0, 0,
            // 2, row 1208
            0, 1, 13, 16, 15, 6, 0, 0,
            0, 10, 15, 9, 11, 15, 0, 0,
            0, 7, 9, 0, 12, 12, 0, 0,
            0, 0, 0, 0, 15, 6, 0, 0,
            0, 0, 0, 8, 15, 1, 0, 0,
            0, 0, 2, 15, 10, 0, 0, 0,
            0, 0, 10, 16, 10, 9, 16, 2,
            0, 0, 13, 16, 15, 11, 4, 0,
            // 3, row 1203
            0, 2, 10, 15, 16, 16, 14, 0,
            0, 7, 11, 4, 6, 15, 9, 0,
            0, 0, 0, 6, 15, 12, 0, 0,
            0, 0, 3, 16, 9, 0, 0, 0,
            0, 0, 5, 16, 8, 0, 0, 0,
            0, 0, 0, 11, 15, 2, 0, 0,
            0, 0, 1, 6, 16, 2, 0, 0,
            0, 1, 16, 16, 6, 0, 0, 0,
            // 4, row 1222
            0, 0, 0, 1, 14, 5, 0, 0,
            0, 0, 0, 11, 11, 0, 0, 0,
            0, 0, 9, 12, 1, 0, 0, 0,
            0, 5, 15, 1, 0, 2, 4, 0,
            0, 14, 7, 0, 0, 13, 10, 0,
            0, 15, 16, 16, 16, 16, 5, 0,
            0, 3, 8, 8, 15, 10, 0, 0,
            0, 0, 0, 3, 15, 2, 0, 0,
            // 5, row 1204
            0, 0, 2, 12, 16, 16, 7, 0,
            0, 0, 10, 13, 7, 8, 3, 0,
            0, 2, 15, 6, 0, 0, 0, 0,
            0, 11, 14, 7, 5, 1, 0, 0,
            0, 5, 16, 16, 16, 15, 6, 0,
            0, 0, 4, 4, 4, 14, 8, 0,
            0, 0, 0, 4, 7, 14, 5, 0,
            0, 0, 2, 15, 15, 5, 0, 0,
            // 6, row 1216
            0, 0, 0, 14, 13, 1, 0, 0,
            0, 0, 4, 16, 11, 0, 0, 0,
            0, 0, 12, 16, 1, 0, 0, 0,
            0, 1, 15, 16, 14, 1, 0, 0,
            0, 4, 16, 12, 8, 12, 7, 0,
            0, 2, 15, 8, 0, 8, 16, 2,
            0, 0, 10, 14, 9, 15, 15, 1,
            0, 0, 1, 14, 16, 14, 2, 0,
            // 7, row 1201
            0, 0, 12, 16, 16, 12, 0, 0,
            0, 0, 6, 4, 10, 13, 1, 0,
            0, 0, 0, 0, 13, 9, 0, 0,
            0, 0, 5, 9, 16, 16, 12, 0,
            0, 3, 16, 16, 11, 3, 0, 0,
            0, 0, 7, 13, 0, 0, 0, 0,
            0, 0, 11, 8, 0, 0, 0, 0,
            0, 0, 16, 3, 0, 0, 0, 0,
            // 8, row 1211
            0, 0, 5, 12, 16, 10, 0, 0,
            0, 6, 16, 13, 3, 15, 1, 0,
            0, 11, 8, 5, 5, 10, 0, 0,
            0, 4, 11, 2, 12, 2, 0, 0,
            0, 0, 6, 16, 6, 0, 0, 0,
            0, 0, 2, 15, 8, 0, 0, 0,
            0, 0, 8, 13, 8, 0, 0, 0,
            0, 0, 5, 15, 4, 0, 0, 0,
            // 9, row 1227
            0, 0, 9, 16, 10, 2, 0, 0,
            0, 0, 16, 14, 11, 10, 0, 0,
            0, 1, 16, 9, 12, 15, 0, 0,
            0, 0, 7, 15, 16, 16, 8, 0,
            0, 0, 0, 10, 6, 16, 10, 0,
            0, 0, 0, 0, 1, 15, 9, 0,
            0, 0, 0, 1, 7, 16, 8, 0,
            0, 0, 6, 16, 16, 14, 1, 0,
        };

        /// <inheritdoc/>
        public FrameFormat Format { get; } = new FrameFormat(8, 8, 1, 0, 16);

        /// <inheritdoc/>
        public FrameStatus Read(short[] frame)
        {
            int first = _frame / FramesOfEach % Digits * Size;
            for (int i = 0; i < Size; i++)
            {
                // The last bit of the ink changes from frame to frame, like the noise of a sensor, so that no two frames in a row are
                // equal.
                int ink = s_ink[first + i];
                frame[i] = (short)(ink > 1 ? ink - ((_frame ^ i) & 1) : ink);
            }
            _frame++;
            return FrameStatus.Ready;
        }
    }
}
