using HybridAi.Client.Deployments;
using HybridAi.Core.Routing;
using HybridAi.Core.Secrets;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Node.Snapshots;

namespace HybridAi.Gateway.Endpoints.Deployments;

/// <summary>Reads a deployment from a request, and names everything that is wrong with it.</summary>
internal static class DeploymentFields
{
    private const double MostWeight = 1_000_000;
    private const long MostPerMinute = 1_000_000_000_000;
    private const int MostConcurrent = 1_000_000;
    private const int MostTags = 16;
    private const int LongestText = 64;

    public static DeploymentDefinition Read(
        string name, long revision, DateTimeOffset now, SaveDeploymentRequest request, FieldProblems problems, IReadOnlyList<DeploymentDefinition> others,
        GatewaySnapshot snapshot)
    {
        var model = Model(request, problems, snapshot);
        if (request.Key is { } key && !snapshot.Configuration.ProviderKeys.ContainsKey(ExtraKeys.StoredName(request.Provider ?? "", key)))
            problems.Add("key", $"must be one of the provider's extra keys; PUT /api/providers/{ApiError.Shorten(request.Provider ?? "")}/keys/NAME sets one");
        if (request.Region is { Length: 0 or > LongestText })
            problems.Add("region", $"must have 1 to {LongestText} characters");
        if (request.Weight is { } weight && weight is not (>= 0 and <= MostWeight))
            problems.Add("weight", $"must be 0 to {MostWeight}");
        if (request.Quality is { } quality && quality is not (>= 0 and <= 1))
            problems.Add("quality", "must be 0 to 1");
        var definition = new DeploymentDefinition
        {
            Name = name,
            Revision = revision,
            UpdatedAt = now,
            Provider = request.Provider ?? "",
            Model = model?.Model ?? "",
            Key = request.Key,
            Region = request.Region,
            Weight = request.Weight,
            Quality = request.Quality,
            Tags = Tags(request.Tags, problems),
            Limits = Limits(request.Limits, problems),
            State = State(request.State, problems),
        };
        if (others.FirstOrDefault(other => IsSame(other, definition)) is { } same)
            problems.Add("provider", $"is registered with the same model, region and key as '{same.Name}'");
        return definition;
    }

    public static string NameOf(DeploymentStanding state) => state switch
    {
        DeploymentStanding.Draining => DeploymentStates.Draining,
        DeploymentStanding.Disabled => DeploymentStates.Disabled,
        _ => DeploymentStates.Active,
    };

    // Under its own id, whatever alias it was named by.
    private static Deployment? Model(SaveDeploymentRequest request, FieldProblems problems, GatewaySnapshot snapshot)
    {
        if (snapshot.Models.Providers.FirstOrDefault(provider => provider.Provider == request.Provider) is not { } provider)
        {
            problems.Add("provider", $"must be one that can be used: {string.Join(", ", snapshot.Models.Providers.Select(one => one.Provider))}");
            return null;
        }

        if (request.Model is not { Length: > 0 and <= 256 } name)
        {
            problems.Add("model", "is required: the model's id at the provider, of at most 256 characters");
            return null;
        }

        var model = provider.Find(name);
        if (model is null)
            problems.Add("model", $"must be one that '{provider.Provider}' has; '{ApiError.Shorten(name)}' is not");
        return model;
    }

    private static bool IsSame(DeploymentDefinition one, DeploymentDefinition other) => one.Provider == other.Provider && one.Model == other.Model && one.Key == other.Key
        && string.Equals(one.Region, other.Region, StringComparison.OrdinalIgnoreCase);

    private static string[] Tags(IReadOnlyList<string?>? tags, FieldProblems problems)
    {
        if (tags is { Count: > MostTags } || tags?.Any(tag => tag is not { Length: > 0 and <= LongestText } || tag.Contains(',') || tag.Any(char.IsControl)) == true)
            problems.Add("tags", $"must be at most {MostTags} texts of 1 to {LongestText} characters without commas");
        return [.. (tags ?? []).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static DeploymentLimits? Limits(DeploymentLimitsDocument? limits, FieldProblems problems)
    {
        if (limits is null)
            return null;
        Check("requestsPerMinute", limits.RequestsPerMinute, MostPerMinute);
        Check("tokensPerMinute", limits.TokensPerMinute, MostPerMinute);
        Check("concurrent", limits.Concurrent, MostConcurrent);
        return new DeploymentLimits(limits.RequestsPerMinute, limits.TokensPerMinute, limits.Concurrent is <= MostConcurrent and var concurrent ? (int)concurrent : null);

        void Check(string field, long? limit, long most)
        {
            if (limit is { } given && (given < 1 || given > most))
                problems.Add($"limits.{field}", $"must be 1 to {most}, or left out for no limit");
        }
    }

    private static DeploymentStanding State(string? state, FieldProblems problems)
    {
        switch (state)
        {
            case null or DeploymentStates.Active:
                return DeploymentStanding.Active;
            case DeploymentStates.Draining:
                return DeploymentStanding.Draining;
            case DeploymentStates.Disabled:
                return DeploymentStanding.Disabled;
            default:
                problems.Add("state", $"must be {DeploymentStates.Active}, {DeploymentStates.Draining} or {DeploymentStates.Disabled}");
                return default;
        }
    }
}
