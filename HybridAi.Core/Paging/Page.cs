namespace HybridAi.Core.Paging;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">The items' type.</typeparam>
/// <param name="Items">The items, in the list's order.</param>
/// <param name="Next">Where the next page starts, or null if this is the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next);
