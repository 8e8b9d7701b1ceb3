using System.Globalization;
using HybridAi.Client.Serialization;
using HybridAi.Core.Configuration;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;

namespace HybridAi.Gateway.Endpoints.Usage;

/// <summary>Reads which usage records a caller asks for, and confines it to those that it may see.</summary>
internal static class UsageQueries
{
    public static Outcome<UsageQuery> Read(ApiQuery parameters, Caller caller, DateTimeOffset now)
    {
        var organization = parameters.Id("organization");
        var query = new UsageQuery
        {
            TeamId = parameters.Id("team") is { } team ? new TeamId(team) : null,
            UserId = parameters.Id("user") is { } user ? new UserId(user) : null,
            KeyId = parameters.Id("key") is { } key ? new KeyId(key) : null,
            From = Time(parameters, "from", now),
            To = Time(parameters, "to", now),
            Provider = parameters.Text("provider"),
            Model = parameters.Text("model"),
            Session = parameters.Text("session"),
            Task = parameters.Text("task"),
            After = parameters.Cursor(),
            Limit = parameters.Limit(),
        };
        query = WithStatus(query, parameters);
        if (query.From >= query.To)
            parameters.Fail("from", "must be before 'to'");
        return parameters.Problem is { } problem ? problem : Confine(query, organization, caller);
    }

    private static Outcome<UsageQuery> Confine(UsageQuery query, Guid? organization, Caller caller)
    {
        if (OrganizationScope.Of(caller, organization).Failed(out var error, out var scope))
            return error;
        query = query with { OrganizationId = scope.Id };
        if (caller.Role >= Role.Viewer)
            return query;
        return query.KeyId is null || query.KeyId == caller.KeyId
            ? query with { KeyId = caller.KeyId }
            : ApiError.Forbidden($"A key with the role {RoleRequirement.Name(caller.Role)} sees only its own requests.");
    }

    /// <summary>How long ago, such as <c>24h</c>; null if it is no such text, or before 1970.</summary>
    public static DateTimeOffset? Ago(string text, DateTimeOffset now) => DurationText.TryParse(text, out var ago) && ago <= now - DateTimeOffset.UnixEpoch ? now - ago : null;

    /// <summary>A time, or how long ago; null if the parameter is absent.</summary>
    public static DateTimeOffset? Time(ApiQuery parameters, string name, DateTimeOffset now)
    {
        if (parameters.Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            && epoch <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return DateTimeOffset.FromUnixTimeMilliseconds(epoch);
        if (Ago(text, now) is { } past)
            return past;
        // In an address an unescaped + is a space: 2026-01-31T08:00:00 02:00.
        if (UtcTime.TryParse(text, out var time) || UtcTime.TryParse(text.Replace(' ', '+'), out time))
            return time;
        parameters.Fail(name, "must be a time such as 2026-01-31T08:00:00Z or 1769846400000, or how long ago, such as 24h");
        return null;
    }

    private static UsageQuery WithStatus(UsageQuery query, ApiQuery parameters)
    {
        if (parameters.Text("status") is not { } text)
            return query;
        if (text is [>= '1' and <= '5' and var hundreds, 'x' or 'X', 'x' or 'X'])
            return query with { StatusFrom = (hundreds - '0') * 100, StatusTo = (hundreds - '0') * 100 + 99 };
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status <= 999)
            return query with { StatusFrom = status, StatusTo = status };
        foreach (var outcome in Enum.GetValues<UsageOutcome>())
        {
            if (UsageDocuments.Name(outcome).Equals(text, StringComparison.OrdinalIgnoreCase))
                return query with { Outcome = outcome };
        }
        parameters.Fail("status", "must be an HTTP status (200), a class (4xx) or an outcome (succeeded, failed, cancelled, interrupted)");
        return query;
    }
}
