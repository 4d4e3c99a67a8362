using System;

namespace EdgeConv.Firmware.Fakes
{
    /// <summary>An Arducam Mega that sees a square image; it shows it at the size that it is set to.</summary>
    internal sealed class SeeingCamera : FakeSpiDevice
    {
        private const byte NewIdentity = 0x85;

        private readonly FakeArducamMega _camera = new FakeArducamMega(NewIdentity);
        private readonly Func<short[]> _look;
        private short[] _image;

        /// <summary>Creates the camera.</summary>
        /// <param name="look">Returns the gray values of an image, row by row; null while the camera is unplugged.</param>
        public SeeingCamera(Func<short[]> look)
        {
            _look = look;
            _camera.Pixel = (row, column) =>
            {
                int side = (int)Math.Sqrt(_image.Length), size = _camera.Size;
                return _image[row * side / size * side + column * side / size];
            };
        }

        /// <inheritdoc/>
        public override void Transfer(SpanByte sent, SpanByte received)
        {
            _image = _look();
            if (_image != null)
            {
                _camera.Log = "";
                _camera.Transfer(sent, received);
                return;
            }
            // Nobody drives the line, and the camera has lost its settings.
            _camera.LosePower();
            Array.Fill(received.Array, (byte)0xFF, received.Start, received.Length);
        }
    }
}
