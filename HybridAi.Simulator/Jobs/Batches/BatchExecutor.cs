using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.Http;
using HybridAi.Simulator.Logs;
using HybridAi.Simulator.OpenAi.Chat;
using HybridAi.Simulator.OpenAi.Completions;
using HybridAi.Simulator.OpenAi.Embeddings;
using HybridAi.Simulator.OpenAi.Responses;

namespace HybridAi.Simulator.Jobs.Batches;

/// <summary>Has the provider's own endpoints answer the lines of a batch.</summary>
internal static class BatchExecutor
{
    private static readonly Dictionary<string, Func<Exchange, Task>> Endpoints = new(StringComparer.Ordinal)
    {
        ["/v1/chat/completions"] = exchange => ChatEndpoint.HandleAsync(exchange, null),
        ["/v1/embeddings"] = exchange => EmbeddingsEndpoint.HandleAsync(exchange, null),
        ["/v1/responses"] = ResponsesEndpoint.CreateAsync,
        ["/v1/completions"] = CompletionsEndpoint.HandleAsync,
    };

    public static bool Knows(string endpoint) => Endpoints.ContainsKey(endpoint);

    public static async Task<(int Status, string RequestId, byte[] Body)> ExecuteAsync(
        Simulation simulation, SimulatedProvider provider, BatchJob batch, BatchLine line)
    {
        var http = new DefaultHttpContext();
        using var answer = new MemoryStream();
        http.Request.Method = HttpMethods.Post;
        http.Request.Path = batch.Endpoint;
        http.Response.Body = answer;
        var entry = new RequestEntry
        {
            Provider = provider.Profile.Name,
            Method = HttpMethods.Post,
            Path = batch.Endpoint,
            At = simulation.Time.GetUtcNow(),
            RequestId = simulation.NextId("req_", 24),
            Body = line.Body,
        };
        var exchange = new Exchange(http, simulation, provider, entry, provider.Profile) { Key = batch.Owner, InBatch = true };
        if (Streams(line.Body))
            await exchange.SendErrorAsync(new ApiError(ErrorKind.InvalidRequest, "Streaming is not supported in the Batch API.", "stream", "unsupported_value"));
        else
            await Endpoints[batch.Endpoint](exchange);
        return (http.Response.StatusCode, entry.RequestId, answer.ToArray());
    }

    private static bool Streams(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 128 });
        return document.RootElement.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
    }
}
