using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Tests.Dialects.Fields;

/// <summary>The fields that every dialect knows, each with a value of its own, and fields that none knows at every place of the body.</summary>
internal static class FieldCases
{
    private const string Image = "data:image/png;base64,aVpxN3g=";
    private const string Function = """{"type":"function","function":{"name":"Zq7x","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}}""";
    private const string Other = """{"type":"function","function":{"name":"other"}}""";
    private const string FlatFunction = """{"type":"function","name":"Zq7x","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}""";
    private const string BareFunction = """{"name":"Zq7x","input_schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}""";
    private const string Schema = """{"type":"object","properties":{"Zq7x":{"type":"string"}},"required":["Zq7x"],"additionalProperties":false}""";
    private const string Effort = "reasoning_effort|\"effort\"|thinking|\"reasoning\":";
    private const string Forced = "\"(any|ANY|required|REQUIRED)\"|\"tool_choice\":\\{[^}]*Zq7x";

    public static IEnumerable<FieldCase> All() => [.. Chat(), .. ChatMessages(), .. Completions(), .. Messages(), .. Responses()];

    private static FieldCase Of(ChatDialect dialect, string names, string patch, string mark = "Zq7x") => new(dialect, names.Split('|'), patch, mark);

    private static IEnumerable<FieldCase> Sampling(ChatDialect dialect) =>
    [
        Of(dialect, "temperature", """{"temperature":0.37}""", "0\\.37"),
        Of(dialect, "top_p", """{"top_p":0.61}""", "0\\.61"),
        Of(dialect, "top_k", """{"top_k":7}""", "\"(top_k|topK|k)\":7"),
        Of(dialect, "min_p", """{"min_p":0.11}""", "0\\.11"),
        Of(dialect, "frequency_penalty", """{"frequency_penalty":0.21}""", "0\\.21"),
        Of(dialect, "presence_penalty", """{"presence_penalty":0.31}""", "0\\.31"),
        Of(dialect, "repetition_penalty", """{"repetition_penalty":1.21}""", "1\\.21"),
        Of(dialect, "seed", """{"seed":4711}""", "4711"),
        Of(dialect, "logit_bias", """{"logit_bias":{"4711":3}}""", "4711"),
        Of(dialect, "stop", """{"stop":"Zq7x"}"""),
        Of(dialect, "stop", """{"stop":["Zq7x","y"]}"""),
        Of(dialect, "n", """{"n":3}""", "\"(n|candidateCount)\":3"),
        Of(dialect, "stream_options.zzz", """{"stream":true,"stream_options":{"zzz":"Zq7x"}}"""),
        Of(dialect, "zzz", """{"zzz":"Zq7x"}"""),
        Of(dialect, "zzz", """{"zzz":{"y":["Zq7x"]}}"""),
    ];

    private static IEnumerable<FieldCase> Completions() =>
    [
        .. Sampling(ChatDialect.Completions),
        Of(ChatDialect.Completions, "max_tokens", """{"max_tokens":77}""", ":77"),
        Of(ChatDialect.Completions, "logprobs", """{"logprobs":3}""", "logprobs\":3|\"logprobs\":true"),
        Of(ChatDialect.Completions, "user", """{"user":"Zq7x"}"""),
        Of(ChatDialect.Completions, "suffix", """{"suffix":"Zq7x"}"""),
        Of(ChatDialect.Completions, "best_of", """{"best_of":3}""", "best_of"),
        Of(ChatDialect.Completions, "prompt", """{"prompt":"Zq7x"}"""),
        Of(ChatDialect.Completions, "prompt", """{"prompt":["Zq7x","y"]}"""),
        Of(ChatDialect.Completions, "prompt", """{"prompt":[4711,2]}""", "4711"),
        Of(ChatDialect.Completions, "prompt", """{"prompt":""}""", "\"content\":\"\"|\"text\":\"\""),
        Of(ChatDialect.Completions, "prompt", """{"prompt":[]}"""),
    ];

