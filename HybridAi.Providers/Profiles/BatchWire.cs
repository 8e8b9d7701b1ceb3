namespace HybridAi.Providers.Profiles;

/// <summary>The APIs of batches.</summary>
public enum BatchWire
{
    /// <summary>OpenAI's, with which the gateway's own is at one.</summary>
    OpenAi,

    /// <summary>Mistral's.</summary>
    Mistral,
}
