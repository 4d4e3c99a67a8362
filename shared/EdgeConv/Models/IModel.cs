namespace EdgeConv.Models
{
    /// <summary>
    /// A neural network that computes an int8 tensor from another. All engines (packed, compiled, reference) give the same bytes.
    /// </summary>
    public interface IModel
    {
        /// <summary>Shape and quantization of the input.</summary>
        TensorInfo Input { get; }

        /// <summary>Shape and quantization of the output.</summary>
        TensorInfo Output { get; }

        /// <summary>Runs one inference. Allocates nothing. <paramref name="input"/> is only read.</summary>
        /// <param name="input">The Input.Length values of the input, row-major NHWC.</param>
        /// <param name="output">Receives Output.Length values, row-major NHWC.</param>
        void Invoke(sbyte[] input, sbyte[] output);
    }
}
