namespace HybridAi.Core.Metrics.Rollups;

/// <summary>What requests are told apart by.</summary>
public enum MetricDimension
{
    /// <summary>The organization's id. Every cut has it.</summary>
    Organization,

    /// <summary>The provider that decided the answer.</summary>
    Provider,

    /// <summary>Its model, by the provider's id.</summary>
    Model,

    /// <summary>The deployment.</summary>
    Deployment,

    /// <summary>Where the deployment is served.</summary>
    Region,

    /// <summary>The team's id.</summary>
    Team,

    /// <summary>The user's id.</summary>
    User,

    /// <summary>The key's id.</summary>
    Key,

    /// <summary>The task label.</summary>
    Task,

    /// <summary>What the answer cache did: <c>miss</c>, <c>exact</c>, <c>semantic</c>, <c>prefix</c>, <c>coalesced</c>, <c>off</c>.</summary>
    Cache,

    /// <summary>Why it failed.</summary>
    Cause,

    /// <summary>The version of a managed model. Not recorded yet.</summary>
    ModelVersion,

    /// <summary>The arm of an experiment. Not recorded yet.</summary>
    ExperimentArm,

    /// <summary>The version of a prompt template. Not recorded yet.</summary>
    PromptVersion,
}
