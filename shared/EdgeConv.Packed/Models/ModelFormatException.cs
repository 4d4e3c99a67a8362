using System;

namespace EdgeConv.Models
{
    /// <summary>
    /// A model file that cannot be used: damaged, of another version, or too large. The message is one line that says why.
    /// </summary>
    public sealed class ModelFormatException : Exception
    {
        /// <summary>Refuses a file.</summary>
        public ModelFormatException(string message) : base(message)
        {
        }
    }
}
