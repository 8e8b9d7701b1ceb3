namespace HybridAi.Gateway.Inference;

/// <summary>The words for how a request uses the cache.</summary>
internal static class CacheModes
{
    public const string List = "on, off, refresh, only";

    public static CacheMode? Find(string text) => text.ToLowerInvariant() switch
    {
        "on" => CacheMode.On,
        "off" => CacheMode.Off,
        "refresh" => CacheMode.Refresh,
        "only" => CacheMode.Only,
        _ => null,
    };

    public static string NameOf(CacheMode mode) => mode switch
    {
        CacheMode.On => "on",
        CacheMode.Off => "off",
        CacheMode.Refresh => "refresh",
        _ => "only",
    };
}
