using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>One step of a packed model: a kernel, and where its tensors are in the arena.</summary>
    internal sealed class PackedOperator
    {
        private readonly IKernel _kernel;
        private readonly IBinaryKernel _binary;
        private readonly int _a, _b, _y;

        internal PackedOperator(IKernel kernel, int x, int y)
        {
            _kernel = kernel;
            _a = x;
            _y = y;
        }

        internal PackedOperator(IBinaryKernel kernel, int a, int b, int y)
        {
            _binary = kernel;
            _a = a;
            _b = b;
            _y = y;
        }

        /// <summary>Runs the kernel on the tensors in the arena.</summary>
        internal void Invoke(sbyte[] arena)
        {
            if (_binary == null) _kernel.Invoke(arena, _a, arena, _y);
            else _binary.Invoke(arena, _a, arena, _b, arena, _y);
        }
    }
}
