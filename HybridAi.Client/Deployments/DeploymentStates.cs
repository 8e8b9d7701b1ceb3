namespace HybridAi.Client.Deployments;

/// <summary>Whether deployments take requests.</summary>
public static class DeploymentStates
{
    /// <summary>It does.</summary>
    public const string Active = "active";

    /// <summary>Nothing new; what is in flight finishes.</summary>
    public const string Draining = "draining";

    /// <summary>It is switched off; what is in flight finishes, too.</summary>
    public const string Disabled = "disabled";
}
