using EdgeConv.Models;

namespace EdgeConv.Slots
{
    /// <summary>A model's file on the board's drive.</summary>
    public sealed class SlotFile : IModelSource
    {
        private readonly IDrive _drive;
        private readonly string _name;

        /// <summary>Reads nothing yet.</summary>
        /// <param name="drive">The board's drive.</param>
        /// <param name="name">Name of the file.</param>
        /// <param name="length">Bytes of the file.</param>
        public SlotFile(IDrive drive, string name, int length)
        {
            _drive = drive;
            _name = name;
            Length = length;
        }

        /// <inheritdoc/>
        public int Length { get; }

        /// <inheritdoc/>
        public int Read(int position, byte[] buffer, int count) => _drive.Read(_name, position, buffer, count);
    }
}
