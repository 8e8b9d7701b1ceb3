using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Invoices;

/// <summary>The invoice against arithmetic of another kind: whole numbers of any size, read from the catalog file anew.</summary>
public sealed class InvoiceTests
{
    private static readonly JsonElement[] Models = ReadCatalog();

    [Fact]
    public async Task Every_priced_chat_model_is_billed_exactly()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var checkedModels = 0;
        foreach (var model in Models)
        {
            var provider = model.GetProperty("provider").GetString()!;
            var path = provider switch { "openai" => Wires.OpenAi, "groq" => Wires.Groq, "mistral" => Wires.Mistral, "cerebras" => Wires.Cerebras, "openrouter" => Wires.OpenRouter, _ => null };
            if (path is null || model.GetProperty("kind").GetString() != "chat" || model.GetProperty("status").GetString() == "retired")
                continue;
            var id = model.GetProperty("id").GetString()!;

            var answer = await simulator.PostAsync(path, Wires.Chat(id, $"Tell me about {id} and its siblings {checkedModels}"));

            Assert.True((int)answer.Status == 200, $"{id}: {answer.Body}");
            var line = (await simulator.LinesAsync())[^1]!;
            Assert.Equal((string?)answer.Json["id"], (string?)line["id"]);
            Assert.Equal(id == "openrouter/auto" ? "openai/gpt-5.4-mini" : id, (string?)line["model"]);
            AssertUsage(answer.Json["usage"]!, line["tokens"]!);
            Assert.Equal(Expected(provider, (string)line["model"]!, line["tokens"]!), (long)line["nanoDollars"]!);
            Assert.Equal((long)line["nanoDollars"]!, (long)(decimal.Parse((string)line["usd"]!, CultureInfo.InvariantCulture) * 1_000_000_000));
            if (provider == "openrouter")
                Assert.Equal((long)line["nanoDollars"]!, (long)((decimal)answer.Json["usage"]!["cost"]! * 1_000_000_000));
            checkedModels++;
        }

