using System.Globalization;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;

namespace HybridAi.Core.Tests.Chat;

/// <summary>Makes conversations and responses of every shape that the model can hold; the same seed makes the same ones.</summary>
internal sealed class ModelGenerator(int seed)
{
    /// <summary>Stands in every text that a caller or a model says.</summary>
    public const string Said = "s3cr3t";

    private static readonly string[] Pieces =
        ["", " ", "Hello", "\n\n", "naïve", "日本語", "👩‍👩‍👧", "\ud83d", "\ude00", "\0", "\"\\/", "</s>", "data: [DONE]\n\n", "\ufeff", "{\"a\":", "}"];

    private readonly Random _random = new(seed);
    private int _ids;

    public ChatResponse Response(bool failed = false)
    {
        var choices = List(failed ? 0 : 1, 3, () => Choice(failed));
        while (choices is [.., { Parts.Count: 0, Extra.Count: 0, Finish: null }])
            choices.RemoveAt(choices.Count - 1); // no stream says that a choice would have come
        return new ChatResponse(new ResponseHead(NewId("resp"), "model-1")
        {
            CreatedAt = Maybe(() => (DateTimeOffset?)Time()),
            ServiceTier = Maybe(() => "flex"),
        }, choices)
        {
            Usage = Maybe(Usage),
            Error = failed ? Error() : null,
            Extra = Extra(),
        };
    }

    public ChatError Error() => new(Text())
    {
        Status = Maybe(() => (int?)529),
        Type = Maybe(() => "overloaded_error"),
        Code = Maybe(() => "slow_down"),
        Param = Maybe(() => "messages/3"),
        RequestId = Maybe(() => NewId("req")),
        RetryAfter = Maybe(() => (TimeSpan?)TimeSpan.FromMilliseconds(_random.Next(90_000))),
        Body = Json(),
    };

    public ChatRequest Request() => new()
    {
        Dialect = (ChatDialect)_random.Next(4),
        Model = "alias/fast",
        Messages = List(1, 8, Message),
        Tools = List(0, 3, Tool),
        ToolChoice = Maybe(() => new ToolChoice((ToolChoiceMode)_random.Next(4))
        {
            Tools = List(0, 2, () => new ToolReference((ToolKind)_random.Next(3), "lookup")),
        }),
        ParallelToolCalls = Maybe(() => (bool?)false),
        MaxToolCalls = Maybe(() => (int?)4),
        Output = Maybe(() => new OutputFormat { Schema = Json(), Name = "shape", Description = Text(), Strict = true }),
        Sampling = Sampling(),
        MaxOutputTokens = Maybe(() => (int?)_random.Next(4096)),
        Stop = List(0, 3, Text),
        ChoiceCount = Maybe(() => (int?)2),
        Logprobs = Maybe(() => (bool?)true),
        TopLogprobs = Maybe(() => (int?)5),
        Reasoning = Maybe(() => new ReasoningOptions
        {
            Mode = "adaptive", Effort = "high", BudgetTokens = 1024, Summary = "auto", Show = true,
        }),
        Verbosity = Maybe(() => "low"),
        Modalities = List(0, 2, () => "audio"),
        Audio = Maybe(() => new AudioOutput("alloy", "wav")),
        ServiceTier = Maybe(() => "priority"),
        Cache = Cache(),
        PromptCacheKey = Maybe(() => NewId("key")),
        PromptCacheRetention = Maybe(() => "24h"),
        EndUser = Maybe(() => NewId("user")),
        Metadata = List(0, 2, () => KeyValuePair.Create(NewId("k"), Text())),
        Store = Maybe(() => (bool?)true),
        Stream = Flip(),
        IncludeUsage = Flip(),
        Extra = Extra(),
    };

    public ChatMessage Message()
    {
        var role = (ChatRole)_random.Next(5);
        IReadOnlyList<ChatPart> parts = role switch
        {
            ChatRole.Tool => List(1, 3, ToolResult),
            ChatRole.Assistant => List(0, 4, AnswerPart),
            ChatRole.User => List(1, 4, () => Flip() ? Media() : TextPart()),
            _ => List(1, 2, TextPart),
        };
        return new ChatMessage(role, parts) { Name = Maybe(() => "ada"), Extra = Extra() };
    }

    private ChatChoice Choice(bool failed) => new(List(0, 4, AnswerPart), failed && Flip() ? null : Finish()) { Extra = Extra() };

    private ChatFinish Finish() => new((FinishReason)_random.Next(5), "RAW_WORD")
    {
        StopSequence = Maybe(() => "###"),
        Category = Maybe(() => "cyber"),
        Explanation = Maybe(Text),
    };

    private ReportedUsage Usage() => new(new TokenUsage
    {
        Input = _random.Next(1_000_000), CachedInput = _random.Next(1000), CacheWrite = _random.Next(10), CacheWrite1h = _random.Next(10),
        AudioInput = _random.Next(10), ImageInput = _random.Next(10), Output = _random.Next(10_000), Reasoning = _random.Next(10_000),
        AudioOutput = _random.Next(10), ImageOutput = _random.Next(10),
    })
    {
        Billed = Maybe(() => (TokenUsage?)new TokenUsage { Input = 7, Output = 8 }),
        Cost = Maybe(() => (Cost?)new Cost(_random.Next())),
    };

