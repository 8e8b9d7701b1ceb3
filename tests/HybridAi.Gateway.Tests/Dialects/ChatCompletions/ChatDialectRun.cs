using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.ChatCompletions;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>Runs the dialect alone: bodies in, answers and streams out.</summary>
internal static class ChatDialectRun
{
    public const string Hello = """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""";

    public static readonly ChatCompletionsDialect Dialect = new();

    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    public static ChatRequest Parse(string body)
    {
        Assert.Null(Dialect.TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out var request));
        return request!;
    }

    public static GatewayError Refused(string body)
    {
        var error = Dialect.TryRead(Encoding.UTF8.GetBytes(body), new HeaderDictionary(), out var request);
        Assert.Null(request);
        return error!;
    }

    /// <summary>The body that a provider gets, and what was dropped or refused.</summary>
    public static (JsonObject? Body, TranslationReport Report) Send(ChatRequest request, string profile = "openai", string model = "m")
    {
        var target = new ChatTarget(new Deployment { Provider = profile, Model = model }, ProviderProfiles.Find(profile)!);
        var report = new TranslationReport(request, target.Deployment.Id);
        var body = ChatTranslation.Write(new OpenAiFormat().Chat, request, target, report);
        Assert.Equal(body is null, report.Refusal is not null);
        return (body is null ? null : (JsonObject)JsonNode.Parse(body.Json.Span)!, report);
    }

    public static JsonObject Answer(ChatResponse response, string body = Hello)
    {
        var output = new ArrayBufferWriter<byte>();
        Dialect.WriteAnswer(response, Context(body), output);
        return (JsonObject)JsonNode.Parse(output.WrittenSpan)!;
    }

    public static string AnswerText(ChatResponse response, string body = Hello)
    {
        var output = new ArrayBufferWriter<byte>();
        Dialect.WriteAnswer(response, Context(body), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Stream(IEnumerable<ChatEvent> events, string body = Hello)
    {
        var output = new ArrayBufferWriter<byte>();
        var stream = Dialect.OpenStream(Context(body));
        foreach (var next in events)
            stream.Write(next, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static DialectContext Context(string body) => new(Parse(body), Guid.Parse("0192a000-0000-7000-8000-000000000001"), At, TimeProvider.System);
}
