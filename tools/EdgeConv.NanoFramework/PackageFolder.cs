using NuGet.Common;
using NuGet.Configuration;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Packaging.Signing;
using NuGet.Versioning;

namespace EdgeConv.NanoFramework;

/// <summary>
/// The packages folder of a solution, as `nuget restore` fills it: packages/ID.VERSION. Missing packages come from the feeds of the
/// user's NuGet configuration.
/// </summary>
/// <param name="folder">Full path of the folder.</param>
/// <param name="projectFolder">Folder whose NuGet.config, and those above it, name the feeds.</param>
public sealed class PackageFolder(string folder, string projectFolder) : IDisposable
{
    private readonly PackageFeeds _feeds = new(projectFolder);

    /// <summary>Full path of the folder.</summary>
    public string Path => folder;

    /// <summary>Makes sure that a package is in the folder. Returns the reason if no feed gives it, else null.</summary>
    /// <param name="package">The package.</param>
    /// <param name="cancellation">Ends the download.</param>
    /// <exception cref="UserException">Name or version of the package is damaged.</exception>
    public string? Restore(PackageUse package, CancellationToken cancellation)
    {
        if (!NuGetVersion.TryParse(package.Version, out NuGetVersion? version) || !PackageIdValidator.IsValidPackageId(package.Id))
            throw new UserException($"packages.config: {Printable.Text($"{package.Id} {package.Version}", 100)} is no package");
        var identity = new PackageIdentity(package.Id, version);
        var paths = new PackagePathResolver(folder);
        if (Directory.Exists(paths.GetInstallPath(identity))) return null;
        using var data = new MemoryStream();
        if (_feeds.Download(identity, data, cancellation, out string reason) is not { } source) return reason;
        Extract(source, data, paths, cancellation);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _feeds.Dispose();

    private void Extract(PackageSource source, Stream data, PackagePathResolver paths, CancellationToken cancellation)
    {
        var context = new PackageExtractionContext(PackageSaveMode.Defaultv2, XmlDocFileSaveMode.None,
            ClientPolicyContext.GetClientPolicy(_feeds.Settings, NullLogger.Instance), NullLogger.Instance);
        data.Position = 0;
        PackageExtractor.ExtractPackageAsync(source.Source, data, paths, context, cancellation).GetAwaiter().GetResult();
    }
}
