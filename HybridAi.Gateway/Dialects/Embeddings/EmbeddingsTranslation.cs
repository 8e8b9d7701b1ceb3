using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects.Embeddings;

/// <summary>Embeddings on their way through OpenAI's wire and a provider's.</summary>
/// <param name="Format">The provider's format.</param>
/// <param name="Target">What the request was translated for.</param>
/// <param name="Asked">What was asked.</param>
/// <param name="Body">The translated request.</param>
/// <param name="Dropped">Fields that could not be carried over, or null.</param>
internal sealed record EmbeddingsTranslation(
    IEmbeddingsTranslator Format, ChatTarget Target, EmbeddingsBody Asked, ChatBody Body, IReadOnlyList<string>? Dropped)
{
    /// <summary>Reads the request, once.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static GatewayError? Read(Exchange exchange)
    {
        if (exchange.Embeddings is not null)
            return null;
        var error = EmbeddingsBody.TryRead(exchange.Body.Scan.Body, out var body);
        exchange.Embeddings = body;
        return error;
    }

    /// <summary>Whether a deployment can take the request, translated if it has to be.</summary>
    /// <param name="exchange">The request. It was read, if any of its candidates needs a translation.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="refusal">Why not.</param>
    public static bool CanTake(Exchange exchange, Deployment deployment, out TranslationRefusal? refusal)
    {
        refusal = null;
        if (exchange.PassesThrough(deployment) || exchange.EmbeddingsTranslations?.ContainsKey(deployment) == true)
            return true;
        var (asked, provider) = (exchange.Embeddings!, exchange.Snapshot.EndpointOf(deployment));
        var report = new TranslationReport(ChatDialect.ChatCompletions, deployment.Id);
        var target = new ChatTarget(deployment, provider.Profile);
        var format = provider.Format.Embeddings!;
        if (asked.IsTokens)
            report.Refuse("input", $"{report.Target} takes texts, not token numbers, which mean something else to its tokenizer; send the texts.");
        // How vectors are encoded is the gateway's own work, and who uses them no matter of theirs.
        report.LacksExtra(asked.Lost);
        var body = report.IsPossible ? format.Write(asked.Request, target, report) : null;
        refusal = report.Refusal;
        if (body is null || refusal is not null)
            return false;
        (exchange.EmbeddingsTranslations ??= [])[deployment] = new EmbeddingsTranslation(format, target, asked, body, report.Dropped);
        return true;
    }

    /// <summary>Translates an answer.</summary>
    /// <param name="answer">The provider's answer.</param>
    /// <param name="estimatedTokens">What to tell the caller where the provider does not count.</param>
    /// <param name="output">Gets the caller's.</param>
    /// <param name="facts">What it says.</param>
    /// <returns>What is wrong with the answer, or null.</returns>
    public string? TranslateAnswer(ReadOnlySpan<byte> answer, int estimatedTokens, ArrayBufferWriter<byte> output, out AnswerFacts facts)
    {
        facts = default;
        var read = new EmbeddingsAnswer();
        if (Format.ReadAnswer(answer, read) is { } wrong)
            return wrong;
        if (read.Vectors.Count != Asked.Request.Texts.Count)
            return $"the answer has {read.Vectors.Count} vectors for {Asked.Request.Texts.Count} texts";
        facts.Usage = read.Usage;
        return EmbeddingsWriter.TryWrite(read, Target.Model, read.Usage?.TotalInput ?? Math.Max(1, estimatedTokens), Asked.IsBase64, output)
            ? null
            : "a vector holds what is no number";
    }
}
