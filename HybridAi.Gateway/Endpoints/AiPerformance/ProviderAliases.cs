namespace HybridAi.Gateway.Endpoints.AiPerformance;

/// <summary>Names that people use for providers.</summary>
internal static class ProviderAliases
{
    /// <summary>The provider's own name.</summary>
    /// <param name="name">A name.</param>
    /// <param name="isProvider">Whether there is a provider of exactly that name: it goes first.</param>
    public static string Resolve(string name, Func<string, bool> isProvider)
    {
        if (isProvider(name))
            return name;
        var lower = name.ToLowerInvariant();
        return lower switch { "claude" => "anthropic", "google" => "gemini", _ => lower };
    }
}
