using System.Collections.Frozen;

namespace HybridAi.Providers.Gemini;

/// <summary>The media types that Gemini takes, by the ending of a file's name.</summary>
internal static class MediaTypes
{
    private const int LongestEnding = 5;

    private static readonly FrozenDictionary<string, string> ByEnding = new Dictionary<string, string>
    {
        ["png"] = "image/png", ["jpg"] = "image/jpeg", ["jpeg"] = "image/jpeg", ["webp"] = "image/webp", ["gif"] = "image/gif",
        ["heic"] = "image/heic", ["heif"] = "image/heif",
        ["wav"] = "audio/wav", ["mp3"] = "audio/mp3", ["aac"] = "audio/aac", ["flac"] = "audio/flac", ["ogg"] = "audio/ogg", ["aiff"] = "audio/aiff",
        ["mp4"] = "video/mp4", ["mpeg"] = "video/mpeg", ["mpg"] = "video/mpg", ["mov"] = "video/mov", ["avi"] = "video/avi",
        ["webm"] = "video/webm", ["wmv"] = "video/wmv", ["flv"] = "video/x-flv", ["3gp"] = "video/3gpp",
        ["pdf"] = "application/pdf", ["json"] = "application/json", ["txt"] = "text/plain", ["md"] = "text/markdown", ["html"] = "text/html",
        ["htm"] = "text/html", ["css"] = "text/css", ["csv"] = "text/csv", ["xml"] = "text/xml", ["rtf"] = "text/rtf",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The type of what is at an address or has a file name, or null if its ending does not tell.</summary>
    public static string? OfAddress(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? address.AsSpan() : address.AsSpan(0, end);
        path = path[(path.LastIndexOf('/') + 1)..];
        var dot = path.LastIndexOf('.');
        return dot < 0 || path.Length - dot - 1 > LongestEnding ? null : ByEnding.GetValueOrDefault(path[(dot + 1)..].ToString());
    }
}
