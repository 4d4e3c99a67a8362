using System.Net;
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
    /// <summary>Largest request, in bytes.</summary>
    public const int MaxRequestBytes = RequestGuard.MaxBytes;

    private const int MaxConnections = 1000;

    private readonly WebApplication _application;

    private StudioServer(WebApplication application, Uri url)
    {
        _application = application;
        Url = url;
    }

    /// <summary>Where the page is, e.g. http://127.0.0.1:5190/.</summary>
    public Uri Url { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="port">1 to 65535, or 0 for any that is free.</param>
    /// <exception cref="UserException">The port is taken or may not be used.</exception>
    public static async Task<StudioServer> StartAsync(int port)
    {
        // The empty builder reads no appsettings.json and no ASPNETCORE_ variable, either of which could open another address.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            // A connection costs little until its request is complete. One that never completes it is closed soon and keeps nobody out.
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
            kestrel.Listen(IPAddress.Loopback, port);
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        WebApplication application = builder.Build();
        application.Use(RequestGuard.Check);
        application.Run(EndpointTable.Answer);
        try
        {
            await application.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or AddressInUseException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync();
            bool taken = failure is AddressInUseException || failure.InnerException is AddressInUseException;
            throw new UserException(
                $"--port {port}: {(taken ? "another program listens there" : "cannot be used")}; name another, or 0 for any that is free");
        }
        IServerAddressesFeature addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        return new StudioServer(application, new Uri(addresses.Addresses.Single()));
    }

    /// <summary>Answers requests until cancelled, then ends those under way.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
        await _application.StopAsync();
    }

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
