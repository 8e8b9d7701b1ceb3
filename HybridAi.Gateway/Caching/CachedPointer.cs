using System.Text;
using HybridAi.Core.Caching;

namespace HybridAi.Gateway.Caching;

/// <summary>
/// An entry that has no answer but says which one has it. So an answer that is found by two keys lies under one of them, and whoever purges or replaces it there has done so for both.
/// </summary>
internal static class CachedPointer
{
    private const string ContentType = "application/x-hybridai-cache-key";

    /// <summary>Makes one.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="key">What else it is found by.</param>
    public static CachedAnswer To(CachedAnswer answer, CacheKey key) => answer with { Key = key, ContentType = ContentType, Body = Encoding.ASCII.GetBytes(answer.Key.HashText()) };

    /// <summary>Reads the key of the answer, of the same organization.</summary>
    public static bool TryRead(CachedAnswer pointer, out CacheKey key)
    {
        key = default;
        return pointer.ContentType == ContentType && CacheKey.TryParse(pointer.Key.Organization, Encoding.ASCII.GetString(pointer.Body.Span), out key);
    }
}
