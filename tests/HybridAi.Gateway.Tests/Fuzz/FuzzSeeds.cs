using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridAi.Core.Catalog;
using HybridAi.Core.Chat;
using HybridAi.Core.Routing;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.ChatCompletions;
using HybridAi.Gateway.Dialects.Completions;
using HybridAi.Gateway.Dialects.Messages;
using HybridAi.Gateway.Dialects.Responses;
using HybridAi.Providers.Anthropic;
using HybridAi.Providers.Cohere;
using HybridAi.Providers.Gemini;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Fuzz;

/// <summary>What is damaged: the conformance run's requests, and answers recorded at simulated providers (<c>Seeds/FORMAT.*.json</c>, <c>.sse</c>).</summary>
internal static class FuzzSeeds
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Fuzz");

    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    private static readonly Dictionary<ChatDialect, byte[][]> RequestSeeds = Enum.GetValues<ChatDialect>().ToDictionary(dialect => dialect, LoadRequests);
    private static readonly Dictionary<string, byte[][]> AnswerSeeds = Load("json", withErrors: true);
    private static readonly Dictionary<string, byte[][]> StreamSeeds = Load("sse", withErrors: true);
    private static readonly Dictionary<string, byte[][]> GoodAnswerSeeds = Load("json", withErrors: false);
    private static readonly Dictionary<string, byte[][]> GoodStreamSeeds = Load("sse", withErrors: false);
    private static readonly Dictionary<string, ChatTarget[]> Targets = LoadTargets();

    public static IDialect[] Dialects { get; } = [new ChatCompletionsDialect(), new CompletionsDialect(), new MessagesDialect(), new ResponsesDialect(storing: false)];

    public static IWireFormat[] Formats { get; } = [new OpenAiFormat(), new AnthropicFormat(), new GeminiFormat(), new CohereFormat()];

    public static IReadOnlyList<byte[]> Requests(ChatDialect dialect) => RequestSeeds[dialect];

    public static IReadOnlyList<byte[]> Answers(string format) => AnswerSeeds[format];

    public static IReadOnlyList<byte[]> Streams(string format) => StreamSeeds[format];

    /// <summary>Those answers that are no errors.</summary>
    public static IReadOnlyList<byte[]> GoodAnswers(string format) => GoodAnswerSeeds[format];

    /// <summary>The answers that were recorded streamed too, and that stream.</summary>
    public static IReadOnlyList<(string Name, byte[] Answer, byte[] Stream)> Pairs(string format) => [.. Directory.GetFiles(Path.Combine(Folder, "Seeds"), $"{format}.*.json")
        .Where(file => !file.Contains("error", StringComparison.Ordinal) && File.Exists(Path.ChangeExtension(file, "sse"))).Order(StringComparer.Ordinal)
        .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file), File.ReadAllBytes(Path.ChangeExtension(file, "sse"))))];

    /// <summary>Those streams that end well.</summary>
    public static IReadOnlyList<byte[]> GoodStreams(string format) => GoodStreamSeeds[format];

    /// <summary>Every model of every provider of the format, and one at each that the catalog does not know.</summary>
    public static IReadOnlyList<ChatTarget> AllTargets(string format) => Targets[format];

    /// <summary>Some model of some provider of the format.</summary>
    public static ChatTarget TargetOf(IWireFormat format, Random random)
    {
        var targets = Targets[format.Name];
        return targets[random.Next(targets.Length)];
    }

    public static DialectContext Context(ChatDialect dialect, Random random) => new(
        new ChatRequest
        {
            Dialect = dialect, Model = "m", Messages = [new ChatMessage(ChatRole.User, [new ChatPart.Text("Hello")])],
            IncludeUsage = random.Next(2) == 0, Stream = true,
        },
        Guid.Parse("01930000-0000-7000-8000-000000000001"), DateTimeOffset.UnixEpoch, TimeProvider.System);

    private static byte[][] LoadRequests(ChatDialect dialect)
    {
        var name = dialect == ChatDialect.ChatCompletions ? "chat" : dialect.ToString().ToLowerInvariant();
        var bodies = Directory.GetFiles(Path.Combine(Folder, "Requests"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonNode.Parse(File.ReadAllText(file))![name] as JsonObject).OfType<JsonObject>();
        return [.. bodies.Select(body => { body["model"] = "m"; body["stream"] = true; body.TryAdd("max_tokens", 100); return Encoding.UTF8.GetBytes(body.ToJsonString()); })];
    }

    private static Dictionary<string, byte[][]> Load(string extension, bool withErrors) => Directory.GetFiles(Path.Combine(Folder, "Seeds"), "*." + extension)
        .Where(file => withErrors || !Path.GetFileName(file).Contains("error", StringComparison.Ordinal))
        .GroupBy(file => Path.GetFileName(file).Split('.')[0]).ToDictionary(group => group.Key, group => group.Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray());

    private static Dictionary<string, ChatTarget[]> LoadTargets() => ProviderProfiles.InOrder
        .SelectMany(pair => Catalog.Models.Where(model => model.Provider == pair.Value.Catalog && model.Kind == ModelKind.Chat).Select(model => (pair.Key, pair.Value, Model: model))
            .Append((pair.Key, pair.Value, Model: null!)))
        .GroupBy(pair => pair.Value.Format)
        .ToDictionary(group => group.Key, group => group.Select(pair => new ChatTarget(
            new Deployment { Provider = pair.Key, Model = pair.Model?.Id ?? "unknown", CatalogModel = pair.Model }, pair.Value)).ToArray());
}
