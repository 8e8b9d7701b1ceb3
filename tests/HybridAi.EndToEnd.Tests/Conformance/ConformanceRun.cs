using System.Text.Json.Nodes;
using HybridAi.Core.Catalog;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.Conformance;

/// <summary>Tries features at simulated providers, and remembers what came of them.</summary>
public sealed class ConformanceRun : IAsyncLifetime
{
    public static readonly string[] Providers = ["openai", "anthropic", "gemini", "groq", "cohere", "mistral", "cerebras", "openrouter"];

    private static readonly ModelCatalog Catalog = ModelCatalog.LoadBuiltIn();

    private readonly TemporaryDirectory _data = new();
    private Product _product = null!;

    public async ValueTask InitializeAsync() => _product = await Product.StartAsync(_data.Path, []);

    public async ValueTask DisposeAsync()
    {
        await _product.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>Tries a feature, streamed and not.</summary>
    /// <returns>What came of it. What is neither right nor clearly refused fails the test.</returns>
    internal async Task<Cell> TryAsync(Feature feature, DialectClient client, string provider)
    {
        if (feature.BodyIn(client.Name) is not { } body)
            return Cell.NotInDialect;
        if (!feature.IsOfferedBy(provider) || ModelFor(feature, provider) is not { } model)
            return Cell.NotOffered;
        var buffered = await TryAsync(feature, client, body, $"{provider}/{model}", streamed: false);
        var streamed = await TryAsync(feature, client, body, $"{provider}/{model}", streamed: true);
        Assert.Equal(buffered.Cell, streamed.Cell);
        if (buffered.Answer is { } whole)
            AssertSame(whole, streamed.Answer!);
        return buffered.Cell;
    }

    /// <summary>Asks a conversation both ways.</summary>
    /// <returns>The answer, which is the same streamed and not.</returns>
    internal async Task<Answer> AskBothWaysAsync(DialectClient client, string provider, JsonObject body, bool withTool, string where)
    {
        var model = Catalog.Models.Where(model => model.Provider == provider && model.Kind == ModelKind.Chat && model.Status != ModelStatus.Retired)
            .Where(model => model.Output.All(kind => kind == "text") && (!withTool || model.Supports.Tools == true))
            .OrderBy(model => model.Supports.Reasoning == true ? 1 : 0).ThenBy(model => model.Status).First();
        var whole = Read(client, await client.SendAsync(_product.Http, body, $"{provider}/{model.Id}", streamed: false), where);
        var folded = Read(client, await client.SendAsync(_product.Http, body, $"{provider}/{model.Id}", streamed: true), where + ", streamed");
        AssertSame(whole, folded);
        return whole;
    }

    /// <summary>Sends one turn of a conversation.</summary>
    internal Task<Exchange> SendAsync(DialectClient client, JsonObject body, string model, bool streamed) => client.SendAsync(_product.Http, body, model, streamed);
    /// <summary>
    /// Asks two models of a provider, one that reasons and one that does not, streamed and not.
    /// </summary>
    /// <returns>What the provider refused although its request was the gateway's, and what was refused with no field named.</returns>
    internal async Task<IReadOnlyList<string>> ProviderRefusalsAsync(DialectClient client, string provider, JsonObject body, string what)
    {
        var wrong = new List<string>();
        var models = Catalog.Models.Where(model => model.Provider == provider && model.Kind == ModelKind.Chat && model.Status != ModelStatus.Retired && model.Output.All(kind => kind == "text"))
            .GroupBy(model => model.Supports.Reasoning == true).Select(group => group.OrderBy(model => model.Status).First().Id);
        foreach (var model in models)
        {
            foreach (var streamed in new[] { false, true })
            {
                var answer = await client.SendAsync(_product.Http, body, $"{provider}/{model}", streamed);
                var where = $"{what} to {provider}/{model}{(streamed ? ", streamed" : "")}: {answer.Status} {answer.Text}";
                if (answer.Status == 200 && (!streamed || client.ErrorOf(answer.Events!) is null))
                    continue;
                // What passes unchanged is the provider's to judge, in the caller's own words.
                if (answer.Status is 400 or 422 && answer.Header("x-hybridai-attempts") != "0" && PassesThrough(client.Name, provider))
                    continue;
                var error = answer.Status == 400 && answer.Header("x-hybridai-attempts") == "0" ? JsonNode.Parse(answer.Text)!["error"] : null;
                if (error is null || !(client.Name == "messages" ? (string?)error["type"] == "invalid_request_error" : (string?)error["param"] is { Length: > 0 }))
                    wrong.Add(where);
            }
        }

        return wrong;
    }

    private static bool PassesThrough(string dialect, string provider) => dialect switch
    {
        "chat" => provider is not ("anthropic" or "gemini" or "cohere"),
        "responses" => provider is "openai" or "groq" or "openrouter",
        "completions" => provider is "openai" or "openrouter",
        _ => provider == "anthropic",
    };

    /// <summary>A model of the provider that the catalog says can do it: one that does not reason, unless that is asked for, since those refuse more.</summary>
    private static string? ModelFor(Feature feature, string provider) => Catalog.Models
        .Where(model => model.Provider == provider && model.Kind == ModelKind.Chat && model.Status != ModelStatus.Retired)
        .OrderBy(model => model.Supports.Reasoning == true && !feature.Needs.Contains("reasoning") ? 1 : 0).ThenBy(model => model.Status)
        .FirstOrDefault(model => model.Output.All(kind => kind == "text") && feature.Needs.All(need => Can(model, need)))?.Id;

    private static bool Can(CatalogModel model, string need) => need switch
    {
        "tools" => model.Supports.Tools == true,
        "structured_output" => model.Supports.StructuredOutput == true,
        "forced_tools" => model.Supports.ForcedTools != false,
        "prefill" => model.Supports.Prefill != false,
        "reasoning" => model.Supports.Reasoning == true,
        "temperature" => model.Supports.Temperature != false,
        _ => model.Input.Contains(need),
    };

    private async Task<(Cell Cell, Answer? Answer)> TryAsync(Feature feature, DialectClient client, JsonObject body, string model, bool streamed)
    {
        var where = $"{feature.Name}, {client.Name}, {model}, {(streamed ? "streamed" : "buffered")}";
        var first = await client.SendAsync(_product.Http, body, model, streamed);
        if (RefusalOf(first) is { } refusal)
            return (new Cell(Verdict.Refused, refusal), null);
        var answer = Read(client, first, where);
        Assert.True(feature.Check(answer) is null, $"{where}: {feature.Check(answer)}\n{first.Request.ToJsonString()}\n{first.Text}");
        if (feature.Results.Count > 0)
        {
            var second = await client.SendAsync(_product.Http, client.Continue(body, answer, feature.Results), model, streamed);
            var end = Read(client, second, where + ", second turn");
            Assert.True(feature.CheckFollowUp(end) is null, $"{where}, second turn: {feature.CheckFollowUp(end)}\n{second.Request.ToJsonString()}\n{second.Text}");
        }

        var dropped = first.Header("x-hybridai-dropped");
        return (dropped is null ? new Cell(Verdict.Works, "") : new Cell(Verdict.WorksWithout, dropped), answer);
    }

    // A refusal counts only if no provider was asked and the field is named.
    private static string? RefusalOf(Exchange exchange)
    {
        if (exchange.Status != 400 || exchange.Header("x-hybridai-attempts") != "0")
            return null;
        var error = JsonNode.Parse(exchange.Text)!["error"]!;
        var message = (string)error["message"]!;
        Assert.True((string?)error["param"] is { Length: > 0 } || (string?)error["type"] == "invalid_request_error", exchange.Text);
        return message;
    }

    internal static Answer Read(DialectClient client, Exchange exchange, string where)
    {
        Assert.True(exchange.Status == 200, $"{where}: {exchange.Status} {exchange.Text}\n{exchange.Request.ToJsonString()}");
        if (exchange.Events is null)
            return client.ReadAnswer(JsonNode.Parse(exchange.Text)!);
        Assert.True(client.ErrorOf(exchange.Events) is null, $"{where}: {client.ErrorOf(exchange.Events)}");
        return client.ReadAnswer(client.Fold(exchange.Events));
    }

    private static void AssertSame(Answer buffered, Answer streamed)
    {
        Assert.Equal(buffered.Texts, streamed.Texts);
        Assert.Equal(buffered.Reasoning, streamed.Reasoning);
        Assert.Equal(buffered.Finish, streamed.Finish);
        Assert.True(buffered.InputTokens > 0 && buffered.OutputTokens > 0, "no usage");
        Assert.Equal((buffered.InputTokens, buffered.OutputTokens), (streamed.InputTokens, streamed.OutputTokens));
        Assert.Equal(buffered.Calls.Select(call => call.Name), streamed.Calls.Select(call => call.Name));
        foreach (var (one, other) in buffered.Calls.Zip(streamed.Calls))
            Assert.True(JsonNode.DeepEquals(one.ParsedArguments, other.ParsedArguments), $"{one.Arguments} and {other.Arguments}");
    }
}
