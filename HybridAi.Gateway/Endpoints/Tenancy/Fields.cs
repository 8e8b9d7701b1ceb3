using HybridAi.Client.Serialization;
using HybridAi.Client.Tenancy;
using HybridAi.Core.Configuration;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Providers;

namespace HybridAi.Gateway.Endpoints.Tenancy;

/// <summary>Reads the fields of tenants and keys from requests: trims them and holds them to <see cref="TenancyRules"/>.</summary>
internal static class Fields
{
    private const decimal LargestCost = 1_000_000;

    public static Outcome<string> Name(string? text) =>
        TenancyRules.CheckName(text?.Trim()) is { } problem ? ApiError.Invalid("name", problem) : text!.Trim();

    /// <summary>The name that a change gives. A PUT has to give one, a PATCH may leave it as it is.</summary>
    public static Outcome<string> Name(HttpContext http, Patch<string?> name, string before) =>
        Name(HttpMethods.IsPut(http.Request.Method) ? name.Value : name.Or(before));

    /// <summary>Blank is none.</summary>
    public static Outcome<Optional<string>> Email(string? text)
    {
        if (text?.Trim() is not { Length: > 0 } email)
            return default(Optional<string>);
        return TenancyRules.CheckEmail(email) is { } problem ? ApiError.Invalid("email", problem) : new Optional<string>(email);
    }

    public static Outcome<Optional<IReadOnlyList<string>>> AllowedModels(IReadOnlyList<string?>? patterns)
    {
        if (patterns is null)
            return default(Optional<IReadOnlyList<string>>);
        var trimmed = patterns.Select(pattern => pattern?.Trim()).Distinct(StringComparer.Ordinal).ToList();
        return TenancyRules.CheckAllowedModels(trimmed) is { } problem
            ? ApiError.Invalid("allowedModels", problem)
            : new Optional<IReadOnlyList<string>>(trimmed!);
    }

    /// <summary>A policy without anything in it is none. Every field that is wrong is named.</summary>
    public static Outcome<Optional<KeyPolicy>> Policy(KeyPolicyDocument? asked, IProviderDirectory providers)
    {
        if (asked is null || asked == new KeyPolicyDocument())
            return default(Optional<KeyPolicy>);
        var problems = new FieldProblems();
        if (asked.Strategy is { } strategy && !StrategyNames.All.Contains(strategy))
            problems.Add("policy.strategy", $"must be one of {StrategyNames.List}");
        if (asked.Provider is { } provider && providers.List().All(one => one.Name != provider))
            problems.Add("policy.provider", "must be the name of a provider, such as GET /api/providers lists them");
        if (asked.Region is { } region && (region.Trim().Length is 0 or > TenancyRules.MaxNameLength || region.Any(char.IsControl)))
            problems.Add("policy.region", $"must have 1 to {TenancyRules.MaxNameLength} printable characters");
        if (asked.MaxCost is <= 0 or > LargestCost)
            problems.Add("policy.maxCost", $"must be above 0 and at most {LargestCost} US dollars");
        if (asked.MaxOutputTokens is < 1 or > KeyPolicy.LargestOutput)
            problems.Add("policy.maxOutputTokens", $"must be 1 to {KeyPolicy.LargestOutput}");
        if (asked.Cache is { } cache && CacheModes.Find(cache) is null)
            problems.Add("policy.cache", $"must be one of {CacheModes.List}");
        return problems.ToError() is { } error ? error : new Optional<KeyPolicy>(new KeyPolicy
        {
            Strategy = asked.Strategy, Provider = asked.Provider, Region = asked.Region?.Trim(), Hedge = asked.Hedge, MaxCost = asked.MaxCost, MaxOutputTokens = asked.MaxOutputTokens,
            Cache = asked.Cache is null ? null : CacheModes.NameOf(CacheModes.Find(asked.Cache)!.Value),
        });
    }

    public static ApiError? CheckEnd(DateTimeOffset? expiresAt, DateTimeOffset now) =>
        expiresAt <= now ? ApiError.Invalid("expiresAt", "must be in the future, or null for a key that does not end") : null;

    public static Outcome<Role> Role(string? text)
    {
        if (text is null)
            return Core.Tenancy.Role.Inference;
        foreach (var role in Enum.GetValues<Role>())
        {
            if (RoleRequirement.Name(role) == text)
                return role;
        }
        return ApiError.Invalid("role", "must be one of " + string.Join(", ", Enum.GetValues<Role>().Select(RoleRequirement.Name)));
    }

    public static Outcome<TimeSpan> Overlap(string? text)
    {
        if (text is null)
            return KeyLifecycle.DefaultOverlap;
        return DurationText.TryParse(text, out var overlap) && overlap <= KeyLifecycle.MaxOverlap
            ? overlap
            : ApiError.Invalid("overlap", $"must be {DurationText.Accepted}, from 0s to {DurationText.Format(KeyLifecycle.MaxOverlap)}");
    }
}

/// <summary>A field's value, which may be none.</summary>
internal readonly record struct Optional<T>(T? Value);
