using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HybridAi.Core.Catalog;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>
/// Conversations that go from one provider to another and back, as they came: whatever reasoning, signatures and refusals the first one
/// left in them, the next one takes the request, and what it could not take is named.
/// </summary>
public sealed class CrossProviderTests(ConformanceRun run) : IClassFixture<ConformanceRun>
{
    private static readonly string[] Issuers =
    [
        "anthropic/claude-haiku-4-5-20251001", "gemini/gemini-3.5-flash", "openai/gpt-5.4", "groq/openai/gpt-oss-120b", "cerebras/gpt-oss-120b", "mistral/mistral-small-2603",
        "openrouter/deepseek/deepseek-v4-flash",
    ];

    // With models that do not reason, and refuse what others take back.
    private static readonly string[] Nexts =
    [
        .. Issuers, "anthropic/claude-opus-4-6", "gemini/gemini-2.5-flash", "openai/gpt-4.1", "groq/moonshotai/kimi-k2-instruct-0905", "mistral/mistral-large-2512",
        "cohere/command-a-reasoning-08-2025", "cohere/command-a-03-2025", "openrouter/meta-llama/llama-3.3-70b-instruct",
    ];

    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();
    private static readonly Regex History = new(@"(messages|input)\b[^,]*(thinking|reasoning|signature|encrypted)");

    // A seal of the gateway's own making that names an issuer.
    private static readonly Regex Named = new(@"--hai1--|""hai1\.~?[a-z]");

