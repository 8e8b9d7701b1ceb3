namespace HybridAi.Client.Tenancy;

/// <summary>The roles of a key, from the least to the most.</summary>
public static class Roles
{
    /// <summary>Calls models, nothing else.</summary>
    public const string Inference = "inference";

    /// <summary>Reads the management API.</summary>
    public const string Viewer = "viewer";

    /// <summary>Calls models, reads the management API and operates.</summary>
    public const string Operator = "operator";

    /// <summary>Everything in its organization; in the default organization, everything.</summary>
    public const string Administrator = "administrator";
}
