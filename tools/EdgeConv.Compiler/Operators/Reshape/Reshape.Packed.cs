using EdgeConv.Compiler.Backends;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reshape
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file) => file.Copy(Input, Output);
}
