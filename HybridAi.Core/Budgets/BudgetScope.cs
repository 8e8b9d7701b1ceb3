namespace HybridAi.Core.Budgets;

/// <summary>Whose spending a budget bounds. Stored by name.</summary>
public enum BudgetScope
{
    /// <summary>All requests of the installation.</summary>
    Global,

    /// <summary>The requests that a provider answered, by its configured name.</summary>
    Provider,

    /// <summary>The requests that a model answered: its provider's id for it, or <c>provider/id</c> for it at that provider only.</summary>
    Model,

    /// <summary>The requests made with a key, by its id.</summary>
    Key,

    /// <summary>The requests made with keys of a user, by its id.</summary>
    User,

    /// <summary>The requests made with keys of a team, by its id.</summary>
    Team,

    /// <summary>The requests made with keys of an organization, by its id.</summary>
    Organization,

    /// <summary>The requests that carry a tag, which is the caller's own word.</summary>
    Tag,
}
