namespace HybridAi.Core.Routing;

/// <summary>The names of <see cref="RequestNeeds"/>, as people write them.</summary>
public static class RequestNeedNames
{
    private static readonly (string Name, RequestNeeds Need)[] Named =
    [
        ("tools", RequestNeeds.Tools), ("vision", RequestNeeds.Vision), ("audio", RequestNeeds.Audio), ("pdf", RequestNeeds.Pdf),
        ("structured-output", RequestNeeds.StructuredOutput), ("reasoning", RequestNeeds.Reasoning), ("speech", RequestNeeds.Speech),
    ];

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [.. Named.Select(one => one.Name)];

    /// <summary>All of them, for error messages.</summary>
    public static readonly string List = string.Join(", ", All);

    /// <summary>Finds a need by its name, in exact case; null if none is called that.</summary>
    /// <param name="name">The name.</param>
    public static RequestNeeds? Find(string name) => Array.Find(Named, one => one.Name == name) is { Name: not null } found ? found.Need : null;

    /// <summary>The names of some needs.</summary>
    /// <param name="needs">The needs.</param>
    public static IEnumerable<string> NamesOf(RequestNeeds needs) => Named.Where(one => (needs & one.Need) != 0).Select(one => one.Name);
}
