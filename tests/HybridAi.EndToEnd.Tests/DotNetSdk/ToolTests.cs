using System.Text;
using System.Text.Json;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI.Chat;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

public sealed class ToolTests(SharedProduct shared) : SdkTest(shared)
{
    private const string Schema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";
    private const string Question = """Compare. [[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]""";

    private static readonly ChatCompletionOptions Tools = new()
    {
        Tools =
        {
            ChatTool.CreateFunctionTool("get_weather", "The weather", BinaryData.FromString(Schema), functionSchemaIsStrict: true),
            ChatTool.CreateFunctionTool("get_time", "The time", BinaryData.FromString(Schema), functionSchemaIsStrict: true),
        },
    };

    [Fact]
    public async Task Parallel_calls_and_several_turns_lead_to_an_answer()
    {
        var chat = Chat();
        List<ChatMessage> messages = [new UserChatMessage(Question)];
        var first = (await chat.CompleteChatAsync(messages, Tools)).Value;
        Assert.Equal(ChatFinishReason.ToolCalls, first.FinishReason);
        Assert.Equal(["get_weather", "get_time"], first.ToolCalls.Select(call => call.FunctionName));
        messages.Add(new AssistantChatMessage(first));
        foreach (var call in first.ToolCalls)
            messages.Add(new ToolChatMessage(call.Id, $"{call.FunctionName} in {City(call.FunctionArguments)}: fine"));

        var second = (await chat.CompleteChatAsync(messages, Tools)).Value;
        Assert.Equal(ChatFinishReason.Stop, second.FinishReason);
        Assert.Contains("get_weather in Rome: fine", second.Content[0].Text, StringComparison.Ordinal);
        Assert.Contains("get_time in Oslo: fine", second.Content[0].Text, StringComparison.Ordinal);

        messages.Add(new AssistantChatMessage(second));
        messages.Add(new UserChatMessage("""Once more. [[tool:get_time {"city":"Lima"}]]"""));
        var third = (await chat.CompleteChatAsync(messages, Tools)).Value;
        Assert.Equal("Lima", City(Assert.Single(third.ToolCalls).FunctionArguments));
    }

    [Fact]
    public async Task Streamed_calls_can_be_put_together()
    {
        var calls = new SortedDictionary<int, (string? Name, string? Id, StringBuilder Arguments)>();
        ChatFinishReason? finish = null;
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage(Question)], Tools))
        {
            finish = update.FinishReason ?? finish;
            foreach (var part in update.ToolCallUpdates)
            {
                var known = calls.GetValueOrDefault(part.Index, (null, null, new StringBuilder()));
                known.Arguments.Append(part.FunctionArgumentsUpdate is { } more && !more.ToMemory().IsEmpty ? more.ToString() : "");
                calls[part.Index] = (part.FunctionName ?? known.Name, part.ToolCallId ?? known.Id, known.Arguments);
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal(["get_weather", "get_time"], calls.Values.Select(call => call.Name));
        Assert.Equal(["Rome", "Oslo"], calls.Values.Select(call => City(BinaryData.FromString(call.Arguments.ToString()))));
        Assert.Equal(2, calls.Values.Select(call => call.Id).Distinct().Count());
    }

    private static string? City(BinaryData arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        return json.RootElement.GetProperty("city").GetString();
    }
}
