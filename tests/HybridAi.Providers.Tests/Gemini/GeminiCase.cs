using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;

namespace HybridAi.Providers.Tests.Gemini;

/// <summary>What the tests of this format share: requests, targets, written bodies and read answers.</summary>
internal static class GeminiCase
{
    public const string Flash25 = "gemini-2.5-flash";
    public const string Pro25 = "gemini-2.5-pro";
    public const string Flash35 = "gemini-3.5-flash";

    public static readonly GeminiFormat Format = new();

    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    public static ChatTarget Target(string model = Flash25) => new(
        new Deployment { Provider = "gemini", Model = model, CatalogModel = Catalog.Find("gemini", model) }, ProviderProfiles.Find("gemini")!);

    public static ChatMessage User(params ChatPart[] parts) => new(ChatRole.User, parts);

    public static ChatMessage User(string text) => User(new ChatPart.Text(text));

    public static ChatMessage Model(params ChatPart[] parts) => new(ChatRole.Assistant, parts);

    public static ChatMessage Tool(params ChatPart[] parts) => new(ChatRole.Tool, parts);

    public static ChatMessage Instructions(string text) => new(ChatRole.System, [new ChatPart.Text(text)]);

    public static ChatPart.ToolCall Call(string id, string name, string arguments) => new(ToolKind.Function, id, name, Verbatim.Of(arguments));

    public static ChatPart.ToolResult Result(string id, string text) => new(id, [new ChatPart.Text(text)]);

    public static Seal Seal(string data, string issuer = "gemini") => new(issuer, Verbatim.Of(data));

    public static ChatRequest Ask(params ChatMessage[] messages) => new()
    {
        Dialect = ChatDialect.ChatCompletions, Model = "gemini/x", Messages = messages,
    };

    /// <summary>The body of a request that nothing is wrong with.</summary>
    public static string Write(ChatRequest request, string model = Flash25) => Write(request, model, out _);

    public static string Write(ChatRequest request, string model, out IReadOnlyList<string> dropped)
    {
        var report = new TranslationReport(request, $"gemini/{model}");
        var body = Format.Chat.Write(request, Target(model), report);
        Assert.Null(report.Refusal);
        dropped = report.Dropped ?? [];
        return Encoding.UTF8.GetString(body!.Json.Span);
    }

    public static TranslationRefusal Refused(ChatRequest request, string model = Flash25)
    {
        var report = new TranslationReport(request, $"gemini/{model}");
        Assert.Null(Format.Chat.Write(request, Target(model), report));
        return Assert.IsType<TranslationRefusal>(report.Refusal);
    }

    /// <summary>The value of a field of a body, deep within; dots between names and numbers.</summary>
    public static string? At(string body, string path)
    {
        var node = JsonNode.Parse(body);
        foreach (var step in path.Split('.'))
            node = int.TryParse(step, out var index) ? node?[index] : node?[step];
        return node?.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>The events of a stream of chunks, legal or the test fails.</summary>
    public static List<ChatEvent> Stream(ChatTarget target, params string[] chunks)
    {
        var events = new List<ChatEvent>();
        var reader = Format.Chat.OpenReader(target);
        foreach (var chunk in chunks)
            Assert.Null(reader.Read(default, Encoding.UTF8.GetBytes(chunk), events));
        reader.End(events);
        CheckOrder(events);
        return events;
    }

    public static ChatResponse Fold(IEnumerable<ChatEvent> events)
    {
        var fold = new ChatFold();
        foreach (var next in events)
            Assert.Equal(EventFault.None, fold.Add(next));
        Assert.True(fold.IsOver);
        return fold.ToResponse()!;
    }

    public static ChatResponse FoldStream(params string[] chunks) => Fold(Stream(Target(), chunks));

    public static ChatResponse Answer(string body, ChatTarget? target = null)
    {
        var events = new List<ChatEvent>();
        Assert.Null(Format.Chat.OpenReader(target ?? Target()).ReadAnswer(Encoding.UTF8.GetBytes(body), events));
        return Fold(events);
    }

    public static string Wrong(string body)
    {
        var events = new List<ChatEvent>();
        var wrong = Format.Chat.OpenReader(Target()).ReadAnswer(Encoding.UTF8.GetBytes(body), events);
        Assert.Empty(events);
        return Assert.IsType<string>(wrong);
    }

    /// <summary>A candidate's chunk.</summary>
    public static string Chunk(string parts, string more = "") =>
        $$"""{"candidates":[{"content":{"parts":[{{parts}}],"role":"model"},"index":0{{more}}}],"modelVersion":"gemini-x","responseId":"r1"}""";

    public static void CheckOrder(IEnumerable<ChatEvent> events)
    {
        var grammar = new ChatGrammar();
        foreach (var next in events)
            Assert.Equal(EventFault.None, grammar.Check(next));
    }
}
