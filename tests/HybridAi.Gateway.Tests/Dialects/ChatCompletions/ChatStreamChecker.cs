using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Gateway.Tests.Dialects.ChatCompletions;

/// <summary>
/// Checks every byte of a stream of chat completion chunks against OpenAI's grammar, and folds it into the answer that it amounts to.
/// </summary>
internal sealed class ChatStreamChecker
{
    private static readonly string[] TopLevel =
        ["id", "object", "created", "model", "service_tier", "system_fingerprint", "choices", "usage", "prompt_filter_results", "provider", "time_info", "openrouter_metadata", "citations", "search_results"];

    private readonly bool _includeUsage;
    private readonly SortedDictionary<int, ChatChoiceChecker> _choices = [];
    private JsonObject? _head;
    private JsonNode? _usage;
    private bool _isOver;

    private ChatStreamChecker(bool includeUsage) => _includeUsage = includeUsage;

    /// <summary>The error that ended the stream, or null.</summary>
    public JsonNode? Error { get; private set; }

    /// <summary>Checks a whole stream.</summary>
    /// <param name="stream">All of its bytes.</param>
    /// <param name="includeUsage">Whether the usage was asked for.</param>
    /// <param name="mayFail">Whether it may end with an error.</param>
    public static ChatStreamChecker Check(ReadOnlySpan<byte> stream, bool includeUsage = false, bool mayFail = false)
    {
        var checker = new ChatStreamChecker(includeUsage);
        while (!stream.IsEmpty)
        {
            Assert.False(checker._isOver, "something stands behind the end of the stream");
            var end = stream.IndexOf("\n\n"u8);
            Assert.True(end > 0, "an event has no blank line");
            var line = stream[..end];
            Assert.True(line.StartsWith("data: "u8), $"an event is no data line: {Encoding.UTF8.GetString(line)}");
            Assert.False(line.Contains((byte)'\n'), "an event has more than one line");
            checker.Read(line[6..]);
            stream = stream[(end + 2)..];
        }

        Assert.True(checker._isOver, "the stream has no end");
        Assert.True(mayFail || checker.Error is null, $"the stream failed: {checker.Error}");
        return checker;
    }

    /// <summary>The answer that the stream amounts to, in the shape of a whole one.</summary>
    public JsonObject ToAnswer()
    {
        var answer = new JsonObject
        {
            ["id"] = _head!["id"]!.DeepClone(), ["object"] = "chat.completion", ["created"] = _head["created"]!.DeepClone(), ["model"] = _head["model"]!.DeepClone(),
            ["choices"] = new JsonArray([.. _choices.Values.Select(choice => (JsonNode)choice.ToChoice())]),
        };
        if (_usage is not null)
            answer["usage"] = _usage.DeepClone();
        if (_head["service_tier"] is { } tier)
            answer["service_tier"] = tier.DeepClone();
        return answer;
    }

    private void Read(ReadOnlySpan<byte> data)
    {
        if (data.SequenceEqual("[DONE]"u8))
        {
            Assert.NotEmpty(_choices);
            Assert.All(_choices.Values, choice => Assert.True(choice.IsFinished, "a choice has no finish reason"));
            Assert.Equal(Enumerable.Range(0, _choices.Count), _choices.Keys);
            _isOver = true;
            return;
        }

        var chunk = Assert.IsType<JsonObject>(JsonNode.Parse(data));
        if (chunk["error"] is JsonObject error)
        {
            Assert.Equal(["message", "type", "param", "code"], error.Select(member => member.Key));
            (Error, _isOver) = (error, true);
            return;
        }

        ReadHead(chunk);
        var choices = Assert.IsType<JsonArray>(chunk["choices"]);
        if (choices.Count == 0)
            ReadUsage(chunk);
        else
        {
            Assert.Null(_usage);
            Assert.Equal(_includeUsage, chunk.ContainsKey("usage"));
            Assert.Null(chunk["usage"]);
            ReadChoice(Assert.IsType<JsonObject>(Assert.Single(choices)));
        }
    }

    private void ReadHead(JsonObject chunk)
    {
        Assert.All(chunk, member => Assert.Contains(member.Key, TopLevel));
        Assert.Equal("chat.completion.chunk", (string?)chunk["object"]);
        Assert.StartsWith("chatcmpl-", (string?)chunk["id"], StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Number, chunk["created"]!.GetValueKind());
        Assert.NotNull((string?)chunk["model"]);
        _head ??= chunk;
        foreach (var same in new[] { "id", "created", "model" })
            Assert.Equal(_head[same]!.ToJsonString(), chunk[same]!.ToJsonString());
    }

    private void ReadUsage(JsonObject chunk)
    {
        Assert.True(_includeUsage, "usage was not asked for");
        Assert.Null(_usage);
        Assert.All(_choices.Values, choice => Assert.True(choice.IsFinished, "usage comes before the end"));
        _usage = Assert.IsType<JsonObject>(chunk["usage"]);
        Assert.Equal((long)_usage["total_tokens"]!, (long)_usage["prompt_tokens"]! + (long)_usage["completion_tokens"]!);
    }

    private void ReadChoice(JsonObject choice)
    {
        var index = (int)choice["index"]!;
        Assert.InRange(index, 0, 127);
        if (!_choices.TryGetValue(index, out var checker))
            _choices[index] = checker = new ChatChoiceChecker(index);
        checker.Read(choice);
    }
}
