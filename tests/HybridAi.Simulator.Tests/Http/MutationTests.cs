using System.Text;
using HybridAi.Simulator.Anthropic;

namespace HybridAi.Simulator.Tests.Http;

public sealed class MutationTests
{
    private static readonly string[] Seeds =
    [
        """{"model":"gpt-4o","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"weather in Oslo"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}}]},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"get_weather","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"}],"tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string","pattern":"^[a-z]{2,5}$"}}}}}],"temperature":0.5,"n":2,"stop":["x"],"logprobs":true,"top_logprobs":2,"max_tokens":20}""",
        """{"model":"gpt-5","messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true},"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object","properties":{"a":{"$ref":"#/$defs/x"},"n":{"type":"number","minimum":1,"maximum":9,"multipleOf":0.5}},"$defs":{"x":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/x"},"minItems":1,"maxItems":3},{"type":"null"}]}}}}}}""",
        """{"model":"text-embedding-3-small","input":["a b","c"],"dimensions":16,"encoding_format":"base64"}""",
        """{"latency":{"kind":"uniform","minMs":0,"maxMs":0},"errors":[{"kind":"serverError","count":0}],"models":{"x":{"quality":0.5}}}""",
    ];

    // Bodies of wires that have a path of their own.
    private static readonly (string Path, string Body)[] Others =
    [
        (Wires.Anthropic, """{"model":"claude-haiku-4-5","max_tokens":2000,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":[{"type":"text","text":"weather in Oslo"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"document","source":{"type":"content","content":[{"type":"text","text":"x"}]},"citations":{"enabled":true}}]},{"role":"assistant","content":[{"type":"redacted_thinking","data":"SEAL"},{"type":"tool_use","id":"a","name":"get_weather","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"type":"text","text":"x"}]}]}],"tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}],"tool_choice":{"type":"auto"},"stop_sequences":["x"],"stream":true}""".Replace("SEAL", ThinkingSeals.Redact(5, 1), StringComparison.Ordinal)),
        (Wires.Anthropic, """{"model":"claude-opus-5-5","max_tokens":200,"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false,"properties":{"a":{"$ref":"#/$defs/x"}},"$defs":{"x":{"anyOf":[{"type":"string"},{"type":"null"}]}}}}},"messages":[{"role":"user","content":"Hi"}],"metadata":{"user_id":"u"}}"""),
        (Wires.Responses, """{"model":"gpt-5.4","input":[{"role":"user","content":[{"type":"input_text","text":"weather in Oslo"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"}]},{"type":"function_call","id":"fc_1","call_id":"a","name":"get_weather","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":[{"type":"input_text","text":"x"}]}],"tools":[{"type":"function","name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}},{"type":"custom","name":"c","format":{"type":"grammar","definition":"x","syntax":"lark"}}],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"get_weather"}]},"reasoning":{"effort":"low","summary":"auto"},"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"}}},"include":["reasoning.encrypted_content"],"stream":true}"""),
        (Wires.Completions, """{"model":"m","prompt":["a","b"],"n":2,"echo":true,"logprobs":2,"stop":["x"],"max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}"""),
        ("/gemini/v1beta/models/gemini-3.8-flash:generateContent", """{"contents":[{"role":"user","parts":[{"text":"[[tool:w {\"a\":1}]]"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},{"role":"model","parts":[{"functionCall":{"name":"w","args":{"a":1.5},"id":"1"},"thoughtSignature":"skip_thought_signature_validator"}]},{"role":"user","parts":[{"functionResponse":{"name":"w","id":"1","response":{"output":"x"}}}]}],"tools":[{"functionDeclarations":[{"name":"w","parameters":{"type":"OBJECT","properties":{"a":{"type":"NUMBER","minimum":1,"nullable":true}},"required":["a"]}}]}],"generationConfig":{"candidateCount":2,"stopSequences":["q"],"responseLogprobs":true,"logprobs":2,"thinkingConfig":{"includeThoughts":true,"thinkingLevel":"LOW"}}}"""),
        ("/gemini/v1beta/models/gemini-2.5-flash:streamGenerateContent", """{"contents":{"parts":{"text":"Hi"}},"generation_config":{"response_mime_type":"application/json","response_schema":{"type":"ARRAY","items":{"anyOf":[{"type":"STRING","enum":["a"]},{"type":"INTEGER","maximum":"7"}]},"minItems":"1","maxItems":2},"thinking_config":{"thinking_budget":7}}}"""),
        ("/gemini/v1beta/models/gemini-embedding-2:batchEmbedContents", """{"requests":[{"model":"models/gemini-embedding-2","content":{"parts":[{"text":"a"},{"inlineData":{"mimeType":"audio/wav","data":"AAAA"}}]},"outputDimensionality":128}]}"""),
        ("/cohere/v2/chat", """{"model":"command-a-plus-05-2026","stream":true,"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","tool_plan":"p","tool_calls":[{"id":"1","type":"function","function":{"name":"w","arguments":"{}"}}]},{"role":"tool","tool_call_id":"1","content":[{"type":"document","document":{"data":{"a":"b"}}}]}],"tools":[{"type":"function","function":{"name":"w","parameters":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}],"documents":["d",{"id":"e","data":{"f":1}}],"citation_options":{"mode":"FAST"},"thinking":{"type":"enabled","token_budget":9},"logprobs":true,"seed":3}"""),
        ("/cohere/v2/embed", """{"model":"embed-v4.0","input_type":"search_query","inputs":[{"content":[{"type":"text","text":"a"}]}],"embedding_types":["float","ubinary"],"output_dimension":256}"""),
        ("/cohere/v2/rerank", """{"model":"rerank-v3.5","query":"a","documents":["b","c"],"top_n":1,"max_tokens_per_doc":5}"""),
    ];

