using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// A few input rows with their padding written out as the zero point, so that kernels meet no edge: a padded tap adds
    /// (zero point - zero point) * weight = 0, as TFLite's skipping does.
    /// </summary>
    internal sealed class PaddedRows
    {
        private readonly sbyte[] _blank;    // one row of zero points
        private readonly int _visible;      // elements of an input row that lie within the padded row
        private readonly int _padLeft;      // elements before them

        /// <summary>Makes room for <paramref name="rows"/> rows of the windows' padded width.</summary>
        internal PaddedRows(Window2D window, int rows, int zeroPoint)
        {
            Pitch = window.PaddedWidth * window.Channels;
            _padLeft = window.PadLeft * window.Channels;
            _visible = window.Width * window.Channels < Pitch - _padLeft ? window.Width * window.Channels : Pitch - _padLeft;
            if (_visible < 0) _visible = 0;
            _blank = new sbyte[Pitch];
            for (int i = 0; i < Pitch; i++) _blank[i] = (sbyte)zeroPoint;
            Data = new sbyte[rows * Pitch];
            for (int row = 0; row < rows; row++) Array.Copy(_blank, 0, Data, row * Pitch, Pitch);
        }

        /// <summary>The rows, one after another.</summary>
        internal sbyte[] Data { get; }

        /// <summary>Elements of a row.</summary>
        internal int Pitch { get; }

        /// <summary>Fills one row from <paramref name="x"/> at <paramref name="place"/>, or with zero points where the place is negative.</summary>
        internal void Fill(int row, sbyte[] x, int place)
        {
            if (_visible == 0) return;
            if (place < 0) Array.Copy(_blank, 0, Data, row * Pitch + _padLeft, _visible);
            else Array.Copy(x, place, Data, row * Pitch + _padLeft, _visible);
        }
    }
}
