using System.Text.Json.Serialization;

namespace HybridAi.Client.Tenancy;

/// <summary>A new API key with its secret, which is shown this once.</summary>
public sealed record CreatedKeyDocument : KeyDocument
{
    /// <summary>The secret, in JSON <c>key</c>: <c>hai-</c> and 43 characters. Nobody can read it again.</summary>
    [JsonPropertyName("key")]
    public required string Secret { get; init; }

    /// <summary>The key that this one took over from, as it stands now; null unless this is a rotation.</summary>
    public KeyDocument? Previous { get; init; }

    /// <summary>Everything but the secret: records print their members, and this must be printed nowhere.</summary>
    public override string ToString() => $"{nameof(CreatedKeyDocument)} {Id} {Prefix}***";
}
