using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Jobs;

namespace HybridAi.Simulator.Mistral;

/// <summary>A page of a list: <c>page</c> and <c>page_size</c>, and how many there are in all.</summary>
internal static class MistralPage
{
    public static ApiError? Write<T>(Exchange exchange, Utf8JsonWriter json, IReadOnlyList<T> items, Action<T> write)
    {
        if (JobAnswer.ReadNumber(exchange, "page", 0, 0, 1_000_000, out var page) is { } wrongPage)
            return wrongPage;
        if (JobAnswer.ReadNumber(exchange, "page_size", 100, 1, 1_000, out var size) is { } wrongSize)
            return wrongSize;
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var item in items.Skip((int)Math.Min(int.MaxValue, (long)page * size)).Take(size))
            write(item);
        json.WriteEndArray();
        json.WriteString("object"u8, "list"u8);
        json.WriteNumber("total"u8, items.Count);
        json.WriteEndObject();
        return null;
    }

    /// <summary>The values of a parameter that may be given several times; null without any.</summary>
    public static string[]? Values(Exchange exchange, string name) =>
        exchange.Http.Request.Query[name] is { Count: > 0 } values ? [.. values.SelectMany(value => (value ?? "").Split(','))] : null;
}
