namespace HybridAi.Core.Routing.Rules;

/// <summary>
/// Some of the deployments: those that are meant by each list that is given, at least one of which is; of a list, one entry is enough. Names are exact or
/// have one <c>*</c> at their end; those of regions are the same in upper and lower case.
/// </summary>
public sealed record DeploymentSelection
{
    /// <summary>By provider.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>By their own names (see <see cref="Deployment.Id"/>).</summary>
    public IReadOnlyList<string>? Deployments { get; init; }

    /// <summary>By the model's id at the provider.</summary>
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>By region.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>By the deployment's tags, one of which is enough.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The same in words: <c>provider groq or openai, region eu-*</c>.</summary>
    public override string ToString() => string.Join(", ", new[] { Words("provider", Providers), Words("deployment", Deployments), Words("model", Models), Words("region", Regions), Words("tag", Tags) }.OfType<string>());

    private static string? Words(string what, IReadOnlyList<string>? names) => names is null ? null : $"{what} {string.Join(" or ", names)}";
}
