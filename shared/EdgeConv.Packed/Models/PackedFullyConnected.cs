using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Fully connected layer: x, y, batches, inputs, outputs, zero point of the weights and of the input, compact, requantization, biases, weights in the kernel's order.</summary>
    internal static class PackedFullyConnected
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int batches = file.Int(1, EcmReader.Most, "batches"), inputs = file.Int(1, EcmReader.Most, "inputs"), outputs = file.Int(1, EcmReader.Most, "outputs");
            int filterZeroPoint = file.ZeroPoint(), zeroPoint = file.ZeroPoint();
            bool isCompact = file.Flag("compact");
            file.Length(new int[] { inputs, outputs });
            file.CheckApart(x, (long)batches * inputs, y, (long)batches * outputs);
            FullyConnected kernel = new FullyConnected(batches, inputs, outputs, filterZeroPoint, zeroPoint, isCompact, file.Workspace);
            file.Need(kernel.Bytes);
            Requantization requantization = file.Requantization(outputs);
            int[] bias = file.Bias(outputs);
            if (file.IsLoading) kernel.Load(requantization, bias, file);
            else file.Skip(kernel.WeightCount);
            return new PackedOperator(kernel, x, y);
        }
    }
}
