using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using HybridAi.EndToEnd.Tests.Hosting;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

/// <summary>The messages API by Anthropic's official SDK for .NET: passed through, and translated.</summary>
[Collection(SharedProductCollection.Name)]
public sealed class MessagesTests(SharedProduct shared)
{
    private const string Scripted = "command-r7b-12-2024";

    public static readonly TheoryData<string> Models =
        ["anthropic/claude-haiku-4-5-20251001", "openai/gpt-4.1-mini", "gemini/gemini-2.5-flash", "cohere/command-a-03-2025"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_message_and_its_stream_say_the_same(string model)
    {
        using var client = Client();
        var request = Ask(model, "[[say:Grüße aus Köln 🌷]]");
        var whole = await client.Messages.Create(request, TestContext.Current.CancellationToken);
        var (text, stop) = (new StringBuilder(), default(string));
        await foreach (var next in client.Messages.CreateStreaming(request, TestContext.Current.CancellationToken))
        {
            if (next.TryPickContentBlockDelta(out var piece) && piece.Delta.TryPickText(out var delta))
                text.Append(delta.Text);
            if (next.TryPickDelta(out var last))
                stop = last.Delta.StopReason?.Raw();
        }

        Assert.Equal("Grüße aus Köln 🌷", TextOf(whole));
        Assert.Equal(TextOf(whole), text.ToString());
        Assert.Equal(("end_turn", "end_turn"), (whole.StopReason?.Raw(), stop));
        Assert.True(whole.Usage.InputTokens > 0 && whole.Usage.OutputTokens > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Tools_are_called_and_answered_over_two_turns(string model)
    {
        using var client = Client();
        var schema = new InputSchema
        {
            Properties = new Dictionary<string, JsonElement> { ["city"] = JsonElement.Parse("""{"type":"string"}""") }, Required = ["city"],
        };
        var request = Ask(model, """Look. [[tool:get_weather {"city":"Rome"}]]""") with { Tools = [new Tool { Name = "get_weather", InputSchema = schema }] };
        var first = await client.Messages.Create(request, TestContext.Current.CancellationToken);
        Assert.Equal("tool_use", first.StopReason?.Raw());
        var call = first.Content.Select(block => block.TryPickToolUse(out var use) ? use : null).Single(use => use is not null)!;
        Assert.Equal(("get_weather", "Rome"), (call.Name, call.Input["city"].GetString()));

        var second = await client.Messages.Create(request with
        {
            Messages =
            [
                .. request.Messages,
                new AssistantMessageParam(first.Content.Select(block => new ContentBlockParam(block.Json)).ToList()),
                new UserMessageParam(new List<ContentBlockParam> { new ToolResultBlockParam(call.ID) { Content = "sunny" } }),
            ],
        }, TestContext.Current.CancellationToken);

        Assert.Contains("sunny", TextOf(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_are_exceptions_of_their_class_and_retries_overcome_them()
    {
        using var client = Client();
        using var stranger = Client(key: "hai-nobody");
        using var patient = Client(retries: 2);
        var request = Ask($"cohere/{Scripted}", "[[say:again]]");
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => stranger.Messages.Create(request));
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.Create(request with { Model = "no-such-model" }));
        try
        {
            await FailAsync(new { kind = "rateLimit", count = 1 });
            await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(request));
            await FailAsync(new { kind = "badRequest", count = 1 });
            await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(request));
            await FailAsync(new { kind = "serverError", count = 1 });
            Assert.Equal("again", TextOf(await patient.Messages.Create(request)));
        }
        finally
        {
            await shared.Simulator.ResetAsync("cohere");
        }
    }

    private static MessageCreateParams Ask(string model, string question) => new() { Model = model, MaxTokens = 2000, Messages = [new UserMessageParam(question)] };

    private static string TextOf(Message message) => string.Concat(message.Content.Select(block => block.TryPickText(out var text) ? text.Text : ""));

    private AnthropicClient Client(string key = Product.AdministratorKey, int retries = 0) =>
        new() { BaseUrl = shared.Product.Address.ToString(), ApiKey = key, MaxRetries = retries };

    private Task FailAsync(object error) =>
        shared.Simulator.ScriptAsync("cohere", new { models = new Dictionary<string, object> { [Scripted] = new { errors = new[] { error } } } });
}
