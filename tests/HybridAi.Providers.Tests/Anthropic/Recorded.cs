namespace HybridAi.Providers.Tests.Anthropic;

/// <summary>Streams and answers as Anthropic sends them.</summary>
internal static class Recorded
{
    public const string Start =
        """data: {"type":"message_start","message":{"id":"msg_01","type":"message","role":"assistant","model":"claude-opus-4-6","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":30,"cache_read_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":1,"service_tier":"standard"}}}""";

    /// <summary>Thinking, redacted thinking, a cited text, a server's search, two tool calls.</summary>
    public static readonly string Everything = Events(
        Start,
        """data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """data: {"type": "ping"}""",
        """data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}""",
        """data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"see.\n"}}""",
        """data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB+/=="}}""",
        """data: {"type":"content_block_stop","index":0}""",
        """data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"EmwK"}}""",
        """data: {"type":"content_block_stop","index":1}""",
        """data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
        """data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"Rain, "}}""",
        """data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"\u65e5本 \ud83d\ude00"}}""",
        """data: {"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"char_location","cited_text":"It rains.","document_index":3,"document_title":"News","start_char_index":0,"end_char_index":9}}}""",
        """data: {"type":"content_block_stop","index":2}""",
        """data: {"type":"content_block_start","index":3,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""",
        """data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"query\":"}}""",
        """data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":" \"rain\"}"}}""",
        """data: {"type":"content_block_stop","index":3}""",
        """data: {"type":"content_block_start","index":4,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}}""",
        """data: {"type":"content_block_stop","index":4}""",
        """data: {"type":"a_new_event","index":4}""",
        """data: {"type":"content_block_start","index":5,"content_block":{"type":"tool_use","id":"toolu_1","name":"weather","input":{},"caller":{"type":"direct"}}}""",
        """data: {"type":"content_block_delta","index":5,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """data: {"type":"content_block_delta","index":5,"delta":{"type":"input_json_delta","partial_json":"{\"city\": \"R"}}""",
        """data: {"type":"content_block_delta","index":5,"delta":{"type":"input_json_delta","partial_json":"\u00f6m\"}"}}""",
        """data: {"type":"content_block_stop","index":5}""",
        """data: {"type":"content_block_start","index":6,"content_block":{"type":"tool_use","id":"toolu_2","name":"time","input":{}}}""",
        """data: {"type":"content_block_stop","index":6}""",
        """data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null,"stop_details":null},"usage":{"output_tokens":89,"output_tokens_details":{"thinking_tokens":40},"server_tool_use":{"web_search_requests":1}}}""",
        """data: {"type":"message_stop"}""");

    /// <summary>The same, not streamed.</summary>
    public const string EverythingAtOnce =
        """{"id":"msg_01","type":"message","role":"assistant","model":"claude-opus-4-6","content":[{"type":"thinking","thinking":"Let me see.\n","signature":"EqQB+/=="},{"type":"redacted_thinking","data":"EmwK"},"""
        + """{"type":"text","text":"Rain, 日本 😀","citations":[{"type":"char_location","cited_text":"It rains.","document_index":3,"document_title":"News","start_char_index":0,"end_char_index":9}]},"""
        + """{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query": "rain"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]},"""
        + """{"type":"tool_use","id":"toolu_1","name":"weather","input":{"city": "Röm"},"caller":{"type":"direct"}},{"type":"tool_use","id":"toolu_2","name":"time","input":{}}],"""
        + """ "stop_reason":"tool_use","stop_sequence":null,"stop_details":null,"container":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":30,"cache_read_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":10},"output_tokens":89,"output_tokens_details":{"thinking_tokens":40},"server_tool_use":{"web_search_requests":1},"service_tier":"standard"}}""";

    /// <summary>A stream of events, each named as its type.</summary>
    public static string Events(params string[] lines) => string.Concat(lines.Select(line => $"event: {line.Split('"')[3]}\n{line}\n\n"));

    public static string Text(string text) => $$$"""data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{text}}}"}}""";

    public const string TextStart = """data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""";

    public const string BlockStop = """data: {"type":"content_block_stop","index":0}""";

    public const string Finish = """data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":12}}""";

    public const string Stop = """data: {"type":"message_stop"}""";
}