    public static TheoryData<string, string> Beginnings
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var dialect in (string[])["chat", "responses", "messages"])
            {
                foreach (var issuer in Issuers)
                    data.Add(dialect, issuer);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Beginnings))]
    public async Task A_conversation_goes_on_with_any_other_provider_and_comes_back(string dialect, string issuer)
    {
        var client = DialectClient.All.Single(client => client.Name == dialect);
        var wrong = new List<string>();
        foreach (var streamed in (bool[])[false, true])
        {
            foreach (var withTool in (bool[])[false, true])
            {
                var begun = await BeginAsync(client, issuer, streamed, withTool);
                foreach (var next in Nexts)
                {
                    var where = $"{dialect}, {issuer} → {next}, {(streamed ? "streamed" : "whole")}, {(withTool ? "amid a turn" : "next turn")}";
                    await TryAsync(wrong, where, () => CrossAsync(client, begun, issuer, next, streamed, withTool, where));
                }
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} are wrong.\n\n{string.Join("\n\n", wrong)}");
    }

    [Fact]
    public async Task A_refusal_goes_on_with_any_other_provider_as_what_was_said()
    {
        var wrong = new List<string>();
        var (chat, responses) = (DialectClient.All[0], DialectClient.All[1]);
        var said = JsonNode.Parse("""{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"refusal":"I cannot.","annotations":[]},{"role":"user","content":"Why?"}]}""")!.AsObject();
        var refused = responses.Conversation(null, ["[[refuse]]"], withTool: false)!;
        var answer = ConformanceRun.Read(responses, await run.SendAsync(responses, Reasoning(responses, refused, "openai/gpt-5.4"), "openai/gpt-5.4", streamed: false), "refusal");
        Assert.Contains("\"refusal\"", answer.Raw.ToJsonString(), StringComparison.Ordinal);
        foreach (var next in Nexts)
        {
            await TryAsync(wrong, $"chat → {next}", async () =>
            {
                var second = await run.SendAsync(chat, said, next, streamed: false);
                ConformanceRun.Read(chat, second, next);
                Assert.Null(second.Header("x-hybridai-dropped"));
            });
            await TryAsync(wrong, $"responses → {next}", async () => ConformanceRun.Read(responses, await run.SendAsync(responses, Reasoning(responses, GoOn(responses, refused, answer, withTool: false), next), next, streamed: true), next));
        }

        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
    }

    // Each of these wires refuses results that do not stand right behind their calls, and so does the Simulator.
    [Theory]
    [InlineData("anthropic/claude-opus-4-6")]
    [InlineData("anthropic/claude-haiku-4-5-20251001")]
    [InlineData("gemini/gemini-2.5-flash")]
    [InlineData("gemini/gemini-3.5-flash")]
    [InlineData("cohere/command-a-03-2025")]
    [InlineData("mistral/mistral-large-2512")]
    public async Task What_is_said_between_calls_and_their_results_is_no_obstacle(string model)
    {
        const string Tool = """[{"type":"function","name":"f","parameters":{"type":"object","properties":{}}}]""";
        const string Items = """[{"role":"user","content":"Hi"},{"type":"function_call","call_id":"t1","name":"f","arguments":"{}"},{"role":"assistant","content":"And"},{"type":"function_call","call_id":"t2","name":"f","arguments":"{}"},{"role":"user","content":"Hurry"},{"type":"function_call_output","call_id":"t2","output":"2"},{"role":"developer","content":"Be brief"},{"type":"function_call_output","call_id":"t1","output":"1"}]""";
        const string Turns = """[{"role":"user","content":"Hi"},{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"assistant","content":"And","tool_calls":[{"id":"t2","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"Hurry"},{"role":"tool","tool_call_id":"t2","content":"2"},{"role":"tool","tool_call_id":"t1","content":"1"}]""";
        foreach (var streamed in (bool[])[false, true])
        {
            var (chat, responses) = (DialectClient.All[0], DialectClient.All[1]);
            ConformanceRun.Read(responses, await run.SendAsync(responses, JsonNode.Parse($$"""{"tools":{{Tool}},"input":{{Items}} }""")!.AsObject(), model, streamed), model);
            // What Mistral gets in its own API passes unchanged.
            if (!model.StartsWith("mistral", StringComparison.Ordinal))
                ConformanceRun.Read(chat, await run.SendAsync(chat, JsonNode.Parse($$"""{"tools":[{"type":"function","function":{"name":"f"} }],"messages":{{Turns}} }""")!.AsObject(), model, streamed), model);
        }
    }

    private static async Task TryAsync(List<string> wrong, string where, Func<Task> attempt)
    {
        try
        {
            await attempt();
        }
        catch (Exception broken) when (broken is Xunit.Sdk.XunitException or NullReferenceException or InvalidOperationException or System.Text.Json.JsonException)
        {
            wrong.Add($"{where}: {broken.Message}");
        }
    }

    private async Task<(JsonObject Body, Answer Answer)> BeginAsync(DialectClient client, string issuer, bool streamed, bool withTool)
    {
        var body = client.Conversation(null, [withTool ? "Weather? [[tool:get_weather {\"city\":\"Oslo\"}]]" : "Rivers or lakes?"], withTool: true)!;
        var answer = ConformanceRun.Read(client, await run.SendAsync(client, Reasoning(client, body, issuer), issuer, streamed), $"{issuer} begins");
        Assert.Equal(withTool ? 1 : 0, answer.Calls.Count);
        return (body, answer);
    }

    private async Task CrossAsync(
        DialectClient client, (JsonObject Body, Answer Answer) begun, string issuer, string next, bool streamed, bool withTool, string where)
    {
        var body = GoOn(client, begun.Body, begun.Answer, withTool);
        var second = await run.SendAsync(client, Reasoning(client, body, next), next, streamed);
        var answer = ConformanceRun.Read(client, second, where);
        var dropped = second.Header("x-hybridai-dropped") ?? "";
        var isLost = IsLost(client, begun.Answer, issuer, next, withTool);
        Assert.True(History.IsMatch(dropped) == isLost, $"dropped is '{dropped}'\n{second.Request.ToJsonString()}");

        // Another tool call amid the same turn, or another question.
        var back = GoOn(client, body, answer, withTool && answer.Calls.Count > 0);
        ConformanceRun.Read(client, await run.SendAsync(client, Reasoning(client, back, issuer), issuer, streamed), where + ", and back");
    }

    private static JsonObject GoOn(DialectClient client, JsonObject body, Answer answer, bool withTool)
    {
        if (withTool)
            return client.Continue(body, answer, [.. answer.Calls.Select(_ => "Foggy")]);
        var next = client.Continue(body, answer, []);
        var list = next[client.Name == "responses" ? "input" : "messages"]!.AsArray();
        // An answer with no results has no turn of the user's.
        if (list[^1]!["content"] is JsonArray { Count: 0 })
            list.RemoveAt(list.Count - 1);
        list.Add(new JsonObject { ["role"] = "user", ["content"] = "And then?" });
        return next;
    }

    private static JsonObject Reasoning(DialectClient client, JsonObject body, string model)
    {
        var asked = (JsonObject)body.DeepClone();
        if (client.Name == "responses")
        {
            asked["store"] = false;
            asked["include"] = new JsonArray("reasoning.encrypted_content");
        }

        if (!Reasons(model))
            return asked;
        switch (client.Name)
        {
            case "chat":
                asked["reasoning_effort"] = "high";
                break;
            case "responses":
                asked["reasoning"] = new JsonObject { ["effort"] = "high", ["summary"] = "auto" };
                break;
            default:
                asked["thinking"] = new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 2000 };
                break;
        }

        return asked;
    }

    private static bool Reasons(string model)
    {
        var slash = model.IndexOf('/', StringComparison.Ordinal);
        return Catalog.Find(model[..slash], model[(slash + 1)..])!.Supports.Reasoning == true;
    }

    // What is signed is its issuer's alone; bare words go back wherever reasoning goes back at all.
    private static bool IsLost(DialectClient client, Answer answer, string issuer, string next, bool withTool)
    {
        var (from, to) = (ProviderOf(issuer), ProviderOf(next));
        if (IsSealed(client, answer, from))
            return from != to;
        if (answer.Reasoning.Length == 0)
            return false;
        // Before calls it is Cohere's plan.
        return to is "openai" or "anthropic" || (!Reasons(next) && (to is "groq" or "cerebras" || (to == "cohere" && !withTool)));
    }

    private static bool IsSealed(DialectClient client, Answer answer, string issuer) =>
        Named.IsMatch(answer.Raw.ToJsonString()) || (issuer == "anthropic" && client.Name == "messages") || (issuer is "openai" or "openrouter" && client.Name == "responses");

    private static string ProviderOf(string model) => model[..model.IndexOf('/', StringComparison.Ordinal)];
}
