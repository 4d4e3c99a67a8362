using System.Net.Sockets;

namespace EdgeConv.Tests.Studio.Board;

/// <summary>A cable to a board on the network that a test can cut, and whose bytes are counted.</summary>
internal sealed class Cable : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _board;
    private readonly object _lock = new();
    private readonly List<TcpClient> _open = [];
    private volatile bool _isCut;
    private long _fromBoard;

    public Cable(string board)
    {
        _board = IPEndPoint.Parse(board["tcp://".Length..]);
        _listener.Start();
        _ = Accept();
    }

    public string Address => $"tcp://{_listener.LocalEndpoint}";

    /// <summary>Bytes that came from the board so far.</summary>
    public long BytesFromBoard => Interlocked.Read(ref _fromBoard);

    public void Cut()
    {
        _isCut = true;
        lock (_lock)
        {
            foreach (TcpClient one in _open) one.Dispose();
            _open.Clear();
        }
    }

    public void Mend() => _isCut = false;

    public void Dispose()
    {
        _listener.Stop();
        Cut();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                TcpClient computer = await _listener.AcceptTcpClientAsync();
                if (_isCut) computer.Dispose();
                else _ = Carry(computer);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task Carry(TcpClient computer)
    {
        var board = new TcpClient();
        lock (_lock) _open.AddRange([computer, board]);
        try
        {
            await board.ConnectAsync(_board);
            await Task.WhenAny(Copy(computer, board, false), Copy(board, computer, true));
        }
        catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
        {
            // One side has ended.
        }
        computer.Dispose();
        board.Dispose();
    }

    private async Task Copy(TcpClient from, TcpClient to, bool isFromBoard)
    {
        byte[] bytes = new byte[4096];
        try
        {
            while (await from.GetStream().ReadAsync(bytes) is var count and > 0)
            {
                if (isFromBoard) Interlocked.Add(ref _fromBoard, count);
                await to.GetStream().WriteAsync(bytes.AsMemory(0, count));
            }
        }
        catch (Exception end) when (end is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The cable was cut.
        }
    }
}
