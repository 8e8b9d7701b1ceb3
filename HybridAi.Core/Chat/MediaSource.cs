namespace HybridAi.Core.Chat;

/// <summary>Where media is. The set is closed.</summary>
public abstract record MediaSource
{
    private MediaSource()
    {
    }

    /// <summary>Only the kind, so that no log shows what was sent.</summary>
    public sealed override string ToString() => GetType().Name;

    /// <summary>At an address (a <c>data:</c> URI is <see cref="Base64"/>).</summary>
    /// <param name="Address">The address as given.</param>
    public sealed record Url(string Address) : MediaSource;

    /// <summary>In the request or answer itself.</summary>
    /// <param name="Data">The base64 text.</param>
    public sealed record Base64(Verbatim Data) : MediaSource;

    /// <summary>Uploaded to the provider before; means something to that provider only.</summary>
    /// <param name="Id">The provider's id or URI of the file.</param>
    public sealed record File(string Id) : MediaSource;

    /// <summary>A document that is plain text.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : MediaSource;

    /// <summary>A document made of parts.</summary>
    /// <param name="Items">The parts.</param>
    public sealed record Parts(IReadOnlyList<ChatPart> Items) : MediaSource;
}
