namespace EdgeConv.Models
{
    /// <summary>What a record of an .ecm file is; docs/ecm.md has the fields of each.</summary>
    internal enum PackedOperatorCode
    {
        /// <summary>Bytes put into the arena when the model is loaded.</summary>
        Constant = 1,

        /// <summary>Convolution, grouped or not.</summary>
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
        /// Elements from one part of the arena to another, by steps: concatenation, transposition, reshape, slice, the map within
        /// a padded one.
        /// </summary>
        Copy = 11,

        /// <summary>One value for all elements: the padding around a map.</summary>
        Fill = 12,

        /// <summary>Nearest-neighbour resize.</summary>
        ResizeNearest = 13,

        /// <summary>Softmax.</summary>
        Softmax = 14,

        /// <summary>Any function of one value.</summary>
        LookupTable = 15,

        /// <summary>Rectifier with slopes below zero.</summary>
        Prelu = 16,

        /// <summary>Bilinear resize.</summary>
        ResizeBilinear = 17,

        /// <summary>Maximum or minimum along axes.</summary>
        ReduceExtreme = 18,
    }
}
