using HybridAi.Core.Events;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Gateway.Endpoints.Tenancy;

namespace HybridAi.Gateway.Endpoints.Events;

/// <summary>Reads which events a caller asks for, as they happen or of the past, and confines it to those that it may see.</summary>
internal static class EventQuestion
{
    private const int LongestText = 1024;

    /// <summary>The parameters that are read here, for the lists of the endpoints.</summary>
    public static readonly (string Name, string Description)[] Parameters =
    [
        ("topics", "Topics with commas between; one that ends in `*` stands for all that begin so (`cache.*`). Default: all that the key may see."),
        ("organization", "Only what concerns this organization (its id)."),
        ("filter", "Values that an event's data must have, with commas between: `kind:breaker.opened`."),
    ];

    /// <summary>Reads it, behind the endpoint's own parameters: everything that is wrong is told at once.</summary>
    public static Outcome<EventSelection> Read(ApiQuery query, Caller caller)
    {
        var (topics, organization, filter) = (query.Text("topics", LongestText), query.Id("organization"), query.Text("filter", LongestText));
        IReadOnlyList<EventField>? fields = [];
        if (filter is not null && !EventField.TryParse(filter, out fields))
            query.Fail("filter", "must be 1 to 8 values with commas between, each as field:value");
        var names = TopicsOf(topics, caller, query, out var refused);
        if (query.Problem is { } problem)
            return problem;
        if (refused is not null)
            return refused;
        if (OrganizationScope.Of(caller, organization).Failed(out var error, out _))
            return error;
        var only = organization is { } id ? new OrganizationId(id) : (OrganizationId?)null;
        return new EventSelection(names, caller.OrganizationId, caller.IsInstallationAdministrator, only, fields!);
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
