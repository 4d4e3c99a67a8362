using System;

namespace EdgeConv.Models
{
    /// <summary>
    /// Thrown for a model file that cannot be used: it is damaged, of another version, or too large. The message is one line that says why.
    /// </summary>
    public sealed class ModelFormatException : Exception
    {
        /// <summary>Creates the exception.</summary>
        public ModelFormatException(string message) : base(message)
        {
        }
    }
}
