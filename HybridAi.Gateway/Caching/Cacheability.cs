using System.Text.Json;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching;

/// <summary>Says whether the answer to a request can be given again at all: not if giving it leaves something behind, or goes on from what only a provider or a store knows.</summary>
internal static class Cacheability
{
    /// <summary>Why not, as the end of a sentence; null if it can.</summary>
    public static string? Obstacle(Exchange exchange, long mostBytes)
    {
        if (!IsCachedApi(exchange.Api))
            return $"answers of {exchange.Api.NameOf()} are not cached";
        var scan = exchange.Body.Scan;
        if (scan.Body.Length > mostBytes)
            return "the request is larger than Cache:MaxRequestSize";
        var isKept = exchange.Api == InferenceApi.Responses;
        foreach (ref readonly var property in scan.Properties)
        {
            if (property.Field != BodyField.Other)
                continue;
            var name = scan.PlainNameOf(property);
            if (name.SequenceEqual("store"u8))
                isKept = property.Type == JsonTokenType.True || (property.Type == JsonTokenType.Null && exchange.Api == InferenceApi.Responses);
            else if (property.Type is not (JsonTokenType.Null or JsonTokenType.False) && FindState(name) is { } state)
                return $"it has the field '{state}'";
        }

        return isKept ? "it is stored ('store')"
            : exchange.Api != InferenceApi.Responses ? null
            : scan.Body.Span.IndexOf("item_reference"u8) >= 0 ? "it refers to stored items"
            // A text within a text has its quotation marks escaped.
            : scan.Body.Span.IndexOf("\"mcp\""u8) >= 0 ? "its provider calls servers that may do something ('mcp')"
            : null;
    }

    // Images and sound are large and meant to be new each time; tokens are counted for nothing.
    private static bool IsCachedApi(InferenceApi api) => api.IsChat() || api is InferenceApi.Embeddings or InferenceApi.Rerank or InferenceApi.Moderations;

    private static string? FindState(ReadOnlySpan<byte> name) => name.Length switch
    {
        5 when name.SequenceEqual("audio"u8) => "audio",
        9 when name.SequenceEqual("container"u8) => "container",
        10 when name.SequenceEqual("background"u8) => "background",
        11 when name.SequenceEqual("mcp_servers"u8) => "mcp_servers",
        12 when name.SequenceEqual("conversation"u8) => "conversation",
        20 when name.SequenceEqual("previous_response_id"u8) => "previous_response_id",
        _ => null,
    };
}
