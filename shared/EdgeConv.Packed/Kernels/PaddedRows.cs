using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// A few input rows with their padding written out as the zero point, so that kernels meet no edge: a padded tap adds
    /// (zero point - zero point) * weight = 0, as TFLite's skipping does. They stand in a workspace, after one row of zero points alone.
    /// </summary>
    internal sealed class PaddedRows
    {
        private readonly Workspace _workspace;
        private readonly int _length;       // elements of all rows
        private readonly int _visible;      // elements of an input row that lie within the padded row
        private readonly int _padLeft;      // elements before them
        private readonly int _zeroPoint;

        /// <summary>Makes room for <paramref name="rows"/> rows of the windows' padded width.</summary>
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

        /// <summary>Holds the rows; the first begins at <see cref="Pitch"/>.</summary>
        internal sbyte[] Data => _workspace.Rows;

        /// <summary>Elements of a row.</summary>
        internal int Pitch { get; }

        /// <summary>Writes the padding. Once per inference: meanwhile other kernels used the workspace.</summary>
        internal void Clear() => Fill.Run(_workspace.Rows, 0, _length, (sbyte)_zeroPoint);

        /// <summary>
        /// Fills one row from <paramref name="x"/> at <paramref name="offset"/>, or with zero points where the offset is negative.
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
