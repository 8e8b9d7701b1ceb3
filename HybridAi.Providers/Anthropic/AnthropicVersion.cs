namespace HybridAi.Providers.Anthropic;

/// <summary>The two versions of the API, and what the later one no longer takes: temperature, top_p, top_k, documents of the assistant, citations of the user.</summary>
public static class AnthropicVersion
{
    /// <summary>The header that names the version; Anthropic demands it.</summary>
    public const string Header = "anthropic-version";

    /// <summary>The header that switches beta features on, as a list with commas.</summary>
    public const string BetaHeader = "anthropic-beta";

    /// <summary>The first version.</summary>
    public const string First = "2023-06-01";

    /// <summary>The latest version.</summary>
    public const string Latest = "2026-10-21";
}
