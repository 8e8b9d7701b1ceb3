using HybridAi.Core.Usage;
using HybridAi.Storage.Database;

namespace HybridAi.Storage.Usage;

/// <summary>Turns a query's filters into SQL.</summary>
internal static class UsageFilter
{
    public static WhereClause Of(UsageQuery query)
    {
        var where = new WhereClause();
        if (query.OrganizationId is { } organization)
            where.And("organization_id = @organization", "organization", organization);
        if (query.TeamId is { } team)
            where.And("team_id = @team", "team", team);
        if (query.UserId is { } user)
            where.And("user_id = @user", "user", user);
        if (query.KeyId is { } key)
            where.And("key_id = @key", "key", key);
        if (query.From is { } from)
            where.And("at >= @from", "from", CeilingMilliseconds(from));
        if (query.To is { } to)
            where.And("at < @to", "to", CeilingMilliseconds(to));
        if (query.Provider is { } provider)
            where.And("provider = @provider", "provider", provider);
        if (query.Model is { } model)
            where.And("model = @model OR requested_model = @model", "model", model);
        if (query.Outcome is { } outcome)
            where.And("outcome = @outcome", "outcome", outcome.ToString());
        if (query.StatusFrom is { } least)
            where.And("status >= @statusFrom", "statusFrom", least);
        if (query.StatusTo is { } most)
            where.And("status <= @statusTo", "statusTo", most);
        if (query.Session is { } session)
            where.And("session = @session", "session", session);
        if (query.Task is { } task)
            where.And("task = @task", "task", task);
        return where;
    }

    /// <summary>The first whole millisecond at or after a moment: records are kept to the millisecond, so that no bound falls between.</summary>
    public static long CeilingMilliseconds(DateTimeOffset moment) =>
        moment.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds();
}
