namespace EdgeConv.Models
{
    /// <summary>
    /// A network that turns one int8 tensor into another. Every engine (packed, compiled, reference) gives the same bytes.
    /// </summary>
    public interface IModel
    {
        /// <summary>Shape and quantization of the input.</summary>
        TensorInfo Input { get; }

        /// <summary>Shape and quantization of the output.</summary>
        TensorInfo Output { get; }

        /// <summary>Runs one inference. Allocates nothing. <paramref name="input"/> is only read.</summary>
        /// <param name="input">Input.Length values, row-major NHWC.</param>
        /// <param name="output">Receives Output.Length values.</param>
        void Invoke(sbyte[] input, sbyte[] output);
    }
}
