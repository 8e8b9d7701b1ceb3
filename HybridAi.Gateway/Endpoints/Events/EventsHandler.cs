using System.Globalization;
using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;
using HybridAi.Gateway.Events;
using HybridAi.Gateway.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HybridAi.Gateway.Endpoints.Events;

internal static class EventsHandler
{
    public const string LastEventId = "Last-Event-ID";

    private const int LongestText = 1024;

    public static async Task<Results<EmptyHttpResult, ApiError>> StreamAsync(HttpContext http, EventStreams streams)
    {
        var query = new ApiQuery(http.Request.Query);
        var (topics, organization, filter, after) = (query.Text("topics", LongestText), query.Id("organization"), query.Text("filter", LongestText), query.Number("after", 0, long.MaxValue));
        IReadOnlyList<EventField>? fields = [];
        if (filter is not null && !EventField.TryParse(filter, out fields))
            query.Fail("filter", "must be 1 to 8 values with commas between, each as field:value");
        after = ReadLastEventId(http, query) ?? after;
        var caller = http.GetCaller();
        var names = TopicsOf(topics, caller, query, out var refused);
        if (query.Problem is { } problem)
            return problem;
        if (refused is not null)
            return refused;
        if (OrganizationScope.Of(caller, organization).Failed(out var error, out _))
            return error;
        var only = organization is { } id ? new OrganizationId(id) : (OrganizationId?)null;
        var selection = new EventSelection(names, caller.OrganizationId, caller.IsInstallationAdministrator, only, fields!);
        return await streams.ServeAsync(http, selection, after) is { } none ? none : TypedResults.Empty;
    }

    // Readers that connect again by themselves send their first address again; how far they came is in the header.
    private static long? ReadLastEventId(HttpContext http, ApiQuery query)
    {
        if (http.Request.Headers[LastEventId].ToString().Trim() is not { Length: > 0 } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        query.Fail(LastEventId, "must be the id of an event, unchanged");
        return null;
    }

    private static IEnumerable<string> TopicsOf(string? text, Caller caller, ApiQuery query, out ApiError? refused)
    {
        refused = null;
        var asked = EventTopics.All;
        if (text is not null && !TopicNames.TryFind(text, out asked, out var unknown))
            query.Fail("topics", $"has '{ApiError.Shorten(unknown)}', which stands for no topic. They are: {string.Join(", ", EventTopics.All.Select(topic => topic.Name))}");
        var seen = asked.Where(topic => caller.Role >= topic.Least).ToList();
        // What was named is expected to come; what a * stands for is what there is for the key.
        if (text is not null && seen.Count < asked.Count && (seen.Count == 0 || !text.Contains('*', StringComparison.Ordinal)))
        {
            var hidden = asked.First(topic => caller.Role < topic.Least);
            refused = ApiError.Forbidden($"The topic {hidden.Name} needs a key with the role {RoleRequirement.Name(hidden.Least)}; yours has {RoleRequirement.Name(caller.Role)}.");
        }

        return seen.Select(topic => topic.Name);
    }
}