    private static IEnumerable<FieldCase> Chat()
    {
        const ChatDialect Dialect = ChatDialect.ChatCompletions;
        return
        [
            .. Sampling(Dialect),
            Of(Dialect, "max_completion_tokens", """{"max_completion_tokens":77}""", ":77"),
            Of(Dialect, "max_tokens", """{"max_tokens":77}""", ":77"),
            Of(Dialect, "logprobs", """{"logprobs":true}""", "(logprobs|Logprobs)\":true"),
            Of(Dialect, "top_logprobs|logprobs", """{"logprobs":true,"top_logprobs":4}""", "ogprobs\":4"),
            Of(Dialect, "tools", $$$$$"""{"tools":[{{{{{Function}}}}}]}"""),
            Of(Dialect, "tools", """{"tools":[{"type":"web_search","zzz":"Zq7x"}]}"""),
            Of(Dialect, "tools[].zzz|tools[].function.zzz", """{"tools":[{"type":"function","zzz":"Zq7x","function":{"name":"f"}}]}"""),
            Of(Dialect, "tools[].function.zzz", """{"tools":[{"type":"function","function":{"name":"f","zzz":"Zq7x"}}]}"""),
            Of(Dialect, "tools[].function.strict", """{"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}}]}""", "strict(_tools)?\":true"),
            Of(Dialect, "tools[].cache_control", """{"tools":[{"type":"function","function":{"name":"f"},"cache_control":{"type":"ephemeral"}}]}""", "cache_control"),
            Of(Dialect, "tools", """{"tools":[{"type":"custom","custom":{"name":"Zq7x","description":"d"}}]}"""),
            Of(Dialect, "tools[].custom.format", """{"tools":[{"type":"custom","custom":{"name":"f","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"Zq7x"}}}}]}"""),
            Of(Dialect, "tools[].custom.format.grammar.zzz|tools[].custom.format", """{"tools":[{"type":"custom","custom":{"name":"f","format":{"type":"grammar","grammar":{"syntax":"lark","definition":"x","zzz":"Zq7x"}}}}]}"""),
            Of(Dialect, "tool_choice", $$$$$"""{"tools":[{{{{{Function}}}}},{{{{{Other}}}}}],"tool_choice":"required"}""", "\"(any|ANY|required|REQUIRED)\""),
            Of(Dialect, "tool_choice", $$$$$"""{"tools":[{{{{{Function}}}}},{{{{{Other}}}}}],"tool_choice":"none"}""", "\"(none|NONE)\"|^(?!.*\"tools\")"),
            Of(Dialect, "tool_choice", $$$$$"""{"tools":[{{{{{Function}}}}},{{{{{Other}}}}}],"tool_choice":{"type":"function","function":{"name":"Zq7x"}}}""", Forced),
            Of(Dialect, "tool_choice", $$$$$"""{"tools":[{{{{{Function}}}}},{{{{{Other}}}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"Zq7x"}}]}}}""", Forced),
            Of(Dialect, "tool_choice", $$$$$"""{"tools":[{{{{{Function}}}}},{{{{{Other}}}}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[{"type":"function","function":{"name":"Zq7x"}}]}}}""", "allowed_tools|^(?!.*\"other\")"),
            Of(Dialect, "tool_choice", """{"tool_choice":"required"}""", "\"(any|ANY|required|REQUIRED)\""),
            Of(Dialect, "tool_choice", """{"tool_choice":"auto"}""", "\"(auto|AUTO)\""),
            Of(Dialect, "tool_choice.zzz", $$$$$"""{"tools":[{{{{{Function}}}}}],"tool_choice":{"type":"function","function":{"name":"Zq7x"},"zzz":"Wv3"}}""", "Wv3"),
            Of(Dialect, "function_call", """{"functions":[{"name":"Zq7x"}],"function_call":{"name":"Zq7x"}}""", Forced),
            Of(Dialect, "functions", """{"functions":[{"name":"Zq7x"}]}"""),
            Of(Dialect, "functions[].strict", """{"functions":[{"name":"f","strict":true,"parameters":{"type":"object","properties":{},"additionalProperties":false}}]}""", "strict(_tools)?\":true"),
            Of(Dialect, "functions[].name", """{"functions":[{"name":"Zq 7x"}]}""", "Zq 7x"),
            Of(Dialect, "functions[].zzz", """{"functions":[{"name":"f","zzz":"Zq7x"}]}"""),
            Of(Dialect, "parallel_tool_calls", $$$$$"""{"tools":[{{{{{Function}}}}}],"parallel_tool_calls":false}""", "parallel_tool_calls\":false|disable_parallel_tool_use\":true"),
            Of(Dialect, "parallel_tool_calls", """{"parallel_tool_calls":false}""", "parallel_tool_calls\":false|disable_parallel_tool_use\":true"),
            Of(Dialect, "max_tool_calls", """{"max_tool_calls":3}""", "max_tool_calls"),
            Of(Dialect, "response_format", """{"response_format":{"type":"json_object"}}""", "json_object|application/json|JSON object"),
            Of(Dialect, "response_format", $$$$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{{{Schema}}}}}}}}"""),
            Of(Dialect, "response_format.json_schema.name", $$$$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"Wv3","schema":{{{{{Schema}}}}}}}}""", "Wv3"),
            Of(Dialect, "response_format.json_schema.description", $$$$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"Wv3","schema":{{{{{Schema}}}}}}}}""", "Wv3"),
            Of(Dialect, "response_format.json_schema.zzz", $$$$$"""{"response_format":{"type":"json_schema","json_schema":{"name":"n","zzz":"Wv3","schema":{{{{{Schema}}}}}}}}""", "Wv3"),
            Of(Dialect, "response_format", """{"response_format":{"type":"regex","zzz":"Zq7x"}}"""),
            Of(Dialect, "reasoning_effort", """{"reasoning_effort":"high"}""", Effort),
            Of(Dialect, "reasoning.zzz", """{"reasoning":{"effort":"high","zzz":"Zq7x"}}"""),
            Of(Dialect, "reasoning.max_tokens", """{"reasoning":{"max_tokens":3000}}""", Effort),
            Of(Dialect, "reasoning.effort", """{"reasoning":{"effort":"high"}}""", Effort),
            Of(Dialect, "reasoning.summary", """{"reasoning":{"effort":"low","summary":"detailed"}}""", "detailed"),
            Of(Dialect, "verbosity", """{"verbosity":"low"}""", "verbosity"),
            Of(Dialect, "modalities|audio", """{"modalities":["text","audio"],"audio":{"voice":"Zq7x","format":"pcm16"}}""", "(?i)\"audio\"|speechConfig"),
            Of(Dialect, "audio|modalities", """{"modalities":["text","audio"],"audio":{"voice":"Zq7x","format":"pcm16"}}"""),
            Of(Dialect, "audio|modalities", """{"modalities":["text","audio"],"audio":{"voice":{"id":"Zq7x"},"format":"pcm16"}}"""),
            Of(Dialect, "audio.zzz|modalities", """{"modalities":["text","audio"],"audio":{"voice":"v","format":"pcm16","zzz":"Zq7x"}}"""),
            Of(Dialect, "service_tier", """{"service_tier":"flex"}""", "flex"),
            Of(Dialect, "cache_control", """{"cache_control":{"type":"ephemeral"}}""", "cache_control"),
            Of(Dialect, "prompt_cache_key", """{"prompt_cache_key":"Zq7x"}"""),
            Of(Dialect, "prompt_cache_retention", """{"prompt_cache_retention":"24h"}""", "24h"),
            Of(Dialect, "safety_identifier", """{"safety_identifier":"Zq7x"}"""),
            Of(Dialect, "user", """{"user":"Zq7x"}"""),
            Of(Dialect, "user", """{"safety_identifier":"a","user":"Zq7x"}"""),
            Of(Dialect, "metadata", """{"metadata":{"a":"Zq7x"}}"""),
            Of(Dialect, "store", """{"store":true}""", "store\":true"),
            Of(Dialect, "prediction", """{"prediction":{"type":"content","content":"Zq7x"}}"""),
            Of(Dialect, "web_search_options", """{"web_search_options":{"zzz":"Zq7x"}}"""),
        ];
    }

    private static IEnumerable<FieldCase> ChatMessages()
    {
        FieldCase One(string names, string message, string mark = "Zq7x") => Of(ChatDialect.ChatCompletions, names, $$$$$"""{"messages":[{{{{{message}}}}}]}""", mark);
        FieldCase Part(string names, string part, string mark = "Zq7x") => One(names, $$$$$"""{"role":"user","content":[{"type":"text","text":"Look:"},{{{{{part}}}}}]}""", mark);
        FieldCase Before(string names, string message, string mark = "Zq7x") => One(names, $$$$$"""{"role":"user","content":"Hi"},{{{{{message}}}}},{"role":"user","content":"Go on."}""", mark);
        const string Calls = """{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}]},""";
        return
        [
            One("messages", """{"role":"system","content":"Zq7x"},{"role":"user","content":"Hi"}"""),
            One("messages", """{"role":"developer","content":"Zq7x"},{"role":"user","content":"Hi"}"""),
            One("messages", """{"role":"user","content":"Hi"},{"role":"system","content":"Zq7x"},{"role":"user","content":"Go on."}"""),
            One("messages[].name", """{"role":"user","name":"Zq7x","content":"Hi"}"""),
            One("messages[].name", """{"role":"system","name":"Zq7x","content":"Hi"},{"role":"user","content":"Hi"}"""),
            One("messages[].zzz", """{"role":"user","content":"Hi","zzz":"Zq7x"}"""),
            One("messages[].zzz", """{"role":"system","content":"Hi","zzz":"Zq7x"},{"role":"user","content":"Hi"}"""),
            Part("messages[].content[].zzz", """{"type":"text","text":"Hi","zzz":"Zq7x"}"""),
            Part("messages[].content[].cache_control", """{"type":"text","text":"Hi","cache_control":{"type":"ephemeral"}}""", "cache_control|prompt_cache_breakpoint"),
            Part("messages[].content[].cache_control.zzz", """{"type":"text","text":"Hi","cache_control":{"type":"ephemeral","zzz":"Zq7x"}}"""),
            Part("messages", $$$$$"""{"type":"image_url","image_url":{"url":"{{{{{Image}}}}}"}}""", "aVpxN3g="),
            Part("messages", """{"type":"image_url","image_url":{"url":"https://example.com/Zq7x.png"}}"""),
            Part("messages[].content[].image_url.detail", $$$$$"""{"type":"image_url","image_url":{"url":"{{{{{Image}}}}}","detail":"low"}}""", "(?i)\"low\"|_LOW"),
            Part("messages[].content[].image_url.detail", $$$$$"""{"type":"image_url","image_url":{"url":"{{{{{Image}}}}}","detail":"Zq7x"}}"""),
            Part("messages[].content[].image_url.zzz", $$$$$"""{"type":"image_url","image_url":{"url":"{{{{{Image}}}}}","zzz":"Zq7x"}}"""),
            Part("messages[].content[].cache_control", $$$$$"""{"type":"image_url","image_url":{"url":"{{{{{Image}}}}}"},"cache_control":{"type":"ephemeral"}}""", "cache_control|prompt_cache_breakpoint"),
            Part("messages", """{"type":"input_audio","input_audio":{"data":"aVpxN3g=","format":"wav"}}""", "aVpxN3g="),
            Part("messages[].content[].input_audio.zzz", """{"type":"input_audio","input_audio":{"data":"aVpxN3g=","format":"wav","zzz":"Zq7x"}}"""),
            Part("messages", """{"type":"video_url","video_url":{"url":"https://example.com/Zq7x.mp4"}}"""),
            Part("messages", """{"type":"file","file":{"file_data":"data:application/pdf;base64,aVpxN3g=","filename":"a.pdf"}}""", "aVpxN3g="),
            Part("messages[].content[].file.filename", """{"type":"file","file":{"file_data":"data:application/pdf;base64,aaaa","filename":"Zq7x.pdf"}}"""),
            Part("messages[].content[].file.zzz", """{"type":"file","file":{"file_data":"data:application/pdf;base64,aaaa","filename":"a.pdf","zzz":"Zq7x"}}"""),
            Part("messages", """{"type":"file","file":{"file_id":"Zq7x"}}"""),
            Part("messages", """{"type":"weird","zzz":"Zq7x"}"""),
            Before("messages", """{"role":"assistant","content":"Zq7x"}"""),
            Before("messages", """{"role":"assistant","content":null,"refusal":"Zq7x"}"""),
            Before("messages[].content[].zzz|messages[].refusal", """{"role":"assistant","content":[{"type":"refusal","refusal":"No","zzz":"Zq7x"}]}"""),
            Before("messages[].content[].cache_control", """{"role":"assistant","content":[{"type":"refusal","refusal":"No","cache_control":{"type":"ephemeral"}}]}""", "cache_control|prompt_cache_breakpoint"),
            Before("messages[].annotations", """{"role":"assistant","content":"Hi","annotations":[{"type":"url_citation","url_citation":{"url":"Zq7x"}}]}"""),
            Before("messages[].audio", """{"role":"assistant","audio":{"id":"Zq7x"}}"""),
            Before("messages[].audio", """{"role":"assistant","audio":{"id":"a","transcript":"Zq7x"}}""", "Zq7x|\"audio\":\\{\"id\":\"a\""),
            Before("messages[].reasoning", """{"role":"assistant","content":"Hi","reasoning":"Zq7x"}"""),
            Before("messages[].reasoning_content", """{"role":"assistant","content":"Hi","reasoning_content":"Zq7x"}"""),
            Before("messages[].reasoning_details", """{"role":"assistant","content":"Hi","reasoning":"Zq7x","reasoning_details":[{"type":"reasoning.text","text":"Zq7x"}]}"""),
            Before("messages[].reasoning_details", """{"role":"assistant","content":"Hi","reasoning_details":[{"type":"reasoning.encrypted","data":"hai1.foreign.c2VhbA=="}]}""", "c2VhbA=="),
            Before("messages[].content[].thinking", """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Zq7x"}]},{"type":"text","text":"Hi"}]}"""),
            Before("messages[].content[].thinking|messages[].content[].signature", """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"T"}],"signature":"hai1.foreign.c2VhbA=="},{"type":"text","text":"Hi"}]}""", "c2VhbA=="),
            Before("messages[].zzz", """{"role":"assistant","content":"Hi","zzz":"Zq7x"}"""),
            One("messages[].tool_calls[].zzz", Calls.Replace("\"type\"", "\"zzz\":\"Zq7x\",\"type\"", StringComparison.Ordinal) + """{"role":"tool","tool_call_id":"call_1","content":"42"}"""),
            One("messages[].tool_calls[].function.zzz", Calls.Replace("\"name\"", "\"zzz\":\"Zq7x\",\"name\"", StringComparison.Ordinal) + """{"role":"tool","tool_call_id":"call_1","content":"42"}"""),
            One("messages[].tool_calls", Calls.Replace("\"f\"", "\"Zq7x\"", StringComparison.Ordinal) + """{"role":"tool","tool_call_id":"call_1","content":"42"}"""),
            One("messages[].tool_calls[].signature", Calls.Replace("call_1", "call_1--hai1--Zm9yZWlnbgBzZWFs", StringComparison.Ordinal) + """{"role":"tool","tool_call_id":"call_1","content":"42"}""", "c2VhbA==|\"seal\""),
            One("messages", Calls + """{"role":"tool","tool_call_id":"call_1","content":"Zq7x"}"""),
            One("messages", Calls + """{"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"Zq7x"},{"type":"text","text":"b"}]}"""),
            One("messages[].content[].zzz", Calls + """{"role":"tool","tool_call_id":"call_1","content":[{"type":"text","text":"a","zzz":"Zq7x"}]}"""),
            One("messages[].zzz", Calls + """{"role":"tool","tool_call_id":"call_1","content":"42","zzz":"Zq7x"}"""),
            One("messages", Calls + $$$$$"""{"role":"tool","tool_call_id":"call_1","content":[{"type":"image_url","image_url":{"url":"{{{{{Image}}}}}"}}]}""", "aVpxN3g="),
            Before("messages", """{"role":"assistant","tool_calls":[{"id":"c","type":"custom","custom":{"name":"f","input":"Zq7x"}}]},{"role":"tool","tool_call_id":"c","content":"42"}"""),
        ];
    }

    private static IEnumerable<FieldCase> Messages()
    {
        FieldCase Top(string names, string patch, string mark = "Zq7x") => Of(ChatDialect.Messages, names, patch, mark);
        FieldCase Block(string names, string block, string mark = "Zq7x") => Top(names, $$$$$"""{"messages":[{"role":"user","content":[{"type":"text","text":"Look:"},{{{{{block}}}}}]}]}""", mark);
        FieldCase Said(string names, string block, string mark = "Zq7x") => Top(names, $$$$$"""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"text","text":"So:"},{{{{{block}}}}}]},{"role":"user","content":"Go on."}]}""", mark);
        FieldCase Result(string names, string result, string mark = "Zq7x") => Top(names, $$$$$"""{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}}]},{"role":"user","content":[{{{{{result}}}}}]}]}""", mark);
        return
        [
            Top("max_tokens", """{"max_tokens":1077}""", ":1077"),
            Top("temperature", """{"temperature":0.37}""", "0\\.37"),
            Top("top_p", """{"top_p":0.61}""", "0\\.61"),
            Top("top_k", """{"top_k":7}""", "\"(top_k|topK|k)\":7"),
            Top("stop_sequences", """{"stop_sequences":["Zq7x"]}"""),
            Top("system", """{"system":"Zq7x"}"""),
            Top("system[].zzz", """{"system":[{"type":"text","text":"a","zzz":"Zq7x"}]}"""),
            Top("system[].cache_control", """{"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}""", "cache_control|prompt_cache_breakpoint"),
            Top("tools", $$$$$"""{"tools":[{{{{{BareFunction}}}}}]}"""),
            Top("tools", """{"tools":[{"type":"web_search_20250305","name":"web_search","zzz":"Zq7x"}]}"""),
            Top("tools[].zzz", """{"tools":[{"name":"f","input_schema":{"type":"object"},"zzz":"Zq7x"}]}"""),
            Top("tools[].cache_control", """{"tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]}""", "cache_control"),
            Top("tools[].strict", """{"tools":[{"name":"f","strict":true,"input_schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}]}""", "strict(_tools)?\":true"),
            Top("tool_choice", $$$$$"""{"tools":[{{{{{BareFunction}}}}}],"tool_choice":{"type":"any"}}""", "\"(any|ANY|required|REQUIRED)\""),
            Top("tool_choice", $$$$$"""{"tools":[{{{{{BareFunction}}}}}],"tool_choice":{"type":"tool","name":"Zq7x"}}""", Forced),
            Top("tool_choice", """{"tool_choice":{"type":"any"}}""", "\"(any|ANY|required|REQUIRED)\""),
            Top("tool_choice", """{"tool_choice":{"type":"auto"}}""", "\"(auto|AUTO)\""),
            Top("tool_choice.disable_parallel_tool_use", $$$$$"""{"tools":[{{{{{BareFunction}}}}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}""", "parallel_tool_calls\":false|disable_parallel_tool_use\":true"),
            Top("tool_choice.zzz", $$$$$"""{"tools":[{{{{{BareFunction}}}}}],"tool_choice":{"type":"auto","zzz":"Wv3"}}""", "Wv3"),
            Top("output_config.format", $$$$$"""{"output_config":{"format":{"type":"json_schema","schema":{{{{{Schema}}}}}}}}"""),
            Top("output_config.format.zzz", $$$$$"""{"output_config":{"format":{"type":"json_schema","zzz":"Wv3","schema":{{{{{Schema}}}}}}}}""", "Wv3"),
            Top("output_config.zzz", """{"output_config":{"zzz":"Zq7x"}}"""),
            Top("output_config.effort", """{"output_config":{"effort":"high"}}""", Effort),
            Top("thinking", """{"max_tokens":2500,"thinking":{"type":"enabled","budget_tokens":1500}}""", Effort),
            Top("thinking.zzz", """{"max_tokens":2500,"thinking":{"type":"enabled","budget_tokens":1500,"zzz":"Zq7x"}}"""),
            Top("service_tier", """{"service_tier":"standard_only"}""", "standard_only"),
            Top("cache_control", """{"cache_control":{"type":"ephemeral"}}""", "cache_control"),
            Top("metadata.user_id", """{"metadata":{"user_id":"Zq7x"}}"""),
            Top("metadata.zzz", """{"metadata":{"zzz":"Zq7x"}}"""),
            Top("container", """{"container":"Zq7x"}"""),
            Top("zzz", """{"zzz":"Zq7x"}"""),
            Top("messages[].zzz", """{"messages":[{"role":"user","content":"Hi","zzz":"Zq7x"}]}"""),
            Block("messages[].content[].zzz", """{"type":"text","text":"Hi","zzz":"Zq7x"}"""),
            Block("messages[].content[].cache_control", """{"type":"text","text":"Hi","cache_control":{"type":"ephemeral","ttl":"1h"}}""", "cache_control|prompt_cache_breakpoint"),
            Block("messages[].content[].cache_control.zzz", """{"type":"text","text":"Hi","cache_control":{"type":"ephemeral","zzz":"Zq7x"}}"""),
            Block("messages[].content[].source.zzz", """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aaaa","zzz":"Zq7x"}}"""),
            Block("messages", """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aVpxN3g="}}""", "aVpxN3g="),
            Block("messages[].content[].zzz", """{"type":"image","zzz":"Zq7x","source":{"type":"base64","media_type":"image/png","data":"aaaa"}}"""),
            Block("messages", """{"type":"image","source":{"type":"url","url":"https://example.com/Zq7x.png"}}"""),
            Block("messages", """{"type":"image","source":{"type":"file","file_id":"Zq7x"}}"""),
            Block("messages", """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aVpxN3g="}}""", "aVpxN3g="),
            Block("messages", """{"type":"document","source":{"type":"text","media_type":"text/plain","data":"Zq7x"}}"""),
            Block("messages", """{"type":"document","source":{"type":"content","content":[{"type":"text","text":"Zq7x"}]}}"""),
            Block("messages[].content[].content[].zzz", """{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a","zzz":"Zq7x"}]}}"""),
            Block("messages[].content[].content[].cache_control", """{"type":"document","source":{"type":"content","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}}""", "cache_control|prompt_cache_breakpoint"),
            Block("messages[].content[].title", """{"type":"document","title":"Zq7x","source":{"type":"text","media_type":"text/plain","data":"a"}}"""),
            Block("messages[].content[].title", """{"type":"document","title":"Zq7x","source":{"type":"base64","media_type":"application/pdf","data":"aaaa"}}"""),
            Block("messages[].content[].context", """{"type":"document","context":"Zq7x","source":{"type":"text","media_type":"text/plain","data":"a"}}"""),
            Block("messages[].content[].citations", """{"type":"document","citations":{"enabled":true},"source":{"type":"text","media_type":"text/plain","data":"a"}}""", "\"enabled\":true|citation_options"),
            Block("messages[].content[].citations", """{"type":"document","citations":{"enabled":true},"source":{"type":"content","content":[{"type":"text","text":"a"}]}}""", "\"enabled\":true|citation_options"),
            Block("messages[].content[].cache_control", """{"type":"document","cache_control":{"type":"ephemeral"},"source":{"type":"content","content":[{"type":"text","text":"a"}]}}""", "cache_control|prompt_cache_breakpoint"),
            Block("messages[].content[].source", """{"type":"search_result","source":"Zq7x","title":"t","content":[{"type":"text","text":"a"}]}"""),
            Block("messages", """{"type":"weird","zzz":"Zq7x"}"""),
            Said("messages", """{"type":"text","text":"Zq7x"}"""),
            Said("messages[].content[].citations", """{"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"Zq7x"}]}"""),
            Said("messages[].content[].thinking", """{"type":"thinking","thinking":"Zq7x","signature":"hai1.foreign.c2VhbA=="}"""),
            Said("messages[].content[].thinking|messages[].content[].signature", """{"type":"redacted_thinking","data":"hai1.foreign.c2VhbA=="}""", "c2VhbA=="),
            Said("messages[].content[].zzz|messages[].content[].thinking", """{"type":"thinking","thinking":"a","signature":"hai1.foreign.c2VhbA==","zzz":"Zq7x"}"""),
            Said("messages", """{"type":"server_tool_use","id":"s","name":"web_search","input":{"q":"Zq7x"}}"""),
            Result("messages", """{"type":"tool_result","tool_use_id":"c1","content":"Zq7x"}"""),
            Result("messages[].content[].is_error", """{"type":"tool_result","tool_use_id":"c1","content":"a","is_error":true}""", "is_error|Error|The tool failed|\"error\""),
            Result("messages[].content[].zzz", """{"type":"tool_result","tool_use_id":"c1","content":"a","zzz":"Zq7x"}"""),
            Result("messages[].content[].cache_control", """{"type":"tool_result","tool_use_id":"c1","content":"a","cache_control":{"type":"ephemeral"}}""", "cache_control|prompt_cache_breakpoint"),
            Result("messages[].content[].content[].zzz", """{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"a","zzz":"Zq7x"}]}"""),
            Result("messages[].content[].content[].cache_control", """{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}""", "cache_control|prompt_cache_breakpoint"),
            Result("messages", """{"type":"tool_result","tool_use_id":"c1","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aVpxN3g="}}]}""", "aVpxN3g="),
            Result("messages", """{"type":"tool_result","tool_use_id":"c1","content":"a"},{"type":"text","text":"Zq7x"}"""),
            Top("messages[].zzz", """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}}]},{"role":"user","zzz":"Zq7x","content":[{"type":"tool_result","tool_use_id":"c1","content":"a"}]}]}"""),
            Top("messages[].content[].zzz", """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{},"zzz":"Zq7x"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"a"}]}]}"""),
            Top("messages[].content[].cache_control", """{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{},"cache_control":{"type":"ephemeral"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"a"}]}]}""", "cache_control"),
        ];
    }

    private static IEnumerable<FieldCase> Responses()
    {
        FieldCase Top(string names, string patch, string mark = "Zq7x") => Of(ChatDialect.Responses, names, patch, mark);
        FieldCase Item(string names, string items, string mark = "Zq7x") => Top(names, $$$$$"""{"input":[{"role":"user","content":"Hi"},{{{{{items}}}}},{"role":"user","content":"Go on."}]}""", mark);
        FieldCase Part(string names, string part, string mark = "Zq7x") => Top(names, $$$$$"""{"input":[{"role":"user","content":[{"type":"input_text","text":"Look:"},{{{{{part}}}}}]}]}""", mark);
        return
        [
            Top("instructions", """{"instructions":"Zq7x"}"""),
            Top("max_output_tokens", """{"max_output_tokens":77}""", ":77"),
            Top("temperature", """{"temperature":0.37}""", "0\\.37"),
            Top("top_p", """{"top_p":0.61}""", "0\\.61"),
            Top("top_logprobs", """{"top_logprobs":4}""", "ogprobs\":4"),
            Top("include", """{"include":["message.output_text.logprobs"]}""", "(logprobs|Logprobs)\":true"),
            Top("include", """{"include":["Zq7x"]}"""),
            Top("tools", $$$$$"""{"tools":[{{{{{FlatFunction}}}}}]}"""),
            Top("tools", """{"tools":[{"type":"web_search","zzz":"Zq7x"}]}"""),
            Top("tools[].zzz", """{"tools":[{"type":"function","name":"f","zzz":"Zq7x"}]}"""),
            Top("tools[].strict", """{"tools":[{"type":"function","name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}]}""", "strict(_tools)?\":true"),
            Top("tools[].zzz", """{"tools":[{"type":"custom","name":"f","zzz":"Zq7x"}]}"""),
            Top("tools[].format", """{"tools":[{"type":"custom","name":"f","format":{"type":"grammar","syntax":"lark","definition":"Zq7x"}}]}"""),
            Top("tool_choice", $$$$$"""{"tools":[{{{{{FlatFunction}}}}}],"tool_choice":"required"}""", "\"(any|ANY|required|REQUIRED)\""),
            Top("tool_choice", $$$$$"""{"tools":[{{{{{FlatFunction}}}}}],"tool_choice":{"type":"function","name":"Zq7x"}}""", Forced),
            Top("tool_choice", """{"tool_choice":"required"}""", "\"(any|ANY|required|REQUIRED)\""),
            Top("tool_choice", """{"tool_choice":"none"}""", "\"(none|NONE)\""),
            Top("tool_choice.zzz", $$$$$"""{"tools":[{{{{{FlatFunction}}}}}],"tool_choice":{"type":"function","name":"Zq7x","zzz":"Wv3"}}""", "Wv3"),
            Top("parallel_tool_calls", $$$$$"""{"tools":[{{{{{FlatFunction}}}}}],"parallel_tool_calls":false}""", "parallel_tool_calls\":false|disable_parallel_tool_use\":true"),
            Top("max_tool_calls", """{"max_tool_calls":3}""", "max_tool_calls"),
            Top("text.format", $$$$$"""{"text":{"format":{"type":"json_schema","name":"n","schema":{{{{{Schema}}}}}}}}"""),
            Top("text.format.name", $$$$$"""{"text":{"format":{"type":"json_schema","name":"Wv3","schema":{{{{{Schema}}}}}}}}""", "Wv3"),
            Top("text.format.zzz", $$$$$"""{"text":{"format":{"type":"json_schema","name":"n","zzz":"Wv3","schema":{{{{{Schema}}}}}}}}""", "Wv3"),
            Top("text.format.zzz", """{"text":{"format":{"type":"text","zzz":"Zq7x"}}}"""),
            Top("text.verbosity", """{"text":{"verbosity":"low"}}""", "verbosity"),
            Top("text.zzz", """{"text":{"zzz":"Zq7x"}}"""),
            Top("reasoning.effort", """{"reasoning":{"effort":"high"}}""", Effort),
            Top("reasoning.summary", """{"reasoning":{"effort":"low","summary":"detailed"}}""", "detailed"),
            Top("reasoning.zzz", """{"reasoning":{"effort":"high","zzz":"Zq7x"}}"""),
            Top("service_tier", """{"service_tier":"flex"}""", "flex"),
            Top("prompt_cache_key", """{"prompt_cache_key":"Zq7x"}"""),
            Top("prompt_cache_retention", """{"prompt_cache_retention":"24h"}""", "24h"),
            Top("safety_identifier", """{"safety_identifier":"Zq7x"}"""),
            Top("user", """{"user":"Zq7x"}"""),
            Top("user", """{"safety_identifier":"a","user":"Zq7x"}"""),
            Top("metadata", """{"metadata":{"a":"Zq7x"}}"""),
            Top("store", """{"store":true}""", "store\":true"),
            Top("truncation", """{"truncation":"auto"}""", "truncation"),
            Top("background", """{"background":true}""", "background"),
            Top("prompt", """{"prompt":{"id":"Zq7x"}}"""),
            Top("stream_options.zzz", """{"stream_options":{"zzz":"Zq7x"}}"""),
            Top("zzz", """{"zzz":"Zq7x"}"""),
            Top("input", """{"input":[]}"""),
            Top("input", """{"input":[{"type":"weird","zzz":"Zq7x"}]}"""),
            Top("input[].zzz", """{"input":[{"role":"user","content":"Hi","zzz":"Zq7x"}]}"""),
            Part("input[].content[].zzz", """{"type":"input_text","text":"Hi","zzz":"Zq7x"}"""),
            Part("input[].content[].prompt_cache_breakpoint", """{"type":"input_text","text":"Hi","prompt_cache_breakpoint":{"mode":"explicit"}}""", "cache_control|prompt_cache_breakpoint"),
            Part("input[].content[].prompt_cache_breakpoint.zzz", """{"type":"input_text","text":"Hi","prompt_cache_breakpoint":{"mode":"explicit","zzz":"Zq7x"}}"""),
            Part("input", $$$$$"""{"type":"input_image","image_url":"{{{{{Image}}}}}"}""", "aVpxN3g="),
            Part("input[].content[].detail", $$$$$"""{"type":"input_image","image_url":"{{{{{Image}}}}}","detail":"low"}""", "(?i)\"low\"|_LOW"),
            Part("input", """{"type":"input_image","file_id":"Zq7x"}"""),
            Part("input", """{"type":"input_file","file_url":"https://example.com/Zq7x.pdf"}"""),
            Part("input", """{"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,aVpxN3g="}""", "aVpxN3g="),
            Part("input[].content[].filename", """{"type":"input_file","filename":"Zq7x.pdf","file_data":"data:application/pdf;base64,aaaa"}"""),
            Part("input[].content[].detail", """{"type":"input_file","filename":"a.pdf","detail":"low","file_data":"data:application/pdf;base64,aaaa"}""", "(?i)\"low\"|_LOW"),
            Part("input[].content[].input_audio", """{"type":"input_audio","input_audio":{"format":"wav","data":"aVpxN3g="}}""", "aVpxN3g="),
            Part("input[].content[].input_audio.zzz", """{"type":"input_audio","input_audio":{"format":"wav","data":"aVpxN3g=","zzz":"Zq7x"}}"""),
            Part("input[].content[].type", """{"type":"weird","zzz":"Zq7x"}"""),
            Item("input", """{"role":"assistant","content":[{"type":"output_text","text":"Zq7x"}]}"""),
            Item("input[].content[].annotations", """{"role":"assistant","content":[{"type":"output_text","text":"a","annotations":[{"type":"url_citation","url":"Zq7x"}]}]}"""),
            Item("input[].content[].refusal", """{"role":"assistant","content":[{"type":"refusal","refusal":"Zq7x"}]}"""),
            Item("input[].reasoning", """{"type":"reasoning","summary":[{"type":"summary_text","text":"Zq7x"}]},{"role":"assistant","content":"a"}"""),
            Item("input[].reasoning|input[].encrypted_content", """{"type":"reasoning","summary":[],"encrypted_content":"hai1.foreign.c2VhbA=="},{"role":"assistant","content":"a"}""", "c2VhbA=="),
            Item("input[].zzz", """{"role":"assistant","content":"a","zzz":"Zq7x"}"""),
            Item("input[].zzz", """{"type":"function_call","call_id":"c","name":"f","arguments":"{}","zzz":"Zq7x"},{"type":"function_call_output","call_id":"c","output":"a"}"""),
            Item("input[].zzz", """{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"a","zzz":"Zq7x"}"""),
            Item("input[].output", """{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"Zq7x"}]}"""),
            Item("input[].output[].zzz", """{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"a","zzz":"Zq7x"}]}"""),
            Item("input", """{"type":"custom_tool_call","call_id":"c","name":"f","input":"Zq7x"},{"type":"custom_tool_call_output","call_id":"c","output":"a"}"""),
            Item("input", """{"type":"web_search_call","id":"w","action":{"q":"Zq7x"}}"""),
            Item("input", """{"type":"image_generation_call","id":"i","result":"aVpxN3g="}""", "aVpxN3g="),
        ];
    }
}
