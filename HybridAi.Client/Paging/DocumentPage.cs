namespace HybridAi.Client.Paging;

/// <summary>One page of a list.</summary>
/// <param name="Data">The documents, in the list's order.</param>
/// <param name="Next">The cursor that the next page is asked for with, or null if this is the last.</param>
public sealed record DocumentPage<T>(IReadOnlyList<T> Data, string? Next);
