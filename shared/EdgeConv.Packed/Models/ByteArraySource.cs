using System;

namespace EdgeConv.Models
{
    /// <summary>A model file held in an array.</summary>
    public sealed class ByteArraySource : IModelSource
    {
        private readonly byte[] _file;

        /// <summary>Keeps the array; nothing is copied.</summary>
        /// <exception cref="ArgumentNullException">The array is null.</exception>
        public ByteArraySource(byte[] file)
        {
            if (file == null) throw new ArgumentNullException("file");
            _file = file;
        }

        /// <inheritdoc/>
        public int Length => _file.Length;

        /// <inheritdoc/>
        public int Read(int position, byte[] buffer, int count)
        {
            Array.Copy(_file, position, buffer, 0, count);
            return count;
        }
    }
}
