using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Providers.Testing;

namespace HybridAi.Node.Providers.Testing;

/// <summary>What a provider should be able to do, each thing by the smallest call that shows it. What a model cannot do by the catalog is not tried.</summary>
internal static class FunctionalChecks
{
    private const int Short = 64;

    private static readonly ToolDefinition.Function Weather = new("get_weather")
    {
        Description = "Gives the weather of a city.",
        Parameters = Verbatim.Of("""{"type":"object","properties":{"city":{"type":"string","description":"The city's name."}},"required":["city"]}"""),
    };

    private static readonly Verbatim CitySchema = Verbatim.Of(
        """{"type":"object","properties":{"city":{"type":"string"},"inhabitants":{"type":"integer"}},"required":["city","inhabitants"],"additionalProperties":false}""");

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["plain", "stream", "tools", "structured", "embeddings"];

    /// <summary>Makes one.</summary>
    public static async Task<ProviderCheck> RunAsync(string name, TestSession session, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (answer, skipped, problem) = await (name switch
        {
            "plain" => PlainAsync(session, cancellationToken),
            "stream" => StreamAsync(session, cancellationToken),
            "tools" => ToolsAsync(session, cancellationToken),
            "structured" => StructuredAsync(session, cancellationToken),
            _ => EmbeddingsAsync(session, cancellationToken),
        });
        return skipped is not null
            ? new ProviderCheck(name, ProviderCheckOutcome.Skipped, skipped, answer?.Status, 0)
            : new ProviderCheck(
                name, problem is null ? ProviderCheckOutcome.Passed : ProviderCheckOutcome.Failed, problem, answer?.Status, time.GetElapsedTime(start).TotalMilliseconds);
    }

    private static async Task<(TrialAnswer?, string? Skipped, string? Problem)> PlainAsync(TestSession session, CancellationToken cancellationToken)
    {
        var (answer, skipped) = await session.ChatAsync(session.Ask("Say hello.", Short), cancellationToken);
        return (answer, skipped, answer is null ? null : WrongText(answer));
    }

    private static async Task<(TrialAnswer?, string? Skipped, string? Problem)> StreamAsync(TestSession session, CancellationToken cancellationToken)
    {
        var (answer, skipped) = await session.ChatAsync(session.Ask("Say hello.", Short, stream: true), cancellationToken);
        return (answer, skipped, answer is null ? null : WrongText(answer) ?? (answer.Usage is null ? "the stream says nothing of its tokens, so that costs are estimates" : null));
    }

    private static async Task<(TrialAnswer?, string? Skipped, string? Problem)> ToolsAsync(TestSession session, CancellationToken cancellationToken)
    {
        var question = session.Ask("What is the weather in Paris? Use the tool.", Short) with { Tools = [Weather], ToolChoice = new ToolChoice(ToolChoiceMode.Required) };
        var (answer, skipped) = await session.ChatAsync(question, cancellationToken);
        if (answer?.Response is not { } response)
            return (answer, skipped, answer?.Problem);
        if (response.Choices[0].Parts.OfType<ChatPart.ToolCall>().FirstOrDefault() is not { } call)
            return (answer, null, "it called no tool although it had to");
        if (call.Name != Weather.Name || !HasText(call.Input, "city"))
            return (answer, null, $"its call of the tool does not obey the tool's schema: {Shorten(call.Name)} with {Shorten(call.Input.Decode())}");
        var result = new ChatMessage(ChatRole.Tool, [new ChatPart.ToolResult(call.Id, [new ChatPart.Text("18 degrees, light rain")]) { Name = call.Name }]);
        var next = question with { ToolChoice = null, Messages = [.. question.Messages, new ChatMessage(ChatRole.Assistant, response.Choices[0].Parts), result] };
        (answer, skipped) = await session.ChatAsync(next, cancellationToken);
        return (answer, skipped, answer is null ? null : WrongText(answer) is { } wrong ? $"after the tool's result: {wrong}" : null);
    }

    private static async Task<(TrialAnswer?, string? Skipped, string? Problem)> StructuredAsync(TestSession session, CancellationToken cancellationToken)
    {
        var question = session.Ask("Name a city and how many inhabitants it has, as JSON.", Short) with { Output = new OutputFormat { Schema = CitySchema, Name = "city", Strict = true } };
        var (answer, skipped) = await session.ChatAsync(question, cancellationToken);
        return (answer, skipped, answer is null ? null : WrongText(answer) ?? (IsCity(TextOf(answer)) ? null : $"the answer does not obey the schema: {Shorten(TextOf(answer))}"));
    }

    private static async Task<(TrialAnswer?, string? Skipped, string? Problem)> EmbeddingsAsync(TestSession session, CancellationToken cancellationToken)
    {
        if (session.Embeddings is null)
            return (null, "it lists no embedding model", null);
        var (answer, skipped) = await session.EmbedAsync("The quick brown fox jumps over the lazy dog.", cancellationToken);
        return (answer, skipped, answer?.Problem);
    }

    private static string? WrongText(TrialAnswer answer)
    {
        if (answer.Problem is { } problem)
            return problem;
        if (answer.Response!.Choices[0].Finish is not { } finish)
            return "the answer does not say why it ended";
        return TextOf(answer).Length > 0 ? null : finish.Reason == FinishReason.Length ? "all of its tokens went into thinking, none into an answer" : $"the answer has no text; it ended with '{Shorten(finish.Raw)}'";
    }

    private static string TextOf(TrialAnswer answer) => string.Concat(answer.Response!.Choices[0].Parts.OfType<ChatPart.Text>().Select(part => part.Value)).Trim();

    private static bool HasText(Verbatim json, string field) => Parse(json.Utf8) is { ValueKind: JsonValueKind.Object } input && input.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String;

    private static bool IsCity(string text) => Parse(System.Text.Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } city
        && city.EnumerateObject().Count() == 2
        && city.TryGetProperty("city", out var name) && name.ValueKind == JsonValueKind.String
        && city.TryGetProperty("inhabitants", out var inhabitants) && inhabitants.ValueKind == JsonValueKind.Number && inhabitants.TryGetDecimal(out var count) && decimal.IsInteger(count);

    private static JsonElement? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonElement.Parse(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What a model says may be long.
    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
