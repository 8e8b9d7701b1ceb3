using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects.Embeddings;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Inference;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects;

/// <summary>Translates requests for deployments that do not speak the caller's dialect.</summary>
internal sealed class Translator(DialectSet dialects, TimeProvider time)
{
    /// <summary>Reads the request into the typed model, once.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public GatewayError? Read(Exchange exchange)
    {
        if (exchange.Api == InferenceApi.Embeddings)
            return EmbeddingsTranslation.Read(exchange);
        if (exchange.Typed is not null)
            return null;
        var (dialect, body) = (dialects.Of(exchange.Api), exchange.Body.Scan.Body);
        var error = exchange.Turn is { } turn && dialect is ResponsesDialect responses
            ? responses.TryRead(body, turn.History, out var request)
            : dialect.TryRead(body, exchange.Http.Request.Headers, out request);
        exchange.Typed = request;
        return error;
    }

    /// <summary>Whether a deployment can take the request, translated if it has to be.</summary>
    /// <param name="exchange">The request. It was read, if any of its candidates needs a translation.</param>
    /// <param name="deployment">The deployment.</param>
    /// <param name="refusal">Why not.</param>
    public bool CanTake(Exchange exchange, Deployment deployment, out TranslationRefusal? refusal)
    {
        refusal = null;
        if (exchange.Api == InferenceApi.Embeddings)
            return EmbeddingsTranslation.CanTake(exchange, deployment, out refusal);
        if (!exchange.Api.IsChat() || exchange.TranslationOf(deployment) is not null || exchange.PassesThrough(deployment))
            return true;
        if (Translate(exchange, deployment, out refusal) is not { } translation)
            return false;
        // Never changed in place: an attempt may be reading it while a second one beside it is prepared.
        exchange.Translations = exchange.Translations is { } others ? new(others) { [deployment] = translation } : new() { [deployment] = translation };
        return true;
    }

    private Translation? Translate(Exchange exchange, Deployment deployment, out TranslationRefusal? refusal)
    {
        var (request, provider) = (exchange.Typed!, exchange.Snapshot.EndpointOf(deployment));
        var target = new ChatTarget(deployment, provider.Profile) { Tools = request.Tools };
        var report = new TranslationReport(request, deployment.Id);
        var body = ChatTranslation.Write(provider.Format.Chat, request, target, report);
        refusal = report.Refusal;
        return body is null || refusal is not null
            ? null
            : new Translation(dialects.Of(exchange.Api), new DialectContext(request, exchange.Id, exchange.At, time) { Body = exchange.Body.Scan.Body, Keep = exchange.Turn?.Keep }, provider.Format.Chat, target, body, report.Dropped);
    }
}
