using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class MirrorPad : ICompiled
{
    // The map into its place, then axis by axis the mirror images of what stands there already.
    void ICompiled.Write(ClassWriter writer)
    {
        int place = writer.Offset(Output), edge = RepeatsEdge ? 0 : 1;
        int[] steps = EcmWriter.Steps(Output.Shape.Axes.AsSpan()), extents = Input.Shape.ToArray(), negative = [.. steps];
        int middle = place + steps.Select((step, axis) => step * Before[axis]).Sum();
        writer.Copy(writer.Place(Input), middle, extents, EcmWriter.Steps(extents), steps);
        for (int axis = 0; axis < extents.Length; axis++)
        {
            int extent = extents[axis], step = steps[axis], start = middle - Before[axis] * step;
            negative[axis] = -step;
            void Mirror(int count, int source, int target)
            {
                if (count == 0) return;
                extents[axis] = count;
                writer.Copy($"a, {start + source * step}", start + target * step, extents, negative, steps);
            }
            Mirror(Before[axis], 2 * Before[axis] + edge - 1, 0);
            Mirror(After[axis], Before[axis] + extent - 1 - edge, Before[axis] + extent);
            negative[axis] = step;
            extents[axis] = Before[axis] + extent + After[axis];
            middle = start;
        }
    }
}
