namespace EdgeConv.Models
{
    /// <summary>The kind of a record of an .ecm file. docs/ecm.md lists the fields of each.</summary>
    internal enum PackedOperatorCode
    {
        /// <summary>A constant: bytes that are written into the arena when the model is loaded.</summary>
        Constant = 1,

        /// <summary>Convolution, with one or more groups.</summary>
        Conv2D = 2,

        /// <summary>Depthwise convolution.</summary>
        DepthwiseConv2D = 3,

        /// <summary>Transposed convolution.</summary>
        TransposeConv2D = 4,

        /// <summary>Fully connected layer.</summary>
        FullyConnected = 5,

        /// <summary>Maximum, minimum or average pooling.</summary>
        Pool2D = 6,

        /// <summary>Mean or sum along axes.</summary>
        Mean = 7,

        /// <summary>Sum or difference of two operands.</summary>
        Add = 8,

        /// <summary>Product of two operands.</summary>
        Mul = 9,

        /// <summary>Maximum or minimum of two operands.</summary>
        Extreme = 10,

        /// <summary>
        /// Copies elements between two strided views of the arena: concatenation, transposition, reshape, slice, and the map inside a
        /// padded one.
        /// </summary>
        Copy = 11,

        /// <summary>Sets all elements to one value, e.g. the padding around a map.</summary>
        Fill = 12,

        /// <summary>Nearest-neighbor resize.</summary>
        ResizeNearest = 13,

        /// <summary>Softmax.</summary>
        Softmax = 14,

        /// <summary>Any function of one int8 value, by a table of 256 results.</summary>
        LookupTable = 15,

        /// <summary>PReLU: a rectifier with a slope for negative values.</summary>
        Prelu = 16,

        /// <summary>Bilinear resize.</summary>
        ResizeBilinear = 17,

        /// <summary>Maximum or minimum along axes.</summary>
        ReduceExtreme = 18,
    }
}
