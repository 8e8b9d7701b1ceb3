using HybridAi.Core.Routing;

namespace HybridAi.Core.Tenancy;

/// <summary>The models that a key may use, as patterns: exact names, or a beginning followed by one <c>*</c>.</summary>
public sealed class AllowedModels(IReadOnlyList<string> patterns)
{
    /// <summary>
    /// Keeps what may be used. A name that is allowed allows all it stands for; else each deployment needs to be allowed by its
    /// <c>provider/model</c> or its bare model id.
    /// </summary>
    public Deployment[] Filter(string name, Deployment[] deployments) => Allows(name)
        ? deployments
        : Array.FindAll(deployments, deployment => Allows(deployment.QualifiedModel) || Allows(deployment.Model));

    private bool Allows(string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1)) : name == pattern)
                return true;
        }

        return false;
    }
}
