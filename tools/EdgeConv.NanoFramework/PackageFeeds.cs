using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging.Core;
using NuGet.Protocol;
using NuGet.Protocol.Core.Types;
using NuGet.Versioning;

namespace EdgeConv.NanoFramework;

/// <summary>The feeds of the user's NuGet configuration, asked in their order.</summary>
/// <param name="folder">Folder whose NuGet.config, and those above it, name the feeds.</param>
public sealed class PackageFeeds(string folder) : IDisposable
{
    private readonly SourceCacheContext _cache = new();

    internal ISettings Settings { get; } = NuGet.Configuration.Settings.LoadDefaultSettings(folder);

    /// <summary>Returns the name of the first feed that has a package, or null.</summary>
    /// <param name="id">Name of the package.</param>
    /// <param name="version">Its version.</param>
    /// <param name="timeLimit">A feed that has not answered by then counts as one that lacks it.</param>
    public string? Find(string id, string version, TimeSpan timeLimit)
    {
        using var limit = new CancellationTokenSource(timeLimit);
        return First(feed => feed.DoesPackageExistAsync(id, NuGetVersion.Parse(version), _cache, NullLogger.Instance, limit.Token),
            limit.Token, out _)?.Name;
    }

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    // Copies a package to a stream. Returns its feed, or null with a reason.
    internal PackageSource? Download(PackageIdentity package, Stream data, CancellationToken cancellation, out string reason)
    {
        PackageSource? source = First(feed =>
        {
            data.SetLength(0);
            return feed.CopyNupkgToStreamAsync(package.Id, package.Version, data, _cache, NullLogger.Instance, cancellation);
        }, cancellation, out string? unanswered);
        cancellation.ThrowIfCancellationRequested();
        reason = unanswered is null ? $"no feed has {package.Id} {package.Version}"
            : $"a feed that may have {package.Id} {package.Version} does not answer ({unanswered})";
        return source;
    }

    private PackageSource? First(Func<FindPackageByIdResource, Task<bool>> has, CancellationToken cancellation, out string? unanswered)
    {
        unanswered = null;
        foreach (PackageSource source in SettingsUtility.GetEnabledSources(Settings))
        {
            try
            {
                FindPackageByIdResource feed = Repository.Factory.GetCoreV3(source).GetResource<FindPackageByIdResource>(cancellation)
                    ?? throw new FatalProtocolException("it is no NuGet feed");
                // A feed without an answer may not look at the token while it waits.
                if (has(feed).WaitAsync(cancellation).GetAwaiter().GetResult()) return source;
            }
            catch (Exception failure) when (failure is FatalProtocolException or OperationCanceledException)
            {
                unanswered = $"{source.Name}: {Printable.Text(failure.Message.Split('\n')[0], 200)}";
            }
        }
        return null;
    }
}
