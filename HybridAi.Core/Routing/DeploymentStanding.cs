namespace HybridAi.Core.Routing;

/// <summary>Whether a registered deployment takes requests. Stored by name.</summary>
public enum DeploymentStanding
{
    /// <summary>It does.</summary>
    Active,

    /// <summary>Nothing new; what is in flight finishes.</summary>
    Draining,

    /// <summary>It is switched off; what is in flight finishes, too.</summary>
    Disabled,
}
