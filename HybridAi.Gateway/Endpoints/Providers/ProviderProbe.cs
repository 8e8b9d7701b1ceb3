using HybridAi.Client.Providers;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Node.Providers;
using HybridAi.Providers.Http;
using HybridAi.Providers.Translation;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Tries a provider by the smallest real chat: the only call that shows that address, key, format and model are right together.</summary>
internal sealed class ProviderProbe(UpstreamClient upstream, AddressGuard guard, TimeProvider time)
{
    private const int LongestErrorBody = 16 * 1024;
    private const int MostOutputTokens = 16;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public async Task<ProviderProbeDocument> RunAsync(ConfiguredProvider provider, CancellationToken cancellationToken)
    {
        if (provider.Models.Listed.FirstOrDefault(model => model.Kind is null or ModelKind.Chat) is not { } deployment)
            return new ProviderProbeDocument { Ok = true, Message = "It was not tried: it lists no chat model." };
        var target = new ChatTarget(deployment, provider.Endpoint.Profile);
        var request = new ChatRequest
        {
            Dialect = ChatDialect.ChatCompletions,
            Model = deployment.Model,
            Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Text("ping")])],
            MaxOutputTokens = MostOutputTokens,
        };
        var report = new TranslationReport(request.Dialect, deployment.Id);
        if (provider.Endpoint.Format.Chat.Write(request, target, report) is not { } body)
            return new ProviderProbeDocument { Ok = true, Model = deployment.Model, Message = $"It was not tried: {report.Refusal?.Message}" };
        using var allowed = provider.AllowPrivateNetwork ? guard.AllowMeanwhile(provider.Endpoint.BaseUrl) : null;
        return await CallAsync(provider.Endpoint, deployment, body, cancellationToken);
    }

    private async Task<ProviderProbeDocument> CallAsync(ProviderEndpoint endpoint, Deployment deployment, ChatBody body, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Longest, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = endpoint.CreateTranslated(deployment, body, streamed: false, out _);
            using var response = await upstream.SendAsync(request, stop.Token);
            var status = (int)response.StatusCode;
            var message = response.IsSuccessStatusCode ? null : endpoint.Format.ReadError(status, response.Headers, await ReadAsync(response, stop.Token)).Message;
            return Document(response.IsSuccessStatusCode, status, message);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && limit.IsCancellationRequested))
        {
            return Document(ok: false, null, limit.IsCancellationRequested ? $"It did not answer within {Longest.TotalSeconds:0} s." : broken.InnerException?.Message ?? broken.Message);
        }

        ProviderProbeDocument Document(bool ok, int? status, string? message) => new()
        {
            Ok = ok, Model = deployment.Model, Status = status, Message = message, DurationMs = Math.Round(time.GetElapsedTime(start).TotalMilliseconds, 1),
        };
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[LongestErrorBody];
        return buffer[..await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)];
    }
}
