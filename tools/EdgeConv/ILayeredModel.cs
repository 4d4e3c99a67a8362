namespace EdgeConv.Models
{
    /// <summary>A model that shows what each layer held after the last inference: what the simulator draws.</summary>
    public interface ILayeredModel : IModel
    {
        /// <summary>Number of layers.</summary>
        int LayerCount { get; }

        /// <summary>One layer, 0 is the first.</summary>
        ModelLayer Layer(int index);
    }

    /// <summary>What a layer is called, what it computes with, and where its activations are.</summary>
    public sealed class ModelLayer
    {
        /// <summary>Describes a layer.</summary>
        /// <param name="name">A short name, e.g. "pool 2x2 max".</param>
        /// <param name="output">Shape and quantization of what the layer gives.</param>
        /// <param name="activations">The buffer the layer writes to, valid after an inference until the next.</param>
        /// <param name="filters">Weights [K, R, S, C] of a convolution, null for other layers.</param>
        /// <param name="filterShape">The four axes of <paramref name="filters"/>, null without.</param>
        /// <param name="channelNames">A name per output channel, null without.</param>
        public ModelLayer(string name, TensorInfo output, sbyte[] activations, sbyte[] filters, int[] filterShape, string[] channelNames)
        {
            Name = name;
            Output = output;
            Activations = activations;
            Filters = filters;
            FilterShape = filterShape;
            ChannelNames = channelNames;
        }

        /// <summary>A short name.</summary>
        public string Name { get; }

        /// <summary>Shape and quantization of what the layer gives.</summary>
        public TensorInfo Output { get; }

        /// <summary>Output.Length activations of the last inference, from index 0.</summary>
        public sbyte[] Activations { get; }

        /// <summary>Weights [K, R, S, C], or null.</summary>
        public sbyte[] Filters { get; }

        /// <summary>K, R, S, C of <see cref="Filters"/>, or null.</summary>
        public int[] FilterShape { get; }

        /// <summary>A name per output channel, or null.</summary>
        public string[] ChannelNames { get; }
    }
}
