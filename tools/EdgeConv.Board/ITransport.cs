namespace EdgeConv.Board;

/// <summary>Carries bytes to a board and back.</summary>
public interface ITransport : IDisposable
{
    /// <summary>Bits per second; 0 where the line has no fixed rate.</summary>
    int Baud { get; }

    /// <summary>Reads what has come, without waiting. 0 where nothing has.</summary>
    /// <exception cref="IOException">The board is gone.</exception>
    int Read(byte[] buffer);

    /// <summary>Writes all of it.</summary>
    /// <exception cref="TimeoutException">Nothing takes the bytes.</exception>
    /// <exception cref="IOException">The board is gone.</exception>
    void Write(ReadOnlySpan<byte> bytes);
}
