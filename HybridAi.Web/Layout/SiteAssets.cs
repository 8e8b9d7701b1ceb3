using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using HybridAi.Web.Dashboard;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Web.Layout;

/// <summary>The site's few files, out of the assembly, under names that change with their content: browsers may keep them for good.</summary>
internal static class SiteAssets
{
    private const string Folder = "/assets/";
    private const string Css = "text/css; charset=utf-8";
    private const string JavaScript = "text/javascript; charset=utf-8";

    private static readonly FrozenDictionary<string, Asset> ByName =
        new[]
        {
            Load("site.css", Css), Load("site.js", JavaScript), Load("playground.js", JavaScript), Load("icon.svg", "image/svg+xml"),
            Named("dashboard.css", Encoding.UTF8.GetBytes(DashboardStyles.Of(Encoding.UTF8.GetString(Read("site.css")))), Css),
        }.ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    public static string Stylesheet { get; } = Folder + NameOf("site.", ".css");

    public static string Script { get; } = Folder + NameOf("site.", ".js");

    public static string PlaygroundScript { get; } = Folder + NameOf("playground.", ".js");

    public static string Icon { get; } = Folder + NameOf("icon.", ".svg");

    /// <summary>Its name alone: applications that have the dashboard serve it elsewhere.</summary>
    public static string DashboardStylesheet { get; } = NameOf("dashboard.", ".css");

    public static Results<FileContentHttpResult, NotFound> Serve(string name, HttpContext http)
    {
        if (!ByName.TryGetValue(name, out var asset))
            return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(asset.Content, asset.ContentType, entityTag: asset.Tag);
    }

    private static string NameOf(string start, string end) =>
        ByName.Keys.Single(name => name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal));

    private static Asset Load(string file, string contentType) => Named(file, Read(file), contentType);

    private static byte[] Read(string file)
    {
        using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static Asset Named(string file, byte[] content, string contentType)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        return new Asset(
            $"{Path.GetFileNameWithoutExtension(file)}.{hash}{Path.GetExtension(file)}", content, contentType, new EntityTagHeaderValue($"\"{hash}\""));
    }

    private sealed record Asset(string Name, byte[] Content, string ContentType, EntityTagHeaderValue Tag);
}
