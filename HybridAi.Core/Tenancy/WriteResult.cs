namespace HybridAi.Core.Tenancy;

/// <summary>What became of a management write.</summary>
public enum WriteResult
{
    /// <summary>It is in the database.</summary>
    Done,

    /// <summary>Somebody changed the document in between (or it exists already): read it again.</summary>
    Stale,

    /// <summary>There is no such document.</summary>
    NotFound,

    /// <summary>A name, e-mail address or hash that must be unique is taken.</summary>
    Duplicate,

    /// <summary>Others still belong to it, or what it belongs to does not exist.</summary>
    Referenced,

    /// <summary>It would leave nobody to administer the installation.</summary>
    LastAdministrator,
}
