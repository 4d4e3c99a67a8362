namespace EdgeConv.Models
{
    /// <summary>
    /// Reads a model file piece by piece, e.g. from an array, a file system or a flash partition. A file is read twice from its start:
    /// first to check it, then to load it.
    /// </summary>
    public interface IModelSource
    {
        /// <summary>The size of the file in bytes.</summary>
        int Length { get; }

        /// <summary>Reads bytes of the file.</summary>
        /// <param name="position">Position of the first byte to read, from 0.</param>
        /// <param name="buffer">Receives the bytes from index 0 on.</param>
        /// <param name="count">Number of bytes, 1 to buffer.Length; never past the end of the file.</param>
        /// <returns>The number of bytes read; if it is less than <paramref name="count"/>, the file is refused.</returns>
        int Read(int position, byte[] buffer, int count);
    }
}
