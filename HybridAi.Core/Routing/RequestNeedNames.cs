namespace HybridAi.Core.Routing;

/// <summary>The names of <see cref="RequestNeeds"/>, as people write them.</summary>
public static class RequestNeedNames
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [.. Capability.Needs.Select(one => one.Name)];

    /// <summary>All of them, for error messages.</summary>
    public static readonly string List = string.Join(", ", All);

    /// <summary>Finds a need by its name, in exact case; null if none is called that.</summary>
    /// <param name="name">The name.</param>
    public static RequestNeeds? Find(string name) => Array.Find(Capability.Needs, one => one.Name == name) is { Name: not null } found ? found.Need : null;

    /// <summary>The names of some needs.</summary>
    /// <param name="needs">The needs.</param>
    public static IEnumerable<string> NamesOf(RequestNeeds needs) => Capability.Needs.Where(one => (needs & one.Need) != 0).Select(one => one.Name);
}
