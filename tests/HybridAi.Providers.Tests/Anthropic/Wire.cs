using System.Text;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Sse;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>What the tests of the Anthropic format share.</summary>
internal static class Wire
{
    /// <summary>A model that takes every control of reasoning but none of being switched off by effort: with budget, temperature and prefill.</summary>
    public const string Sonnet45 = "claude-sonnet-4-5-20250929";

    public static readonly AnthropicFormat Format = new();

    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    public static ChatTarget Target(string model = "claude-opus-4-6") => new(
        new Deployment { Provider = "anthropic", Model = model, CatalogModel = Catalog.Find("anthropic", model) }, ProviderProfiles.Find("anthropic")!);

    public static ChatRequest Request(params ChatMessage[] messages) => new()
    {
        Dialect = ChatDialect.ChatCompletions, Model = "m", MaxOutputTokens = 100, Messages = messages.Length > 0 ? messages : [User("Hi")],
    };

    public static ChatMessage User(string text) => new(ChatRole.User, [new ChatPart.Text(text)]);

    public static ChatMessage Assistant(params ChatPart[] parts) => new(ChatRole.Assistant, parts);

    public static ChatPart.ToolCall Call(string id, string name, string input) => new(ToolKind.Function, id, name, Verbatim.Of(input));

    public static ChatMessage Results(params ChatPart.ToolResult[] results) => new(ChatRole.Tool, results);

    public static (ChatBody? Body, TranslationReport Report) Write(ChatRequest request, string model = "claude-opus-4-6")
    {
        var report = new TranslationReport(request, $"anthropic/{model}");
        return (Format.Chat.Write(request, Target(model), report), report);
    }

    /// <summary>The body of a request that has to be possible.</summary>
    public static string Json(ChatRequest request, string model = "claude-opus-4-6")
    {
        var (body, report) = Write(request, model);
        Assert.Null(report.Refusal);
        return Encoding.UTF8.GetString(body!.Json.Span);
    }

    /// <summary>The body without its model and maximum, which every one has.</summary>
    public static string Rest(ChatRequest request, string model = "claude-opus-4-6") =>
        "{" + Json(request, model).Replace($"{{\"model\":\"{model}\",\"max_tokens\":100,", "", StringComparison.Ordinal);

    public static TranslationRefusal Refusal(ChatRequest request, string model = "claude-opus-4-6")
    {
        var (body, report) = Write(request, model);
        Assert.Null(body);
        return report.Refusal!;
    }

    /// <summary>The events of a stream, each legal in its place.</summary>
    public static List<ChatEvent> Read(string sse)
    {
        var reader = Format.Chat.OpenReader(Target());
        var events = new List<ChatEvent>();
        foreach (var item in sse.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            SseEvents.Parse(Encoding.UTF8.GetBytes(item), out var name, out var data);
            Assert.Null(reader.Read(name, data, events));
        }

        reader.End(events);
        AssertLegal(events);
        return events;
    }

    public static List<ChatEvent> ReadAnswer(string json)
    {
        var events = new List<ChatEvent>();
        Assert.Null(Format.Chat.OpenReader(Target()).ReadAnswer(Encoding.UTF8.GetBytes(json), events));
        AssertLegal(events);
        return events;
    }

    public static ChatResponse Fold(List<ChatEvent> events)
    {
        var fold = new ChatFold();
        foreach (var next in events)
            Assert.Equal(EventFault.None, fold.Add(next));
        Assert.True(fold.IsOver);
        return fold.ToResponse()!;
    }

    private static void AssertLegal(List<ChatEvent> events)
    {
        var grammar = new ChatGrammar();
        foreach (var next in events)
            Assert.Equal(EventFault.None, grammar.Check(next));
    }
}
