using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeConv.Board;
using EdgeConv.Studio.Board;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeConv.Studio.Endpoints;

/// <summary>A request without values.</summary>
internal sealed record NothingRequest;

/// <summary>Asks for a connection to a board.</summary>
/// <param name="Address">A serial port, tcp://HOST:PORT, or virtual.</param>
/// <param name="Baud">Bits per second of a serial port.</param>
/// <param name="Key">The key of a board on the network; null takes the user's key file.</param>
/// <param name="Remember">Whether the key is added to the user's key file.</param>
/// <param name="Sensor">Sensor of the virtual board: one of <see cref="BoardTarget.Sensors"/>.</param>
/// <param name="Frames">Name of the frames that this sensor repeats, such as hand.</param>
internal sealed record ConnectRequest(
    string Address, int Baud = 115200, string? Key = null, bool Remember = false, string? Sensor = null, string? Frames = null);

/// <summary>Asks to unplug the sensor of a virtual board, or to plug it in.</summary>
/// <param name="Unplugged">Whether it is to be unplugged.</param>
internal sealed record UnplugRequest(bool Unplugged);

/// <summary>Asks to change settings.</summary>
/// <param name="Settings">The settings by key.</param>
/// <param name="Gesture">Changes of one gesture are undone in one step.</param>
internal sealed record SetRequest(Dictionary<string, string> Settings, string? Gesture = null);

/// <summary>Asks to run another model that the board has.</summary>
/// <param name="Model">a, b or builtin.</param>
internal sealed record RunRequest(string Model);

/// <summary>Asks to send a model to the board.</summary>
/// <param name="Model">The model.</param>
internal sealed record LoadRequest(UploadedModel Model);

/// <summary>Connects the page to a board, and passes on what it asks of it.</summary>
internal static partial class BoardEndpoint
{
    private const int MaxSettings = EdgeConv.Firmware.Settings.Count, MaxText = 64;

    // These have effects of their own, for which the page has other requests, or are made with the command line.
    private static readonly Dictionary<string, string> s_others = new()
    {
        ["stream"] = "the studio sets it",
        ["model"] = "choose a model in its list",
        ["link.key"] = "set it with edgeconv board set, which keeps it in your key file",
        ["wifi.password"] = "set it with edgeconv board set",
    };

    private static readonly object s_done = new { };

    /// <summary>Names of the serial ports.</summary>
    public static Task<object> Ports() => Task.FromResult<object>(new { ports = BoardAddress.SerialPorts() });

    public static async Task<object> Connect(BoardDesk desk, ConnectRequest request)
    {
        await desk.Connect(request.Address == BoardAddress.Virtual
            ? BoardTarget.Virtual(request.Sensor ?? BoardTarget.Sensors[0], string.IsNullOrEmpty(request.Frames) ? null : request.Frames)
            : BoardTarget.Of(request.Address, request.Baud, request.Key, request.Remember));
        return s_done;
    }

    public static Task<object> Disconnect(BoardDesk desk, NothingRequest request)
    {
        desk.Disconnect();
        return Task.FromResult(s_done);
    }

    public static Task<object> Unplug(BoardDesk desk, UnplugRequest request)
    {
        desk.Unplug(request.Unplugged);
        return Task.FromResult(s_done);
    }

    public static Task<object> Set(BoardDesk desk, SetRequest request)
    {
        if (request.Settings.Count is 0 or > MaxSettings) throw new UserException($"settings must hold 1 to {MaxSettings} settings");
        foreach ((string key, string value) in request.Settings)
        {
            if (!Key().IsMatch(key)) throw new UserException($"{Printable.Text(key, 40)}: no such setting");
            if (s_others.TryGetValue(key, out string? other)) throw new UserException($"{key}: {other}");
            if (value is null || value.Length > MaxText || value.Any(character => character is < ' ' or > '~'))
                throw new UserException($"{key}: a value has at most {MaxText} characters of printable ASCII");
        }
        return Do(desk, talk => talk.Set(request.Settings, request.Gesture));
    }

    public static Task<object> Run(BoardDesk desk, RunRequest request) => request.Model is "a" or "b" or "builtin"
        ? Long(desk, talk => talk.Run(request.Model)) : throw new UserException("model must be a, b or builtin");

    public static Task<object> Load(BoardDesk desk, LoadRequest request)
    {
        // Refuses a file that is no model before anything is asked of the board.
        if (request.Model.IsPacked) request.Model.Load();
        else request.Model.ReadGraph();
        desk.BeginLoad(request.Model);
        return Task.FromResult(s_done);
    }

    /// <summary>Works with the board.</summary>
    public static Task<object> Do(BoardDesk desk, Action<BoardTalk> work) => Run(desk, work, false);

    /// <summary>Works with the board for longer than a request usually waits.</summary>
    public static Task<object> Long(BoardDesk desk, Action<BoardTalk> work) => Run(desk, work, true);

    /// <summary>Sends one line of JSON for each change of the board, until the page goes or the studio ends.</summary>
    public static async Task Stream(HttpContext context, BoardDesk desk, JsonSerializerOptions json)
    {
        IHostApplicationLifetime life = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        HttpResponse response = context.Response;
        response.ContentType = "application/x-ndjson; charset=utf-8";
        PageFeed feed = desk.Pages.Open();
        try
        {
            while (!ends.IsCancellationRequested)
            {
                if (await feed.Next(ends.Token) is { } next) await JsonSerializer.SerializeAsync(response.Body, next, json, ends.Token);
                // An empty line shows that the studio is still there.
                await response.Body.WriteAsync("\n"u8.ToArray(), ends.Token);
                await response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page has gone.
        }
        finally
        {
            desk.Pages.Close(feed);
        }
    }

    private static async Task<object> Run(BoardDesk desk, Action<BoardTalk> work, bool isLong)
    {
        await desk.Do(talk =>
        {
            work(talk);
            return true;
        }, isLong);
        return new { revision = desk.State.Revision };
    }

    [GeneratedRegex(@"^[a-z0-9]+(\.[a-z0-9]+)?\z")]
    private static partial Regex Key();
}
