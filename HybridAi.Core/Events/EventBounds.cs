namespace HybridAi.Core.Events;

/// <summary>Which events there are.</summary>
/// <param name="Removed">The greatest number that was removed because it was old; 0 if none was. Whoever has read up to it, or further, has missed nothing.</param>
/// <param name="Last">The number of the newest event; 0 if there is none.</param>
public readonly record struct EventBounds(long Removed, long Last);
