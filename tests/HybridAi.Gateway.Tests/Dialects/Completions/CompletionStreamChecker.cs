using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Gateway.Tests.Dialects.Completions;

/// <summary>Checks every byte of a stream of legacy completions against OpenAI's grammar, and folds it into the answer that it amounts to.</summary>
internal sealed class CompletionStreamChecker
{
    private static readonly string[] Fields = ["text", "index", "logprobs", "finish_reason"];
    private static readonly string[] Lists = ["tokens", "token_logprobs", "top_logprobs", "text_offset"];

    private readonly SortedDictionary<int, JsonObject> _choices = [];
    private readonly bool _includeUsage;
    private JsonObject? _head;
    private JsonNode? _usage;
    private bool _isOver;

    private CompletionStreamChecker(bool includeUsage) => _includeUsage = includeUsage;

    /// <summary>The error that ended the stream, or null.</summary>
    public JsonNode? Error { get; private set; }

    /// <summary>Checks a whole stream.</summary>
    public static CompletionStreamChecker Check(string stream, bool includeUsage = false, bool mayFail = false)
    {
        var checker = new CompletionStreamChecker(includeUsage);
        Assert.EndsWith("\n\n", stream, StringComparison.Ordinal);
        foreach (var line in stream[..^2].Split("\n\n"))
        {
            Assert.False(checker._isOver, "something stands behind the end of the stream");
            Assert.StartsWith("data: ", line, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', line);
            checker.Read(line[6..]);
        }

        Assert.True(checker._isOver, "the stream has no end");
        Assert.True(mayFail || checker.Error is null, $"the stream failed: {checker.Error}");
        return checker;
    }

    /// <summary>The answer that the stream amounts to.</summary>
    public JsonObject ToAnswer()
    {
        var answer = new JsonObject();
        foreach (var (name, value) in _head!)
        {
            if (name is not ("choices" or "usage"))
                answer[name] = value!.DeepClone();
        }

        answer["choices"] = new JsonArray([.. _choices.Values.Select(choice => choice.DeepClone())]);
        if (_usage is not null)
            answer["usage"] = _usage.DeepClone();
        return answer;
    }

    private void Read(string data)
    {
        if (data == "[DONE]")
        {
            Assert.All(_choices.Values, choice => Assert.NotNull(choice["finish_reason"]));
            Assert.Equal(Enumerable.Range(0, Math.Max(1, _choices.Count)), _choices.Keys);
            _isOver = true;
            return;
        }

        var chunk = Assert.IsType<JsonObject>(JsonNode.Parse(Encoding.UTF8.GetBytes(data)));
        if (chunk["error"] is { } error)
        {
            (Error, _isOver) = (error, true);
            return;
        }

        _head ??= chunk;
        Assert.Equal("text_completion", (string?)chunk["object"]);
        Assert.StartsWith("cmpl-", (string?)chunk["id"], StringComparison.Ordinal);
        foreach (var same in new[] { "id", "created", "model" })
            Assert.Equal(_head[same]!.ToJsonString(), chunk[same]!.ToJsonString());
        Assert.Null(_usage);
        if (chunk["choices"]!.AsArray() is { Count: 0 })
        {
            Assert.True(_includeUsage, "usage was not asked for");
            _usage = Assert.IsType<JsonObject>(chunk["usage"]);
            return;
        }

        Assert.Equal(_includeUsage, chunk.ContainsKey("usage"));
        Assert.Null(chunk["usage"]);
        Add(Assert.IsType<JsonObject>(Assert.Single(chunk["choices"]!.AsArray())));
    }

    private void Add(JsonObject piece)
    {
        Assert.Equal(Fields, piece.Select(member => member.Key));
        var index = (int)piece["index"]!;
        if (!_choices.TryGetValue(index, out var choice))
            _choices[index] = choice = new JsonObject { ["text"] = "", ["index"] = index, ["logprobs"] = null, ["finish_reason"] = null };
        Assert.True(choice["finish_reason"] is null, "something comes behind the finish reason");
        choice["text"] = (string?)choice["text"] + (string)piece["text"]!;
        choice["finish_reason"] = piece["finish_reason"]?.DeepClone();
        Assert.Contains((string?)choice["finish_reason"], new[] { null, "stop", "length", "content_filter" });
        if (piece["logprobs"] is not JsonObject logprobs)
            return;
        Assert.Equal(Lists, logprobs.Select(member => member.Key));
        choice["logprobs"] ??= new JsonObject { ["tokens"] = new JsonArray(), ["token_logprobs"] = new JsonArray(), ["top_logprobs"] = new JsonArray(), ["text_offset"] = new JsonArray() };
        foreach (var list in Lists)
        {
            Assert.Equal(logprobs["tokens"]!.AsArray().Count, logprobs[list]!.AsArray().Count);
            foreach (var item in logprobs[list]!.AsArray())
                choice["logprobs"]![list]!.AsArray().Add(item!.DeepClone());
        }
    }
}
