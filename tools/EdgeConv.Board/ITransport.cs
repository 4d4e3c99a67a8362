namespace EdgeConv.Board;

/// <summary>Carries bytes to a board and back.</summary>
public interface ITransport : IDisposable
{
    /// <summary>Bits per second; 0 if the line has no fixed rate.</summary>
    int Baud { get; }

    /// <summary>Reads the bytes that have come, without waiting, and returns their number; 0 if there are none.</summary>
    /// <exception cref="IOException">The connection to the board is lost.</exception>
    int Read(byte[] buffer);

    /// <summary>Writes all bytes.</summary>
    /// <exception cref="TimeoutException">Nothing takes the bytes.</exception>
    /// <exception cref="IOException">The connection to the board is lost.</exception>
    void Write(ReadOnlySpan<byte> bytes);
}