    private ChatPart AnswerPart() => _random.Next(8) switch
    {
        0 or 1 => TextPart(),
        2 => new ChatPart.Refusal(Text()) { ItemId = ItemId(), Logprobs = Logprobs(1), Seal = Seal(), Extra = Extra() },
        3 => new ChatPart.Reasoning(List(0, 3, () => new ReasoningText((ReasoningKind)_random.Next(3), Text())))
        {
            ItemId = ItemId(), Seal = Seal(), Extra = Extra(),
        },
        4 or 5 => new ChatPart.ToolCall((ToolKind)_random.Next(2), NewId("call"), "lookup", Json())
        {
            ItemId = ItemId(), Cache = Cache(), Seal = Seal(), Extra = Extra(),
        },
        6 => new ChatPart.Speech(Bytes(), Text())
        {
            ItemId = ItemId(), MediaType = Maybe(() => "audio/wav"), ExpiresAt = Maybe(() => (DateTimeOffset?)Time()), Seal = Seal(), Extra = Extra(),
        },
        _ => Flip() ? Media() : OpaquePart(),
    };

    private ChatPart TextPart() => new ChatPart.Text(Text())
    {
        ItemId = ItemId(), Citations = List(0, 2, Citation), Logprobs = Logprobs(1), Cache = Cache(), Seal = Seal(), Extra = Extra(),
    };

    private ChatPart OpaquePart() => new ChatPart.Opaque("anthropic", "server_tool_use", Json()) { Seal = Seal(), Extra = Extra() };

    private ChatPart ToolResult() => new ChatPart.ToolResult(NewId("call"), List(0, 3, () => Flip() ? TextPart() : Media()))
    {
        Name = Maybe(() => "lookup"), IsError = Maybe(() => (bool?)true), Cache = Cache(), Extra = Extra(),
    };

    private ChatPart Media() => new ChatPart.Media((MediaKind)_random.Next(4), Source())
    {
        MediaType = Maybe(() => "application/pdf"), Detail = Maybe(() => "low"), Name = Maybe(Text), Context = Maybe(Text),
        Citable = Maybe(() => (bool?)true), Cache = Cache(), Seal = Seal(), Extra = Extra(),
    };

    private MediaSource Source() => _random.Next(5) switch
    {
        0 => new MediaSource.Url("https://example.org/" + Said),
        1 => new MediaSource.Base64(Verbatim.Of(Convert.ToBase64String(Bytes().Span))),
        2 => new MediaSource.File(NewId("file")),
        3 => new MediaSource.Text(Text()),
        _ => new MediaSource.Parts(List(0, 2, TextPart)),
    };

    private ToolDefinition Tool() => _random.Next(3) switch
    {
        0 => new ToolDefinition.Function("lookup") { Description = Text(), Parameters = Json(), Strict = true, Cache = Cache(), Extra = Extra() },
        1 => new ToolDefinition.Custom("run") { Description = Text(), Syntax = "lark", Grammar = Text(), Extra = Extra() },
        _ => new ToolDefinition.Hosted("web_search", Json()) { Cache = Cache() },
    };

    private SamplingOptions Sampling() => new()
    {
        Temperature = Maybe(() => (double?)0.7), TopP = Maybe(() => (double?)0.9), TopK = Maybe(() => (int?)40), MinP = Maybe(() => (double?)0.05),
        FrequencyPenalty = Maybe(() => (double?)-2), PresencePenalty = Maybe(() => (double?)2), RepetitionPenalty = Maybe(() => (double?)1.1),
        Seed = Maybe(() => (long?)long.MinValue), LogitBias = Verbatim.Of("{\"50256\":-100}"),
    };

    private Citation Citation() => new("cohere", Json())
    {
        Start = Maybe(() => (int?)0), End = Maybe(() => (int?)5), Url = Maybe(() => "https://example.org"), Title = Maybe(Text),
        DocumentId = Maybe(() => "doc:0"), Quote = Maybe(Text),
    };

    private IReadOnlyList<TokenLogprob> Logprobs(int depth) => List(0, 3, () => new TokenLogprob(Text(), -_random.NextDouble() * 100)
    {
        Bytes = Maybe(() => (Verbatim?)new Verbatim(Bytes())), TokenId = Maybe(() => (int?)_random.Next()), Top = depth > 0 ? Logprobs(depth - 1) : [],
    });

    private Seal? Seal() => Maybe(() => new Seal("anthropic-eu", Verbatim.Of(Convert.ToBase64String(Bytes().Span))));

    private CacheBreakpoint? Cache() => Maybe(() => new CacheBreakpoint(Maybe(() => (TimeSpan?)TimeSpan.FromHours(1))));

    private IReadOnlyList<ExtraField> Extra() => _random.Next(4) > 0 ? [] : List(1, 3, () => new ExtraField(NewId("x"), Json()));

    private string? ItemId() => Maybe(() => NewId("item"));

    private string NewId(string prefix) => prefix + "_" + (++_ids).ToString(CultureInfo.InvariantCulture);

    private Verbatim Json() => Verbatim.Of($$"""{ "n": {{_random.Next()}}.10, "say":"{{Said}}\u00e9" , "half":""" + (Flip() ? "[]}" : ""));

    private string Text() => _random.Next(8) == 0 ? "" : Said + string.Concat(List(0, 6, () => Pieces[_random.Next(Pieces.Length)]));

    private ReadOnlyMemory<byte> Bytes()
    {
        var bytes = new byte[_random.Next(20)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private DateTimeOffset Time() => DateTimeOffset.FromUnixTimeSeconds(1_790_000_000 + _random.Next(100_000));

    private bool Flip() => _random.Next(2) == 0;

    private T? Maybe<T>(Func<T> make) => Flip() ? make() : default;

    private List<T> List<T>(int least, int most, Func<T> make)
    {
        var items = new List<T>();
        for (var n = _random.Next(least, most + 1); n > 0; n--)
            items.Add(make());
        return items;
    }
}
