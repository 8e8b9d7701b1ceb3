namespace HybridAi.Node.Settings;

/// <summary>How personal data is recorded. Configuration section <c>Privacy</c>.</summary>
public sealed class PrivacyOptions
{
    /// <summary>Whether callers' user ids are recorded as a keyed hash only. Default true.</summary>
    public bool HashUsers { get; set; } = true;

    /// <summary>Whether IP addresses are recorded as a keyed hash only. Default true.</summary>
    public bool HashAddresses { get; set; } = true;
}
