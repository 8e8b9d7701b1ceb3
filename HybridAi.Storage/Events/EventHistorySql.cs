using System.Diagnostics;
using Dapper;
using HybridAi.Core.Events;

namespace HybridAi.Storage.Events;

/// <summary>
/// The questions of <see cref="IEventStore.ReadBackAsync"/>. Each topic is read back by itself, and each organization, along an index that has them in order, as far as one block may need;
/// of these few the newest are the block. Asked with <c>IN</c> and <c>OR</c>, the database would sort all that there is for each block.
/// </summary>
internal static class EventHistorySql
{
    // Computed, so that no database walks over all numbers to find the first.
    public const string First = "SELECT MIN(sequence + 0) FROM events WHERE at >= @from";

    public const string Last = "SELECT MAX(sequence + 0) FROM events WHERE at < @to";

    /// <summary>The question for one block: the newest of what its parts find.</summary>
    public static (string Sql, DynamicParameters Parameters) Block(EventHistoryQuery query, long? first, long? last)
    {
        var (parts, parameters) = Parts(query, first, last);
        return ($"{string.Join("\nUNION ALL\n", parts.Select((part, index) => $"SELECT * FROM ({part}) part{index}"))}\nORDER BY sequence DESC LIMIT @limit", parameters);
    }

    /// <summary>The questions whose answers a block is made of.</summary>
    /// <param name="query">What to read; of at least one topic.</param>
    /// <param name="first">The lowest number that can be meant; null: any.</param>
    /// <param name="last">The highest number that can be meant; null: any.</param>
    public static (IReadOnlyList<string> Parts, DynamicParameters Parameters) Parts(EventHistoryQuery query, long? first, long? last)
    {
        var parameters = new DynamicParameters();
        var rest = "";
        And("sequence < @before", "before", query.Before);
        And("sequence >= @first", "first", first);
        And("sequence <= @last", "last", last);
        // Numbers are given in the order of the commits, which is nearly that of the times.
        And("at >= @from", "from", query.From);
        And("at < @to", "to", query.To);
        parameters.Add("limit", query.Limit);
        if (query.Selection.Organization is { } organization)
            parameters.Add("organization", organization);
        var parts = new List<string>();
        foreach (var (index, topic) in query.Selection.Topics.Index())
        {
            parameters.Add($"topic{index}", topic);
            parts.AddRange(Owners(query.Selection).Select(owner => $"{EventStore.Select} WHERE topic = @topic{index}{owner}{rest} ORDER BY sequence DESC LIMIT @limit"));
        }

        return (parts, parameters);

        void And(string condition, string name, object? value)
        {
            if (value is null)
                return;
            parameters.Add(name, value);
            rest += $" AND {condition}";
        }
    }

    // What EventSelection.Wants says, for the database.
    private static string[] Owners(EventSelection selection) => (selection.Organization, selection.HasInstallation) switch
    {
        (null, true) => [""],
        (null, false) => throw new UnreachableException("Whoever is told of every organization is told of the installation."),
        (_, true) => [" AND organization_id = @organization", " AND organization_id IS NULL"],
        (_, false) => [" AND organization_id = @organization"],
    };
}
