using System.Text;
using System.Text.Json;
using HybridAi.Simulator.Errors;
using HybridAi.Simulator.OpenAi.Requests;

namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>Reads content blocks, each by the shape of its type.</summary>
internal sealed class BlockReader(ApiVersion version, ServedModel model, PromptCounter counter)
{
    private static readonly string[] UserTypes = ["document", "image", "search_result", "text", "tool_result"];
    private static readonly string[] AssistantTypes = ["document", "redacted_thinking", "text", "thinking", "tool_use"];
    private static readonly string[] AllTypes = [.. UserTypes.Union(AssistantTypes).Order(StringComparer.Ordinal)];
    private static readonly string[] ResultTypes = ["document", "image", "search_result", "text"];
    private static readonly string[] TextOnly = ["text"];
    private static readonly string[] SourceTypes = ["image", "text"];

    private readonly SourceReader _sources = new(counter);
    private int _documents;

    /// <summary>The first plain-text document that may be cited.</summary>
    public CitableDocument? Citable { get; private set; }

    /// <summary>Reads the content of a message.</summary>
    public ApiError? Read(JsonElement content, string role, string path, List<Block> blocks)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            var text = content.GetString()!;
            counter.Meter.AddText(text);
            blocks.Add(new Block("text", path, text));
            return counter.EndBlock(content, path);
        }

        var index = 0;
        foreach (var item in content.EnumerateArray())
        {
            var at = $"{path}.{index++}";
            if (ReadBlock(item, role, at, out var block) is { } error)
                return error;
            blocks.Add(block!);
            if (counter.EndBlock(item, $"{at}.{block!.Type}") is { } wrong)
                return wrong;
        }

        return null;
    }

    /// <summary>Reads a system prompt: a text, or text blocks.</summary>
    public ApiError? ReadTexts(JsonElement content, string path)
    {
        if (content.ValueKind == JsonValueKind.String)
        {
            counter.Meter.AddText(content.GetString());
            return counter.EndBlock(content, path);
        }

        return ReadInner(content, path, TextOnly, new StringBuilder(), breakpoints: true);
    }

    private ApiError? ReadBlock(JsonElement item, string role, string path, out Block? block)
    {
        block = null;
        if (TypeOf(item, path, AllTypes, out var type) is { } wrongType)
            return wrongType;
        var allowed = role == "assistant" ? AssistantTypes : UserTypes;
        if (!allowed.Contains(type))
        {
            return type is "tool_use" or "tool_result"
                ? ApiError.Invalid($"messages.{path.Split('.')[1]}: `{type}` blocks can only be in `{(role == "assistant" ? "user" : "assistant")}` messages", path)
                : Field.Wrong(path, $"`{type}` blocks are not permitted in `{role}` messages");
        }

        if (type == "document" && role == "assistant" && version == ApiVersion.October2026)
            return Field.Wrong(path, "`document` blocks are not permitted in `assistant` messages");
        var at = $"{path}.{type}";
        return type switch
        {
            "tool_use" => ReadToolUse(item, at, out block),
            "tool_result" => ReadToolResult(item, at, out block),
            "thinking" => ReadThinking(item, path, out block),
            "redacted_thinking" => ReadRedacted(item, path, out block),
            _ => ReadPlain(item, type, role, at, out block),
        };
    }

    private ApiError? ReadPlain(JsonElement item, string type, string role, string at, out Block? block)
    {
        var text = new StringBuilder();
        block = null;
        var error = type switch
        {
            "text" => ReadText(item, role, at, text),
            "image" => ReadImage(item, at),
            "search_result" => ReadSearchResult(item, at, text),
            _ => ReadDocument(item, at, text),
        };
        block = new Block(type, at, type == "text" ? text.ToString() : "");
        return error;
    }

    private ApiError? ReadText(JsonElement item, string role, string at, StringBuilder text)
    {
        if (Field.CheckAll(item, at, RequestShape.Text) is { } wrong)
            return wrong;
        var value = item.GetProperty("text").GetString()!;
        if (value.Length == 0)
        {
            return item.TryGetProperty("cache_control", out var control) && control.ValueKind == JsonValueKind.Object
                ? ApiError.Invalid($"{at}: cache_control cannot be set for empty text blocks", at)
                : ApiError.Invalid("messages: text content blocks must be non-empty", at);
        }

        if (role == "user" && version == ApiVersion.October2026 && item.TryGetProperty("citations", out var citations)
            && citations.ValueKind == JsonValueKind.Array && citations.GetArrayLength() > 0)
            return Field.Wrong($"{at}.citations", "citations are not permitted on text blocks in user messages");
        counter.Meter.AddText(value);
        text.Append(text.Length > 0 ? "\n" : "").Append(value);
        return null;
    }

    private ApiError? ReadImage(JsonElement item, string at)
    {
        if (Field.CheckAll(item, at, RequestShape.Image) is { } wrong)
            return wrong;
        if (!model.Catalog.Inputs.Contains("image"))
            return Field.Wrong(at, "image input is not supported by this model");
        return _sources.ReadImage(item.GetProperty("source"), $"{at}.source");
    }

    private ApiError? ReadDocument(JsonElement item, string at, StringBuilder text)
    {
        if (Field.CheckAll(item, at, RequestShape.Document) is { } wrong)
            return wrong;
        var citable = false;
        if (item.GetPropertyOrNull("citations") is { } citations)
        {
            if (Field.CheckAll(citations, $"{at}.citations", RequestShape.CitationsConfig) is { } wrongCitations)
                return wrongCitations;
            citable = citations.TryGetProperty("enabled", out var enabled) && enabled.GetBoolean();
        }

        var title = item.GetPropertyOrNull("title")?.GetString();
        counter.Meter.AddText(title);
        counter.Meter.AddText(item.GetPropertyOrNull("context")?.GetString());
        if (_sources.ReadDocument(
            item.GetProperty("source"), $"{at}.source", (blocks, path) => ReadContent(blocks, path, SourceTypes, text), out var plain) is { } error)
            return error;
        if (citable && plain is not null)
            Citable ??= new CitableDocument(_documents, title, plain);
        _documents++;
        return null;
    }

    private ApiError? ReadSearchResult(JsonElement item, string at, StringBuilder text)
    {
        if (Field.CheckAll(item, at, RequestShape.SearchResult) is { } wrong)
            return wrong;
        counter.Meter.AddText(item.GetProperty("source").GetString());
        counter.Meter.AddText(item.GetProperty("title").GetString());
        return ReadInner(item.GetProperty("content"), $"{at}.content", TextOnly, text, breakpoints: false);
    }

    private ApiError? ReadToolUse(JsonElement item, string at, out Block? block)
    {
        block = null;
        if (Field.CheckAll(item, at, RequestShape.ToolUse) is { } wrong)
            return wrong;
        var id = item.GetProperty("id").GetString()!;
        if (id.Length == 0 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            return Field.Wrong($"{at}.id", "String should match pattern '^[a-zA-Z0-9_-]+$'");
        var name = item.GetProperty("name").GetString()!;
        if (name.Length is 0 or > 200)
            return Field.Wrong($"{at}.name", name.Length == 0 ? "String should have at least 1 character" : "String should have at most 200 characters");
        counter.Meter.AddText(name);
        counter.Meter.AddText(item.GetProperty("input").GetRawText());
        block = new Block("tool_use", at) { Id = id, Name = name };
        return null;
    }

    private ApiError? ReadToolResult(JsonElement item, string at, out Block? block)
    {
        block = null;
        if (Field.CheckAll(item, at, RequestShape.ToolResult) is { } wrong)
            return wrong;
        var text = new StringBuilder();
        if (item.TryGetProperty("content", out var content) && ReadContent(content, $"{at}.content", ResultTypes, text) is { } error)
            return error;
        block = new Block("tool_result", at, text.ToString()) { Id = item.GetProperty("tool_use_id").GetString()! };
        return null;
    }

    private ApiError? ReadThinking(JsonElement item, string path, out Block? block)
    {
        block = new Block("thinking", path);
        if (Field.CheckAll(item, $"{path}.thinking", RequestShape.Thinking) is { } wrong)
            return wrong;
        var thinking = item.GetProperty("thinking").GetString()!;
        if (!ThinkingSeals.IsSignature(thinking, item.GetProperty("signature").GetString()!))
            return ApiError.Invalid($"{path}: Invalid `signature` in `thinking` block", path);
        counter.Meter.AddText(thinking);
        return null;
    }

    private ApiError? ReadRedacted(JsonElement item, string path, out Block? block)
    {
        block = new Block("redacted_thinking", path);
        if (Field.CheckAll(item, $"{path}.redacted_thinking", RequestShape.RedactedThinking) is { } wrong)
            return wrong;
        var data = item.GetProperty("data").GetString()!;
        if (ThinkingSeals.TokensOf(data) is not { } tokens)
            return ApiError.Invalid($"{path}: Invalid `data` in `redacted_thinking` block", path);
        counter.Meter.AddTokens(tokens, data);
        return null;
    }

    // The content of a result or a document: a text, or blocks of some types.
    private ApiError? ReadContent(JsonElement content, string path, string[] types, StringBuilder text)
    {
        if (content.ValueKind != JsonValueKind.String)
            return ReadInner(content, path, types, text, breakpoints: true);
        counter.Meter.AddText(content.GetString());
        text.Append(content.GetString());
        return null;
    }

    private ApiError? ReadInner(JsonElement list, string path, string[] types, StringBuilder text, bool breakpoints)
    {
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = $"{path}.{index++}";
            if (TypeOf(item, at, types, out var type) is { } wrongType)
                return wrongType;
            var inner = types == TextOnly ? at : $"{at}.{type}";
            var error = type switch
            {
                "text" => ReadText(item, "", inner, text),
                "image" => ReadImage(item, inner),
                "search_result" => ReadSearchResult(item, inner, text),
                _ => ReadDocument(item, inner, text),
            };
            error ??= breakpoints ? counter.EndBlock(item, inner) : null;
            if (error is not null)
                return error;
        }

        return null;
    }

    private static ApiError? TypeOf(JsonElement item, string path, string[] known, out string type)
    {
        type = "";
        if (item.ValueKind != JsonValueKind.Object)
            return Field.Wrong(path, "Input should be an object");
        if (!item.TryGetProperty("type", out var value) || value.ValueKind != JsonValueKind.String)
            return Field.WrongTag(path, null, known);
        type = value.GetString()!;
        return known.Contains(type) ? null : Field.WrongTag(path, type, known);
    }
}
