namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>The fields of each object of a request.</summary>
internal static class RequestShape
{
    public static readonly Field CacheControl = new("cache_control", FieldType.Object) { Nullable = true };

    private static readonly Field Type = new("type", FieldType.Text, Required: true);

    private static readonly Field[] Common =
    [
        new("model", FieldType.Text, Required: true),
        new("messages", FieldType.List, Required: true),
        new("system", FieldType.Content),
        new("tools", FieldType.List),
        new("tool_choice", FieldType.Object),
        new("thinking", FieldType.Object),
        new("output_config", FieldType.Object),
        new("speed", FieldType.Text) { Choices = ["standard", "fast"], Nullable = true },
        CacheControl,
    ];

    /// <summary><c>POST /v1/messages</c> of 2026-10-21.</summary>
    public static readonly Field[] October2026 =
    [
        new("max_tokens", FieldType.Integer, Required: true) { Min = 0 },
        .. Common,
        new("stop_sequences", FieldType.List),
        new("stream", FieldType.Flag),
        new("metadata", FieldType.Object),
        new("service_tier", FieldType.Text) { Choices = ["auto", "standard_only"] },
        new("container", FieldType.Any) { Nullable = true },
        new("diagnostics", FieldType.Object) { Nullable = true },
        new("inference_geo", FieldType.Text) { Nullable = true },
    ];

    /// <summary><c>POST /v1/messages</c> of 2023-06-01.</summary>
    public static readonly Field[] June2023 =
    [
        .. October2026,
        new("temperature", FieldType.Number) { Min = 0, Max = 1 },
        new("top_p", FieldType.Number) { Min = 0, Max = 1 },
        new("top_k", FieldType.Integer) { Min = 0 },
    ];

    /// <summary><c>POST /v1/messages/count_tokens</c></summary>
    public static readonly Field[] CountTokens = Common;

    public static readonly Field[] Message = [new("role", FieldType.Text, Required: true), new("content", FieldType.Content, Required: true)];

    public static readonly Field[] Metadata = [new("user_id", FieldType.Text) { Nullable = true }];

    public static readonly Field[] Diagnostics = [new("previous_message_id", FieldType.Text) { Nullable = true }];

    public static readonly Field[] OutputConfig =
    [
        new("effort", FieldType.Text) { Choices = ["low", "medium", "high", "xhigh", "max"], Nullable = true },
        new("format", FieldType.Object) { Nullable = true },
    ];

    public static readonly Field[] OutputFormat =
        [new("type", FieldType.Text, Required: true) { Choices = ["json_schema"] }, new("schema", FieldType.Object, Required: true)];

    public static readonly Field[] CacheControlFields =
    [
        new("type", FieldType.Text, Required: true) { Choices = ["ephemeral"] },
        new("ttl", FieldType.Text) { Choices = ["5m", "1h"] },
    ];

    public static readonly Field[] Tool =
    [
        new("name", FieldType.Text, Required: true),
        new("input_schema", FieldType.Object, Required: true),
        new("type", FieldType.Text) { Nullable = true },
        new("description", FieldType.Text),
        new("strict", FieldType.Flag),
        new("input_examples", FieldType.List),
        new("defer_loading", FieldType.Flag),
        new("eager_input_streaming", FieldType.Flag) { Nullable = true },
        new("allowed_callers", FieldType.List),
        CacheControl,
    ];

    public static readonly Field[] ThinkingEnabled =
        [Type, new("budget_tokens", FieldType.Integer, Required: true) { Min = 1024 }, Display];

    public static readonly Field[] ThinkingAdaptive = [Type, Display];

    public static readonly Field[] OnlyType = [Type];

    public static readonly Field[] ToolChoice = [Type, new("disable_parallel_tool_use", FieldType.Flag)];

    public static readonly Field[] ToolChoiceTool = [.. ToolChoice, new("name", FieldType.Text, Required: true)];

    public static readonly Field[] Text =
        [Type, new("text", FieldType.Text, Required: true), CacheControl, new("citations", FieldType.List) { Nullable = true }];

    public static readonly Field[] Image =
        [Type, new("source", FieldType.Object, Required: true), CacheControl, new("transformations", FieldType.Object) { Nullable = true }];

    public static readonly Field[] Document =
    [
        Type, new("source", FieldType.Object, Required: true), CacheControl, new("title", FieldType.Text) { Nullable = true },
        new("context", FieldType.Text) { Nullable = true }, new("citations", FieldType.Object) { Nullable = true },
    ];

    public static readonly Field[] SearchResult =
    [
        Type, new("content", FieldType.List, Required: true), new("source", FieldType.Text, Required: true),
        new("title", FieldType.Text, Required: true), CacheControl, new("citations", FieldType.Object),
    ];

    public static readonly Field[] CitationsConfig = [new("enabled", FieldType.Flag)];

    public static readonly Field[] ToolUse =
    [
        Type, new("id", FieldType.Text, Required: true), new("name", FieldType.Text, Required: true), new("input", FieldType.Object, Required: true),
        CacheControl, new("caller", FieldType.Object), new("toolset_name", FieldType.Text) { Nullable = true },
    ];

    public static readonly Field[] ToolResult =
    [
        Type, new("tool_use_id", FieldType.Text, Required: true), new("content", FieldType.Content), new("is_error", FieldType.Flag),
        CacheControl, new("toolset_name", FieldType.Text) { Nullable = true },
    ];

    public static readonly Field[] Thinking =
        [Type, new("thinking", FieldType.Text, Required: true), new("signature", FieldType.Text, Required: true)];

    public static readonly Field[] RedactedThinking = [Type, new("data", FieldType.Text, Required: true)];

    public static readonly Field[] Base64Source =
        [Type, new("media_type", FieldType.Text, Required: true), new("data", FieldType.Text, Required: true)];

    public static readonly Field[] UrlSource = [Type, new("url", FieldType.Text, Required: true)];

    public static readonly Field[] FileSource = [Type, new("file_id", FieldType.Text, Required: true)];

    public static readonly Field[] ContentSource = [Type, new("content", FieldType.Content, Required: true)];

    private static Field Display => new("display", FieldType.Text) { Choices = ["summarized", "omitted"], Nullable = true };
}
