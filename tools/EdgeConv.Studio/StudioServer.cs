using System.Net;
using EdgeConv.Studio.Board;
using EdgeConv.Studio.Data;
using EdgeConv.Studio.Endpoints;
using EdgeConv.Studio.Training;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EdgeConv.Studio;

/// <summary>
/// The web server of the playground: it listens on the loopback address only and reads no configuration from files or the environment.
/// </summary>
public sealed class StudioServer : IAsyncDisposable
{
    /// <summary>Maximum size of a request in bytes.</summary>
    public const int MaxRequestBytes = RequestGuard.MaxBytes;

    /// <summary>Folder of the frames that the page collects, unless the user names another.</summary>
    public const string DefaultData = "studio-data";

    private const int MaxConnections = 1000;

    private readonly WebApplication _application;
    private readonly BoardDesk _desk;

    private StudioServer(WebApplication application, BoardDesk desk, Uri url)
    {
        _application = application;
        _desk = desk;
        Url = url;
    }

    /// <summary>Address of the page, e.g. http://127.0.0.1:5190/.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">Port, 1 to 65535, or 0 for any free port.</param>
    /// <param name="data">Folder of the frames that the page collects; it is created when the first class is.</param>
    /// <exception cref="UserException">Another program uses the port, or the user may not use it; or the folder cannot be used.</exception>
    public static async Task<StudioServer> StartAsync(int port, string data = DefaultData)
    {
        DataFolder frames = new(data);
        // The empty builder reads neither appsettings.json nor ASPNETCORE_ variables, which could make the server listen on another
        // address.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            // A connection uses few resources until its request is complete. If it never completes the request, it is closed soon.
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var desk = new BoardDesk();
        builder.Services.AddSingleton(desk);
        // The container makes the trainings and disposes of them, which ends a running one.
        builder.Services.AddSingleton<TrainingJobs>();
        builder.Services.AddSingleton(frames).AddSingleton<DataEndpoints>().AddSingleton<TrainingEndpoints>();
        WebApplication application = builder.Build();
        application.Use(RequestGuard.Check);
        application.Run(EndpointTable.Answer);
        try
        {
            await application.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or AddressInUseException or System.Net.Sockets.SocketException)
        {
            desk.Dispose();
            await application.DisposeAsync();
            bool taken = failure is AddressInUseException || failure.InnerException is AddressInUseException;
            throw new UserException(
                $"--port {port} {(taken ? "is used by another program" : "cannot be used")}; give another, or 0 for any free port");
        }
        IServerAddressesFeature addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new StudioServer(application, desk, new Uri(addresses.Addresses.Single()));
    }

    /// <summary>Answers requests until cancellation, and then ends the running ones.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        _desk.Dispose();
        await _application.StopAsync();
    }

    /// <summary>Stops listening, and ends the connection to a board and a running training.</summary>
    public ValueTask DisposeAsync()
    {
        _desk.Dispose();
        return _application.DisposeAsync();
    }
}
