namespace HybridAi.Web.Visits;

/// <summary>What came of a form, told once on the page that follows.</summary>
/// <param name="Text">What to tell.</param>
/// <param name="Failed">Whether it failed.</param>
public sealed record Notice(string Text, bool Failed = false);
