using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Some input rows with their padding filled in as the zero point, so that kernels need no special case at the edges. A padded tap adds
    /// (zero point - zero point) * weight = 0, the same as skipping the tap in TFLite. The rows are in the workspace, after one row of only
    /// zero points.
    /// </summary>
    internal sealed class PaddedRows
    {
        private readonly Workspace _workspace;
        private readonly int _length;       // elements of all rows
        private readonly int _visible;      // elements of an input row that are within the padded row
        private readonly int _padLeft;      // elements before them
        private readonly int _zeroPoint;

        /// <summary>Reserves workspace for <paramref name="rows"/> rows of the window's padded width.</summary>
        internal PaddedRows(Window2D window, int rows, int zeroPoint, Workspace workspace)
        {
            Pitch = window.PaddedWidth * window.Channels;
            _padLeft = window.PadLeft * window.Channels;
            _visible = window.Width * window.Channels < Pitch - _padLeft ? window.Width * window.Channels : Pitch - _padLeft;
            if (_visible < 0) _visible = 0;
            _length = (rows + 1) * Pitch;
            _zeroPoint = zeroPoint;
            _workspace = workspace;
            workspace.ReserveRows(_length);
        }

        /// <summary>Array with the rows; the first row begins at index <see cref="Pitch"/>.</summary>
        internal sbyte[] Data => _workspace.Rows;

        /// <summary>Number of elements in a row.</summary>
        internal int Pitch { get; }

        /// <summary>Writes the padding. Call it once per inference, because other kernels use the workspace too.</summary>
        internal void Clear() => Fill.Run(_workspace.Rows, 0, _length, (sbyte)_zeroPoint);

        /// <summary>
        /// Fills one row from <paramref name="x"/> at <paramref name="offset"/>, or with zero points if the offset is negative.
        /// </summary>
        internal void SetRow(int row, sbyte[] x, int offset)
        {
            if (_visible == 0) return;
            sbyte[] data = _workspace.Rows;
            if (offset < 0) Array.Copy(data, 0, data, (row + 1) * Pitch + _padLeft, _visible);
            else Array.Copy(x, offset, data, (row + 1) * Pitch + _padLeft, _visible);
        }
    }
}
