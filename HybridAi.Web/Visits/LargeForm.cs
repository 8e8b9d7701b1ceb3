namespace HybridAi.Web.Visits;

/// <summary>A form that may have more than usual. It is read from administrators of the installation only.</summary>
/// <param name="Page">Where it stands: as long as it is not read it does not say so itself.</param>
/// <param name="MostBytes">The most that it has.</param>
internal sealed record LargeForm(string Page, long MostBytes);
