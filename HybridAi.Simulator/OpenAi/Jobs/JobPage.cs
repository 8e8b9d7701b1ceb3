using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;

namespace HybridAi.Simulator.OpenAi.Jobs;

/// <summary>A page of a list: <c>after</c> and <c>limit</c>.</summary>
internal static class JobPage
{
    /// <param name="exchange">The request.</param>
    /// <param name="json">Where to.</param>
    /// <param name="items">All of them, in the order of the list.</param>
    /// <param name="id">The id of one.</param>
    /// <param name="write">Writes one.</param>
    /// <param name="usual">The limit that is usual.</param>
    /// <param name="most">The highest limit.</param>
    /// <param name="withEnds">Says the first and the last id.</param>
    public static ApiError? Write<T>(
        Exchange exchange, Utf8JsonWriter json, IReadOnlyList<T> items, Func<T, string> id, Action<T> write, int usual = 20, int most = 100, bool withEnds = true)
    {
        if (JobAnswer.ReadNumber(exchange, "limit", usual, 1, most, out var limit) is { } wrong)
            return wrong;
        var after = exchange.Http.Request.Query["after"].ToString();
        var from = 0;
        if (after.Length > 0)
        {
            while (from < items.Count && id(items[from]) != after)
                from++;
            if (from == items.Count)
                return ApiError.Invalid($"Invalid 'after': no item '{after}' in this list.", "after", "invalid_value");
            from++;
        }

        var end = Math.Min(items.Count, from + limit);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = from; i < end; i++)
            write(items[i]);
        json.WriteEndArray();
        if (withEnds)
        {
            json.WriteString("first_id"u8, from < end ? id(items[from]) : null);
            json.WriteString("last_id"u8, from < end ? id(items[end - 1]) : null);
        }

        json.WriteBoolean("has_more"u8, end < items.Count);
        json.WriteEndObject();
        return null;
    }
}