    private static readonly string[] Scraps =
        ["null", "{}", "[]", "-1", "1e999", "99999999999999999999", "\"\"", "true", "\"\\ud800\"", "\0", "\u0001", "\\", "\"", "{", "]", "é", "\"$ref\":\"#\"", "0.0000001", "[[[[[["];

    [Fact]
    public async Task Mutated_bodies_never_fail_the_server()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        string[] paths = [Wires.OpenAi, Wires.Mistral, Wires.Groq, Wires.OpenRouter, Wires.Azure, Wires.Ollama, Wires.Vllm, Wires.Cerebras];
        var random = new Random(20261121);
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < 2_400; i++)
        {
            var seed = Seeds[i % 4];
            var body = Mutate(Encoding.UTF8.GetBytes(seed), random);
            int status;
            if (i % 4 == 3)
            {
                using var response = await simulator.Http.PutAsync("/_sim/cerebras", new ByteArrayContent(body));
                status = (int)response.StatusCode;
                await simulator.ScriptAsync("cerebras", "{}");
            }
            else
            {
                var path = i % 4 == 2 ? "/openai/v1/embeddings" : paths[random.Next(paths.Length)];
                status = (int)(await simulator.PostAsync(path, body)).Status;
            }

            Assert.True(status < 500, $"{status} for {Encoding.UTF8.GetString(body)}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        Assert.True(statuses.GetValueOrDefault(400) > 500, string.Join(", ", statuses));
        Assert.True(statuses.GetValueOrDefault(200) > 50, string.Join(", ", statuses));
    }

    [Fact]
    public async Task Mutated_bodies_of_the_other_wires_never_fail_the_server()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        foreach (var (path, seed) in Others)
            Assert.Equal(200, (int)(await simulator.PostAsync(path, seed)).Status);
        var random = new Random(20261122);
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < 3_000; i++)
        {
            var (path, seed) = Others[i % Others.Length];
            var body = Mutate(Encoding.UTF8.GetBytes(seed), random);

            var status = (int)(await simulator.PostAsync(path, body)).Status;

            Assert.True(status < 500, $"{status} for {path} {Encoding.UTF8.GetString(body)}");
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        Assert.True(statuses.GetValueOrDefault(400) > 500, string.Join(", ", statuses));
        Assert.True(statuses.GetValueOrDefault(200) > 50, string.Join(", ", statuses));
    }

    private static byte[] Mutate(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Scraps[random.Next(Scraps.Length)]));
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    ReplaceValue(bytes, random);
                    break;
            }
        }

        return [.. bytes];
    }

    // Puts a scrap in place of a whole value, so that the JSON stays whole and its meaning breaks.
    private static void ReplaceValue(List<byte> bytes, Random random)
    {
        var text = Encoding.UTF8.GetString([.. bytes]);
        var colons = Enumerable.Range(0, text.Length).Where(i => text[i] == ':' && i > 0 && text[i - 1] == '"').ToArray();
        if (colons.Length == 0)
            return;
        var colon = colons[random.Next(colons.Length)];
        var end = colon + 1;
        for (var depth = 0; end < text.Length; end++)
        {
            if (text[end] is '{' or '[')
                depth++;
            else if (text[end] is '}' or ']' && depth-- == 0)
                break;
            else if (text[end] == ',' && depth == 0)
                break;
        }

        text = string.Concat(text.AsSpan(0, colon + 1), Scraps[random.Next(9)], text.AsSpan(end));
        bytes.Clear();
        bytes.AddRange(Encoding.UTF8.GetBytes(text));
    }
}
