using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI.Responses;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

/// <summary>The responses API by OpenAI's SDK: passed through, and translated.</summary>
public sealed class ResponsesTests(SharedProduct shared) : SdkTest(shared)
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    [Theory]
    [InlineData("openai/gpt-4.1-mini")]
    [InlineData("anthropic/claude-haiku-4-5-20251001")]
    [InlineData("gemini/gemini-2.5-flash")]
    [InlineData("cohere/command-a-03-2025")]
    public async Task A_stream_ends_with_what_it_said(string model)
    {
        var (text, completed) = (new StringBuilder(), default(ResponseResult));
        await foreach (var update in await Client().CreateResponseStreamingAsync(Ask(model, "[[say:Grüße aus Köln 🌷]]") with { Streams = true }))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta)
                text.Append(delta.Delta);
            completed = (update as StreamingResponseCompletedUpdate)?.Response ?? completed;
        }

        Assert.Equal("Grüße aus Köln 🌷", text.ToString());
        Assert.Equal(text.ToString(), completed!.GetOutputText());
        Assert.Equal(ResponseStatus.Completed, completed.Status);
        Assert.True(completed.Usage.InputTokenCount > 0 && completed.Usage.OutputTokenCount > 0);
    }

    [Theory]
    [InlineData("openai/gpt-4.1-mini")]
    [InlineData("anthropic/claude-haiku-4-5-20251001")]
    [InlineData("gemini/gemini-2.5-flash")]
    [InlineData("cohere/command-a-03-2025")]
    public async Task Tools_are_called_and_answered_over_two_turns(string model)
    {
        CreateResponseOptions request = Ask(model, """Look. [[tool:get_weather {"city":"Rome"}]]""");
        request.Tools.Add(ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString(Schema), strictModeEnabled: true, "The weather"));
        var first = (await Client().CreateResponseAsync(request)).Value;
        var call = Assert.Single(first.OutputItems.OfType<FunctionCallResponseItem>());
        using var arguments = JsonDocument.Parse(call.FunctionArguments);
        Assert.Equal(("get_weather", "Rome"), (call.FunctionName, arguments.RootElement.GetProperty("city").GetString()));

        foreach (var item in first.OutputItems)
            request.InputItems.Add(item);
        request.InputItems.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        var second = (await Client().CreateResponseAsync(request)).Value;

        Assert.Contains("sunny", second.GetOutputText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_keep_their_status()
    {
        var unknown = await Assert.ThrowsAsync<ClientResultException>(() => Client().CreateResponseAsync("no-such-model", "Hello"));
        Assert.Equal(404, unknown.Status);
        var stranger = await Assert.ThrowsAsync<ClientResultException>(() => Client("hai-nobody").CreateResponseAsync(Model, "Hello"));
        Assert.Equal(401, stranger.Status);
    }

    private static Request Ask(string model, string question) => new(model, question);

    private ResponsesClient Client(string key = Product.AdministratorKey) => new(
        new ApiKeyCredential(key), new ResponsesClientOptions { Endpoint = new Uri(Product.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });

    private sealed record Request(string Model, string Question)
    {
        public bool Streams { get; init; }

        public static implicit operator CreateResponseOptions(Request request) =>
            new(request.Model, [ResponseItem.CreateUserMessageItem(request.Question)]) { StreamingEnabled = request.Streams ? true : null };
    }
}
