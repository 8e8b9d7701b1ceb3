using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Providers.Testing;

/// <summary>A trial call for the vector of a text, in OpenAI's wire or translated.</summary>
internal static class TrialEmbedding
{
    public static HttpRequestMessage Create(ProviderEndpoint endpoint, ChatTarget target, string text)
    {
        if (endpoint.Format.Embeddings is { } translator)
        {
            var report = new TranslationReport(ChatDialect.ChatCompletions, target.Deployment.Id);
            var body = translator.Write(new EmbeddingsRequest([text]), target, report) ?? throw new HttpRequestException(report.Refusal?.Message);
            return endpoint.CreateTranslatedEmbeddings(target.Deployment, body, out _);
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["model"] = target.Model, ["input"] = text }, TrialJson.Default.DictionaryStringString);
        using var scan = BodyScan.TryScan(json, out var error) ?? throw new InvalidOperationException(error);
        return endpoint.CreateRequest(InferenceApi.Embeddings, target.Deployment, scan, streamed: false, out _);
    }

    public static TrialAnswer Read(IWireFormat format, ChatTarget target, byte[] body)
    {
        if (TrialReading.NoJson(body, "application/json") is { } wrong)
            return TrialReading.Malformed(format, wrong);
        if (format.Embeddings is { } translator)
        {
            var answer = new EmbeddingsAnswer();
            return translator.ReadAnswer(body, answer) is { } fault ? TrialReading.Malformed(format, fault)
                : Of(format, answer.Vectors.Count == 1 ? JsonElement.Parse(answer.Vectors[0].Utf8.Span) : default, new AnswerFacts { Usage = answer.Usage });
        }

        if (format.TryReadAnswer(InferenceApi.Embeddings, body, costField: null, out var facts) is { } broken)
            return TrialReading.Malformed(format, broken);
        var root = JsonElement.Parse(body, new JsonDocumentOptions { MaxDepth = BodyScan.MaxDepth });
        return Of(
            format,
            root.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array && data.GetArrayLength() == 1 && data[0].ValueKind == JsonValueKind.Object && data[0].TryGetProperty("embedding", out var vector) ? vector : default,
            facts);
    }

    private static TrialAnswer Of(IWireFormat format, JsonElement vector, AnswerFacts facts)
    {
        if (vector.ValueKind != JsonValueKind.Array || vector.GetArrayLength() == 0)
            return TrialReading.Malformed(format, "it holds no vector for the text");
        var numbers = vector.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetDouble(out var value) && double.IsFinite(value));
        return numbers ? new TrialAnswer { Dimensions = vector.GetArrayLength(), Usage = facts.Usage, CostUsd = facts.CostUsd } : TrialReading.Malformed(format, "a vector holds what is no number");
    }
}
