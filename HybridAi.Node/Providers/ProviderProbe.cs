using System.Text.Json;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Core.Routing;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Node.Providers;

/// <summary>Tries a provider by the smallest real chat: the only call that shows that address, key, format and model are right together.</summary>
public sealed class ProviderProbe(UpstreamClient upstream, AddressGuard guard, UpstreamOptions options, TimeProvider time)
{
    private const int LongestAnswer = 1024 * 1024;
    private const int MostOutputTokens = 16;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Asks the cheapest of its chat models.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<ProbeResult> RunAsync(ConfiguredProvider provider, CancellationToken cancellationToken)
    {
        if (Cheapest(provider.Models) is not { } deployment)
            return new ProbeResult { Message = "It was not tried: it lists no chat model." };
        var target = new ChatTarget(deployment, provider.Endpoint.Profile);
        var request = new ChatRequest
        {
            Dialect = ChatDialect.ChatCompletions,
            Model = deployment.Model,
            Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Text("ping")])],
            MaxOutputTokens = MostOutputTokens,
        };
        var report = new TranslationReport(request, deployment.Id);
        if (ChatTranslation.Write(provider.Endpoint.Format.Chat, request, target, report) is not { } body)
            return new ProbeResult { Model = deployment.Model, Message = $"It was not tried: {report.Refusal?.Message}" };
        using var allowed = provider.AllowPrivateNetwork ? guard.AllowMeanwhile(provider.Endpoint.BaseUrl) : null;
        return await CallAsync(provider, target, body, cancellationToken);
    }

    // Of models whose prices are not known nobody can say which costs least; those are tried last.
    private Deployment? Cheapest(ProviderModels models)
    {
        var (now, sample) = (time.GetUtcNow(), new TokenUsage { Input = 1000, Output = 1000 });
        return models.Listed.Where(model => model.Kind is null or ModelKind.Chat)
            .OrderBy(model => model.Prices.CostOf(sample, now)?.NanoDollars ?? long.MaxValue).ThenBy(model => model.Model, StringComparer.Ordinal).FirstOrDefault();
    }

    private async Task<ProbeResult> CallAsync(ConfiguredProvider provider, ChatTarget target, ChatBody body, CancellationToken cancellationToken)
    {
        var endpoint = provider.Endpoint;
        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // Another provider may be allowed to be there, and its connection could be used: the guard alone would not see it.
            if (!provider.AllowPrivateNetwork && !options.UseSystemProxy)
                await guard.CheckAsync(endpoint.BaseUrl, stop.Token);
            using var request = endpoint.CreateTranslated(target.Deployment, body, streamed: false, out _);
            using var response = await upstream.SendAsync(request, stop.Token);
            if ((int)response.StatusCode is >= 300 and < 400 and var redirect)
                return Document(ok: false, redirect, $"that is a redirect{(response.Headers.Location is { } there ? $" to '{there}'" : "")}, which is not followed; set 'baseUrl' to where it leads");
            var (status, answer) = ((int)response.StatusCode, await ReadAsync(response, stop.Token));
            var wrong = response.IsSuccessStatusCode ? WrongWith(endpoint.Format, target, answer, response.Content.Headers.ContentType?.MediaType) : endpoint.Format.ReadError(status, response.Headers, answer).Message;
            return Document(wrong is null, status, wrong);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && limit.IsCancellationRequested))
        {
            return Document(ok: false, null, limit.IsCancellationRequested ? $"It did not answer within {Longest.TotalSeconds:0} s." : broken.InnerException?.Message ?? broken.Message);
        }

        ProbeResult Document(bool ok, int? status, string? message) => new()
        {
            Ok = ok, Model = target.Deployment.Model, Status = status, Message = message is null ? null : endpoint.Redact(message), Duration = time.GetElapsedTime(start),
        };
    }

    // The status alone says little: a login page, a proxy and a server of another format answer 200, too.
    private static string? WrongWith(IWireFormat format, ChatTarget target, byte[] answer, string? mediaType)
    {
        var wrong = answer.Length > LongestAnswer
            ? $"it has more than {LongestAnswer} bytes"
            : !IsJson(answer) ? $"it is {(answer.Length == 0 ? "empty" : mediaType is null or "application/json" ? "not valid JSON" : $"{mediaType}, not JSON")}; check 'baseUrl'"
            : WholeAnswer.Read(format.Chat.OpenReader(target), answer, new ChatFacts(), out _, out var failure) ?? failure?.Message;
        return wrong is null ? null
            : ErrorBody.IsError(answer) ? format.ReadStreamError(answer).Message
            : $"that is no answer of the format '{format.Name}': {wrong}";
    }

    // Asked first, because a parser's words on a login page help nobody.
    private static bool IsJson(byte[] answer)
    {
        var reader = new Utf8JsonReader(answer, new JsonReaderOptions { MaxDepth = BodyScan.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[LongestAnswer + 1];
        return buffer[..await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)];
    }
}
