namespace EdgeConv.Slots
{
    /// <summary>
    /// The internal drive of a board: files by name, without folders. What is written is on the drive when the call returns. All methods
    /// but <see cref="Length"/> throw an Exception of any kind where the drive cannot do what is asked.
    /// </summary>
    public interface IDrive
    {
        /// <summary>Bytes of a file; -1 where there is no such file or no drive.</summary>
        int Length(string name);

        /// <summary>Reads bytes of a file.</summary>
        /// <param name="name">An existing file.</param>
        /// <param name="position">First byte, from 0.</param>
        /// <param name="buffer">Receives the bytes from index 0 on.</param>
        /// <param name="count">How many, 0 to buffer.Length.</param>
        /// <returns>How many were read; fewer at the end of the file.</returns>
        int Read(string name, int position, byte[] buffer, int count);

        /// <summary>Opens a file, writes and closes it.</summary>
        /// <param name="name">The file; it is made where there is none.</param>
        /// <param name="bytes">Holds the bytes from index 0 on.</param>
        /// <param name="count">How many, 0 to bytes.Length.</param>
        /// <param name="append">Whether they come behind what the file holds, or in its place.</param>
        void Write(string name, byte[] bytes, int count, bool append);
    }
}
