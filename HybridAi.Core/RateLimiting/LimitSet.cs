namespace HybridAi.Core.RateLimiting;

/// <summary>All limits that count, in the order of their names.</summary>
public sealed class LimitSet
{
    private LimitSet(Limit[] all)
    {
        All = all;
        OfCallers = Array.FindAll(all, static limit => limit.Definition.Scope is not (LimitScope.Model or LimitScope.Provider));
        OfDeployments = Array.FindAll(all, static limit => limit.Definition.Scope is LimitScope.Model or LimitScope.Provider);
    }

    /// <summary>All of them.</summary>
    public Limit[] All { get; }

    /// <summary>Those that depend on who asks.</summary>
    public Limit[] OfCallers { get; }

    /// <summary>Those that depend on where the request goes.</summary>
    public Limit[] OfDeployments { get; }

    /// <summary>Makes definitions ready.</summary>
    /// <param name="definitions">The definitions, each name once.</param>
    /// <returns>The limits; null if none counts.</returns>
    public static LimitSet? Of(IEnumerable<LimitDefinition> definitions)
    {
        var all = definitions.Where(definition => !definition.Disabled).OrderBy(definition => definition.Name, StringComparer.Ordinal)
            .Select(definition => new Limit(definition)).ToArray();
        return all.Length == 0 ? null : new LimitSet(all);
    }

    /// <summary>Finds a limit.</summary>
    /// <param name="name">Its name, in any case.</param>
    public Limit? Find(string name) => Array.Find(All, limit => limit.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
