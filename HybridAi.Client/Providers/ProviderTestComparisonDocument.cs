namespace HybridAi.Client.Providers;

/// <summary>What has changed from one test of a provider to a later one.</summary>
/// <param name="With">The earlier test.</param>
/// <param name="Checks">Checks with another outcome than before.</param>
/// <param name="Figures">Figures that both have.</param>
public sealed record ProviderTestComparisonDocument(Guid With, IReadOnlyList<ProviderCheckChangeDocument> Checks, IReadOnlyList<ProviderFigureChangeDocument> Figures);

/// <summary>A check with another outcome than before.</summary>
/// <param name="Name">The check.</param>
/// <param name="Before">Its outcome then.</param>
/// <param name="After">Its outcome now.</param>
public sealed record ProviderCheckChangeDocument(string Name, string Before, string After);

/// <summary>A figure then and now.</summary>
/// <param name="Name">Which: <c>firstContentMs.p95</c>, <c>perSecond@8</c> (with 8 requests at once).</param>
/// <param name="Before">Then.</param>
/// <param name="After">Now.</param>
public sealed record ProviderFigureChangeDocument(string Name, double Before, double After);
