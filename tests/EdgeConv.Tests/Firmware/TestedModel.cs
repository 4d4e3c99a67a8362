using EdgeConv.Compiler.SelfTests;
using EdgeConv.Slots;
using Crc32 = EdgeConv.Link.Crc32;

namespace EdgeConv.Tests.Firmware;

/// <summary>Models as `board load` sends them, and one that computes something else than its self-test says.</summary>
internal static class TestedModel
{
    /// <summary>An example with its self-test.</summary>
    public static byte[] Of(string example)
    {
        Graph graph = Pipeline.ForBoard(ModelFile.Open(Repository.PathOf("examples", example)));
        return TestedFile.Of(graph, EcmFile.Write(graph)).File.Bytes;
    }

    /// <summary>The same with a weight changed and the CRC made right: a sound file that fails its self-test.</summary>
    public static byte[] Wrong(string example)
    {
        byte[] model = Of(example);
        for (int at = 200; at < model.Length - 4; at++)
        {
            byte[] changed = [.. model];
            changed[at] ^= 0x40;
            BitConverter.GetBytes(Crc32.Append(0, changed, 0, changed.Length - 4)).CopyTo(changed, changed.Length - 4);
            try
            {
                PackedModel loaded = PackedModel.Load(changed);
                if (!SelfTest.Read(new ByteArraySource(changed)).Run(loaded, 0)) return changed;
            }
            catch (ModelFormatException)
            {
                // That byte was no weight.
            }
        }
        throw new InvalidOperationException("no weight shows in the self-test");
    }
}
