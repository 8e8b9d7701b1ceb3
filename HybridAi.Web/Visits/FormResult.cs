namespace HybridAi.Web.Visits;

/// <summary>What came of a form.</summary>
/// <param name="Text">What was done.</param>
/// <param name="Address">Where to go on, of this site; null: where the form was.</param>
public sealed record FormResult(string Text, string? Address = null);
