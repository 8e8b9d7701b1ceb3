using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Gateway.Inference;
using HybridAi.Node.Settings;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// An embedder that asks a provider's model, as the caller would: a request of its own through the whole pipeline, with the caller's key. So limits and budgets hold for it, its cost is
/// recorded as the caller's, with the tag <c>semantic-cache</c>, and the answer cache keeps its vectors. Whatever goes wrong, there is no vector, and the request goes on.
/// </summary>
internal sealed class ModelEmbedder(SemanticCacheOptions options, IServiceProvider services, TimeProvider time) : IPromptEmbedder
{
    public const string Tag = "semantic-cache";

    public string Name => options.Embedder;

    public async ValueTask<float[]?> EmbedAsync(Exchange exchange, string text)
    {
        using var deadline = new CancellationTokenSource(options.EmbedTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, exchange.Http.RequestAborted);
        using var answer = new MemoryStream();
        var call = CallOf(exchange, text, answer, either.Token);
        // Only when it is needed: the pipeline itself looks for answers here.
        await services.GetRequiredService<ChatPipeline>().HandleAsync(call, InferenceApi.Embeddings);
        await call.Response.BodyWriter.FlushAsync(CancellationToken.None);
        exchange.Http.RequestAborted.ThrowIfCancellationRequested();
        var vector = call.Response.StatusCode == StatusCodes.Status200OK && !either.IsCancellationRequested ? Read(answer.GetBuffer().AsSpan(0, (int)answer.Length)) : null;
        if (vector is null)
            exchange.Decide("cache", $"No answer was looked for by meaning: {options.Embedder} gave no vector ({(deadline.IsCancellationRequested ? $"not within {options.EmbedTimeout.TotalMilliseconds} ms" : $"status {call.Response.StatusCode}")}).");
        return vector;
    }

    private DefaultHttpContext CallOf(Exchange exchange, string text, Stream answer, CancellationToken cancellationToken)
    {
        var from = exchange.Http;
        var call = new DefaultHttpContext { RequestServices = from.RequestServices, RequestAborted = cancellationToken };
        var body = Write(text);
        call.Request.Method = HttpMethods.Post;
        call.Request.Path = "/v1/embeddings";
        call.Request.Protocol = from.Request.Protocol;
        call.Request.ContentType = "application/json";
        call.Request.ContentLength = body.Length;
        call.Request.Body = new MemoryStream(body);
        call.Request.Headers.Authorization = from.Request.Headers.Authorization;
        call.Request.Headers["x-api-key"] = from.Request.Headers["x-api-key"];
        call.Connection.RemoteIpAddress = from.Connection.RemoteIpAddress;
        call.Request.Headers["X-Forwarded-For"] = from.Request.Headers["X-Forwarded-For"];
        call.Response.Body = answer;
        return call;
    }

    private byte[] Write(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("model"u8, options.Embedder);
        json.WriteString("input"u8, text);
        json.WriteStartObject("hybridai"u8);
        json.WriteStartArray("tags"u8);
        json.WriteStringValue(Tag);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    // {"data":[{"embedding":[0.1,…]}]}
    private static float[]? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            if (!document.RootElement.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() != 1
                || !data[0].TryGetProperty("embedding", out var embedding) || embedding.ValueKind != JsonValueKind.Array
                || embedding.GetArrayLength() is 0 or > SemanticIndex.MostDimensions)
                return null;
            var vector = new float[embedding.GetArrayLength()];
            var at = 0;
            foreach (var value in embedding.EnumerateArray())
                vector[at++] = value.GetSingle();
            return Array.TrueForAll(vector, float.IsFinite) && Array.Exists(vector, value => value != 0) ? vector : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