        Assert.True(checkedModels > 50);
        await AssertTotalsAsync(simulator);
    }

    [Fact]
    public async Task Cached_and_written_tokens_and_tiers_have_their_prices()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var shared = string.Join(' ', Enumerable.Range(0, 3_000).Select(i => $"w{i % 10}"));
        var huge = string.Join(' ', Enumerable.Repeat("word", 300_000));
        foreach (var text in new[] { shared, shared + " more", huge })
        {
            var answer = await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-6-sol", text, ",\"reasoning_effort\":\"low\""));
            Assert.True((int)answer.Status == 200, answer.Body);
            AssertUsage(answer.Json["usage"]!, (await simulator.LinesAsync())[^1]!["tokens"]!);
        }

        var lines = await simulator.LinesAsync();
        Assert.All(lines, line => Assert.Equal(Expected("openai", "gpt-6-sol", line!["tokens"]!), (long)line["nanoDollars"]!));
        Assert.True((long)lines[0]!["tokens"]!["cacheWrite"]! > 1024);
        Assert.True((long)lines[1]!["tokens"]!["cachedInput"]! > 1024);
        Assert.True((long)lines[2]!["tokens"]!["cacheWrite"]! > 272_000);
        await AssertTotalsAsync(simulator);
    }

    [Fact]
    public async Task Every_model_of_Anthropic_is_billed_exactly_with_both_kinds_of_cache_writes()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        var shared = string.Join(' ', Enumerable.Range(0, 1_500).Select(i => $"w{i % 10}"));
        var models = Models.Where(model => model.GetProperty("provider").GetString() == "anthropic" && model.GetProperty("status").GetString() != "retired").ToArray();
        foreach (var model in models)
        {
            var id = model.GetProperty("id").GetString()!;
            for (var time = 0; time < 2; time++)
            {
                var answer = await simulator.PostAsync(Wires.Anthropic, $$$"""
                    {"model":"{{{id}}}","max_tokens":2000,"system":[{"type":"text","text":"{{{shared}}}","cache_control":{"type":"ephemeral","ttl":"1h"}}],
                    "messages":[{"role":"user","content":[{"type":"text","text":"{{{shared}}}","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Hi {{{time}}}"}]}]}
                    """);

                Assert.True((int)answer.Status == 200, $"{id}: {answer.Body}");
                var line = (await simulator.LinesAsync())[^1]!;
                var (usage, tokens) = (answer.Json["usage"]!, line["tokens"]!);
                Assert.Equal((string?)answer.Json["id"], (string?)line["id"]);
                Assert.Equal((long)usage["input_tokens"]!, (long)tokens["input"]!);
                Assert.Equal((long)usage["cache_read_input_tokens"]!, (long)tokens["cachedInput"]!);
                Assert.Equal((long)usage["cache_creation"]!["ephemeral_5m_input_tokens"]!, (long)tokens["cacheWrite"]!);
                Assert.Equal((long)usage["cache_creation"]!["ephemeral_1h_input_tokens"]!, (long)tokens["cacheWrite1h"]!);
                Assert.Equal((long)usage["output_tokens"]!, (long)tokens["output"]! + (long)tokens["reasoning"]!);
                Assert.Equal(time == 0, (long)tokens["cacheWrite1h"]! > 1_024 && (long)tokens["cacheWrite"]! > 1_024);
                Assert.Equal(time == 1, (long)tokens["cachedInput"]! > 2_048);
                Assert.Equal(Expected("anthropic", id, tokens), (long)line["nanoDollars"]!);
            }
        }

        Assert.True(models.Length > 10);
        await AssertTotalsAsync(simulator);
    }

    [Fact]
    public async Task Responses_and_completions_are_billed_as_they_say()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var response = (await simulator.PostAsync(Wires.Responses, """{"model":"gpt-5.4","input":"Tell me about harbours"}""")).Json;
        await simulator.PostAsync("/openrouter/api/v1/completions", """{"model":"openai/gpt-4o-mini","prompt":["Tell me","about"],"n":2,"echo":true}""");

        var lines = await simulator.LinesAsync();
        Assert.Equal((string?)response["id"], (string?)lines[0]!["id"]);
        Assert.Equal((long)response["usage"]!["input_tokens"]!, (long)lines[0]!["tokens"]!["input"]!);
        Assert.Equal((long)response["usage"]!["output_tokens_details"]!["reasoning_tokens"]!, (long)lines[0]!["tokens"]!["reasoning"]!);
        Assert.Equal((long)response["usage"]!["output_tokens"]!, (long)lines[0]!["tokens"]!["reasoning"]! + (long)lines[0]!["tokens"]!["output"]!);
        Assert.Equal(64, (long)lines[1]!["tokens"]!["output"]!);
        Assert.Equal(Expected("openai", "gpt-5.4", lines[0]!["tokens"]!), (long)lines[0]!["nanoDollars"]!);
        Assert.Equal(Expected("openrouter", "openai/gpt-4o-mini", lines[1]!["tokens"]!), (long)lines[1]!["nanoDollars"]!);
    }

    [Fact]
    public async Task A_price_holds_from_its_day_on()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 7, 29, 23, 59, 59, TimeSpan.Zero));
        await using var simulator = await RunningSimulator.StartAsync(time);
        var body = Wires.Chat("gpt-5.6-luna", "[[say:Hi]]", ",\"reasoning_effort\":\"none\"");

        await simulator.PostAsync(Wires.OpenAi, body);
        time.Advance(TimeSpan.FromSeconds(1));
        await simulator.PostAsync(Wires.OpenAi, body);

        var nano = (await simulator.LinesAsync()).Select(line => (long)line!["nanoDollars"]!).ToArray();
        Assert.Equal(5 * nano[1], nano[0]);
    }

    [Fact]
    public async Task Streams_are_billed_as_answers_in_one_piece_are()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        foreach (var (path, model) in Wires.All.Select(row => row.Data))
        {
            await simulator.PostAsync(path, Wires.Chat(model, "Tell me about harbours"));
            await simulator.PostAsync(path, Wires.Chat(model, "Tell me about harbours", ",\"stream\":true"));
        }

        var lines = (await simulator.LinesAsync()).ToArray();
        Assert.All(lines.Chunk(2), pair =>
        {
            Assert.Equal(pair[0]!["tokens"]!.ToJsonString(), pair[1]!["tokens"]!.ToJsonString());
            Assert.Equal((long)pair[0]!["nanoDollars"]!, (long)pair[1]!["nanoDollars"]!);
        });
    }

    [Fact]
    public async Task Servers_of_ones_own_bill_nothing_but_known_models()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        await simulator.PostAsync(Wires.Azure, Wires.Chat("my-own", "Hi"));
        await simulator.PostAsync(Wires.Azure, Wires.Chat("gpt-4o", "Hi"));

        var lines = await simulator.LinesAsync();
        Assert.Equal(0, (long)lines[0]!["nanoDollars"]!);
        Assert.False((bool)lines[0]!["priced"]!);
        Assert.True((long)lines[1]!["nanoDollars"]! > 0);
    }

    [Fact]
    public async Task The_invoice_is_filtered_and_cleared()
    {
        await using var simulator = await RunningSimulator.StartAsync();
        await simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", "Hi"));
        await simulator.PostAsync(Wires.Groq, Wires.Chat("openai/gpt-oss-20b", "Hi"));

        var groq = (await simulator.GetAsync("/_sim/invoice?provider=groq")).Json;

        Assert.Equal("groq", (string?)Assert.Single(groq["lines"]!.AsArray())!["provider"]);
        Assert.Equal(1, (long)groq["total"]!["calls"]!);
        await simulator.Http.DeleteAsync("/_sim/invoice");
        Assert.Empty(await simulator.LinesAsync());
    }

    [Fact]
    public void Totals_stay_exact_when_lines_are_dropped()
    {
        var invoice = new HybridAi.Simulator.Invoices.Invoice();
        for (var i = 0; i < 100_500; i++)
            invoice.Add(new($"id{i}", "openai", "m", new() { Input = 1 }, 3, HybridAi.Simulator.Logs.Outcome.Completed, true, default));

        var (lines, totals) = invoice.Read(null);

        Assert.Equal(100_000, lines.Count);
        Assert.Equal("id500", lines[0].Id);
        Assert.Equal(301_500m, totals.Single().NanoDollars);
        Assert.Equal(100_500, totals.Single().Tokens.Input);
    }

    [Fact]
    public async Task A_thousand_calls_at_once_are_all_on_the_invoice()
    {
        await using var simulator = await RunningSimulator.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i =>
            simulator.PostAsync(Wires.OpenAi, Wires.Chat("gpt-4o", $"Question {i}", i % 2 == 0 ? "" : ",\"stream\":true"))));

        Assert.All(answers, answer => Assert.Equal(200, (int)answer.Status));
        var ids = (await simulator.LinesAsync()).Select(line => (string)line!["id"]!).ToHashSet();
        Assert.Equal(1_000, ids.Count);
        Assert.All(answers, answer => Assert.Contains((string)(answer.Body[0] == '{' ? answer.Json : answer.Chunks[0])["id"]!, ids));
        await AssertTotalsAsync(simulator);
    }

    private static async Task AssertTotalsAsync(RunningSimulator simulator)
    {
        var invoice = (await simulator.GetAsync("/_sim/invoice")).Json;
        var lines = invoice["lines"]!.AsArray();
        var sum = lines.Aggregate(BigInteger.Zero, (total, line) => total + (long)line!["nanoDollars"]!);
        Assert.Equal(sum, (long)invoice["total"]!["nanoDollars"]!);
        Assert.Equal(sum, invoice["byModel"]!.AsArray().Aggregate(BigInteger.Zero, (total, line) => total + (long)line!["nanoDollars"]!));
        Assert.Equal(lines.Count, (int)invoice["total"]!["calls"]!);
        foreach (var kind in new[] { "input", "cachedInput", "cacheWrite", "cacheWrite1h", "output", "reasoning" })
            Assert.Equal(lines.Sum(line => (long)line!["tokens"]![kind]!), (long)invoice["total"]!["tokens"]![kind]!);
    }

    private static void AssertUsage(JsonNode usage, JsonNode tokens)
    {
        Assert.Equal((long)usage["prompt_tokens"]!, (long)tokens["input"]! + (long)tokens["cachedInput"]! + (long)tokens["cacheWrite"]! + (long)tokens["audioInput"]!);
        Assert.Equal((long)usage["completion_tokens"]!, (long)tokens["output"]! + (long)tokens["reasoning"]! + (long)tokens["audioOutput"]!);
        Assert.Equal((long)usage["total_tokens"]!, (long)usage["prompt_tokens"]! + (long)usage["completion_tokens"]!);
        if (usage["prompt_tokens_details"] is { } details)
        {
            Assert.Equal((long)details["cached_tokens"]!, (long)tokens["cachedInput"]!);
            Assert.Equal((long?)details["cache_write_tokens"] ?? 0, (long)tokens["cacheWrite"]!);
        }
    }

    // Prices as integers of 10⁻¹² dollars, sums as integers, and one rounding, half up (nothing here is negative).
    internal static long Expected(string provider, string id, JsonNode tokens)
    {
        var model = Models.Single(each => each.GetProperty("provider").GetString() == provider && each.GetProperty("id").GetString() == id);
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var periods = model.GetProperty("prices").EnumerateArray()
            .Where(price => price.GetProperty("from").ValueKind == JsonValueKind.Null || string.CompareOrdinal(price.GetProperty("from").GetString(), today) <= 0)
            .OrderBy(price => price.GetProperty("from").GetString() ?? "", StringComparer.Ordinal).ToArray();
        if (periods.Length == 0)
            return 0;
        var rates = periods[^1];
        long Count(string kind) => (long)tokens[kind]!;
        var input = Count("input") + Count("cachedInput") + Count("cacheWrite") + Count("cacheWrite1h") + Count("audioInput");
        if (rates.TryGetProperty("tiers", out var tiers))
        {
            foreach (var tier in tiers.EnumerateArray().Where(tier => input > tier.GetProperty("above_input_tokens").GetInt64()))
                rates = tier;
        }

        BigInteger Rate(string name, string instead) =>
            Scaled(rates.TryGetProperty(name, out var own) ? own : rates.TryGetProperty(instead, out var other) ? other : default);
        var pico = (Count("input") * Rate("input", "input")) + (Count("cachedInput") * Rate("cached_input", "input"))
            + (Count("cacheWrite") * Rate("cache_write", "input")) + (Count("cacheWrite1h") * Rate("cache_write_1h", "cache_write")) + (Count("output") * Rate("output", "output"))
            + (Count("reasoning") * Rate("reasoning", "output")) + (Count("audioInput") * Rate("audio_input", "input"));

        // Rates have six places: millionths of a dollar per million tokens are 10⁻¹² dollars per token.
        return (long)((pico + 500) / 1_000);
    }

    private static BigInteger Scaled(JsonElement rate)
    {
        if (rate.ValueKind == JsonValueKind.Undefined)
            return 0;
        var parts = rate.GetRawText().Split('.');
        var fraction = (parts.Length > 1 ? parts[1] : "").PadRight(6, '0');
        Assert.Equal(6, fraction.Length);
        return BigInteger.Parse(parts[0] + fraction, CultureInfo.InvariantCulture);
    }

    private static JsonElement[] ReadCatalog()
    {
        using var stream = typeof(SimulatorHost).Assembly.GetManifestResourceStream("model-catalog.json")!;
        return [.. JsonDocument.Parse(stream).RootElement.GetProperty("models").EnumerateArray()];
    }
}
