namespace HybridAi.Web.Visits;

/// <summary>What came of a form.</summary>
/// <param name="Text">What was done.</param>
/// <param name="Address">Where to go on, of this site; null: where the form was.</param>
public sealed record FormResult(string Text, string? Address = null)
{
    /// <summary>A secret to be shown this once, on the form's page itself: it goes into no cookie and no address.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether the secret takes the place of the key that the reader is signed in with.</summary>
    public bool IsReadersKey { get; init; }
}
