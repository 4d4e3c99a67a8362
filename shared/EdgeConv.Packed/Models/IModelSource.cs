namespace EdgeConv.Models
{
    /// <summary>
    /// Where a model file is read from, in pieces: an array, a file system, a flash partition. It is read twice, first to check it,
    /// then to load it.
    /// </summary>
    public interface IModelSource
    {
        /// <summary>Bytes of the file.</summary>
        int Length { get; }

        /// <summary>Reads bytes of the file.</summary>
        /// <param name="position">First byte, from 0.</param>
        /// <param name="buffer">Receives the bytes from index 0 on.</param>
        /// <param name="count">How many, 1 to buffer.Length; never past the end of the file.</param>
        /// <returns>How many were read; a file of which fewer can be read is refused.</returns>
        int Read(int position, byte[] buffer, int count);
    }
}
