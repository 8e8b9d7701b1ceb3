namespace HybridAi.Node.Settings;

/// <summary>The responses API. Configuration section <c>Responses</c>.</summary>
public sealed class ResponsesOptions
{
    /// <summary>Whether and how long responses are kept.</summary>
    public ResponseStorageOptions Storage { get; set; } = new();
}
