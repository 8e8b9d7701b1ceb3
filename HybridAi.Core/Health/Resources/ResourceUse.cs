namespace HybridAi.Core.Health.Resources;

/// <summary>How much of something is used.</summary>
/// <param name="Name">What, in lower case, such as <c>threads</c>.</param>
/// <param name="Used">How much; null if that cannot be found out here.</param>
/// <param name="Limit">How much may be; null if nothing bounds it.</param>
/// <param name="Unit">In what, such as <c>bytes</c> or <c>connections</c>.</param>
public readonly record struct ResourceUse(string Name, long? Used, long? Limit, string Unit)
{
    /// <summary>The share of the limit that is used; null if either is not known.</summary>
    public double? Share => Used is { } used && Limit is > 0 and { } limit ? (double)used / limit : null;
}
