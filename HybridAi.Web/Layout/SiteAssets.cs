using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HybridAi.Web.Layout;

/// <summary>The site's few files, out of the assembly, under names that change with their content: browsers may keep them for good.</summary>
internal static class SiteAssets
{
    private static readonly FrozenDictionary<string, Asset> ByAddress =
        new[] { Load("site.css", "text/css; charset=utf-8"), Load("site.js", "text/javascript; charset=utf-8"), Load("icon.svg", "image/svg+xml") }
            .ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    public static string Stylesheet { get; } = Address("site.", ".css");

    public static string Script { get; } = Address("site.", ".js");

    public static string Icon { get; } = Address("icon.", ".svg");

    public static Results<FileContentHttpResult, NotFound> Serve(string name, HttpContext http)
    {
        if (!ByAddress.TryGetValue(name, out var asset))
            return TypedResults.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(asset.Content, asset.ContentType, entityTag: asset.Tag);
    }

    private static string Address(string start, string end) =>
        "/assets/" + ByAddress.Keys.Single(name => name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal));

    private static Asset Load(string file, string contentType)
    {
        using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream(file)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..12];
        return new Asset(
            $"{Path.GetFileNameWithoutExtension(file)}.{hash}{Path.GetExtension(file)}", content, contentType, new EntityTagHeaderValue($"\"{hash}\""));
    }

    private sealed record Asset(string Name, byte[] Content, string ContentType, EntityTagHeaderValue Tag);
}
