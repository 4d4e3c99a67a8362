namespace EdgeConv
{
    /// <summary>Shape and quantization of an int8 tensor: real value = (q - zero point) * scale. Memory is row-major NHWC.</summary>
    public sealed class TensorInfo
    {
        private readonly int[] _shape;

        /// <summary>Creates the description of a tensor.</summary>
        /// <param name="shape">Extent of each axis, outermost first, each at least 1: N, H, W, C for maps.</param>
        /// <param name="scale">Real value of one quantization step. It is only information: no kernel computes with it.</param>
        /// <param name="zeroPoint">The int8 value of real 0, -128 to 127.</param>
        /// <param name="isUnsigned">True if the tensor is uint8 in the original model file: each uint8 value is 128 greater than the int8
        /// value here.</param>
        /// <exception cref="System.ArgumentException">An axis is below 1, there are 2^31 elements or more, or the zero point is not
        /// int8.</exception>
        public TensorInfo(int[] shape, float scale, int zeroPoint, bool isUnsigned = false)
        {
            Length = Argument.Length(shape);
            _shape = shape;
            Scale = scale;
            ZeroPoint = Argument.InRange("zeroPoint", zeroPoint, -128, 127);
            IsUnsigned = isUnsigned;
        }

        /// <summary>Number of axes.</summary>
        public int Rank => _shape.Length;

        /// <summary>Number of elements, the product of all axes.</summary>
        public int Length { get; }

        /// <summary>Real value of one quantization step.</summary>
        public float Scale { get; }

        /// <summary>The int8 value of real 0.</summary>
        public int ZeroPoint { get; }

        /// <summary>
        /// True if the tensor is uint8 in the original model file: each value, and the zero point, is 128 greater there than here.
        /// </summary>
        public bool IsUnsigned { get; }

        /// <summary>Rows of a map: the third axis from the end, or 1 if there is none.</summary>
        public int Height => FromEnd(3);

        /// <summary>Columns of a map: the second axis from the end, or 1 if there is none.</summary>
        public int Width => FromEnd(2);

        /// <summary>Channels: the last axis.</summary>
        public int Channels => FromEnd(1);

        /// <summary>Extent of one axis, where 0 is the outermost.</summary>
        public int Axis(int axis) => _shape[axis];

        /// <summary>The extents as text, e.g. 1x8x8x1.</summary>
        internal string ShapeText()
        {
            string text = _shape[0].ToString();
            for (int axis = 1; axis < _shape.Length; axis++) text += "x" + _shape[axis].ToString();
            return text;
        }

        private int FromEnd(int axis) => _shape.Length < axis ? 1 : _shape[_shape.Length - axis];
    }
}
