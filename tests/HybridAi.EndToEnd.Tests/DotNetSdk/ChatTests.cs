using System.Text;
using System.Text.Json;
using HybridAi.Client.Usage;
using HybridAi.EndToEnd.Tests.Hosting;
using OpenAI.Chat;

namespace HybridAi.EndToEnd.Tests.DotNetSdk;

public sealed class ChatTests(SharedProduct shared) : SdkTest(shared)
{
    [Fact]
    public async Task A_plain_answer_comes_whole_and_is_recorded_with_its_cost()
    {
        var answer = await Chat().CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("[[say:Grüße aus Köln 🌷]]")]);

        Assert.Equal("Grüße aus Köln 🌷", Assert.Single(answer.Value.Content).Text);
        Assert.Equal(ChatFinishReason.Stop, answer.Value.FinishReason);
        var record = await RecordOf(answer);
        Assert.Equal("succeeded", record.Outcome);
        Assert.Equal(answer.Value.Usage.InputTokenCount, record.Usage.TotalInput);
        Assert.Equal(answer.Value.Usage.OutputTokenCount, record.Usage.TotalOutput);
        var billed = Assert.Single(await Simulator.InvoiceAsync(), line => line.Id == answer.Value.Id);
        Assert.Equal(billed.Usd, record.CostUsd);
        Assert.True(answer.GetRawResponse().Headers.TryGetValue("x-hybridai-cost", out var cost));
        Assert.Equal(record.CostUsd, decimal.Parse(cost!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_stream_comes_in_pieces_and_ends_with_its_usage()
    {
        var (text, pieces, finish, usage, id) = (new StringBuilder(), 0, default(ChatFinishReason?), default(ChatTokenUsage), "");
        await foreach (var update in Chat().CompleteChatStreamingAsync([new UserChatMessage("[[words:60]]")]))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
                pieces++;
            }

            (finish, usage, id) = (update.FinishReason ?? finish, update.Usage ?? usage, update.CompletionId);
        }

        Assert.Equal(60, text.ToString().Split(' ').Length);
        Assert.True(pieces > 10, $"{pieces} pieces");
        Assert.Equal(ChatFinishReason.Stop, finish);
        var billed = Assert.Single(await Simulator.InvoiceAsync(), line => line.Id == id);
        bool Is(UsageRecordDocument record) => record.CostUsd == billed.Usd && record.Usage.TotalOutput == usage!.OutputTokenCount && record.Streamed;
        var record = Assert.Single(await Product.RecordsAsync(found => found.Any(Is), "no record of the stream"), Is);
        Assert.Equal(usage!.InputTokenCount, record.Usage.TotalInput);
        Assert.NotNull(record.TimeToFirstTokenMs);
    }

    [Fact]
    public async Task A_reasoning_model_s_thinking_is_counted_apart()
    {
        var answer = await Chat("gpt-5.4-mini").CompleteChatAsync(
            [new UserChatMessage("[[say:done]]")], new ChatCompletionOptions { ReasoningEffortLevel = ChatReasoningEffortLevel.High });

        var record = await RecordOf(answer);
        Assert.True(record.Usage.Reasoning > 100, $"{record.Usage.Reasoning} tokens of reasoning");
        Assert.Equal(answer.Value.Usage.OutputTokenDetails.ReasoningTokenCount, record.Usage.Reasoning);
        Assert.Equal(answer.Value.Usage.OutputTokenCount - answer.Value.Usage.OutputTokenDetails.ReasoningTokenCount, record.Usage.Output);
    }

    [Fact]
    public async Task A_structured_answer_keeps_to_its_schema()
    {
        const string schema = """
            {"type":"object","properties":{"city":{"type":"string"},"degrees":{"type":"integer","minimum":-50,"maximum":60},
             "tags":{"type":"array","items":{"type":"string","enum":["sun","rain"]}}},"required":["city","degrees","tags"],"additionalProperties":false}
            """;
        var answer = await Chat().CompleteChatAsync(
            [new UserChatMessage("The weather in Lisbon?")],
            new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("weather", BinaryData.FromString(schema), jsonSchemaIsStrict: true) });

        using var json = JsonDocument.Parse(answer.Value.Content[0].Text);
        Assert.Equal(["city", "degrees", "tags"], json.RootElement.EnumerateObject().Select(property => property.Name).Order());
        Assert.InRange(json.RootElement.GetProperty("degrees").GetInt32(), -50, 60);
        Assert.All(json.RootElement.GetProperty("tags").EnumerateArray(), tag => Assert.Contains(tag.GetString(), new[] { "sun", "rain" }));
    }

    [Fact]
    public async Task An_image_is_passed_on_byte_for_byte()
    {
        // A PNG of one pixel, and enough noise behind it to span several reads.
        var image = new byte[100_000];
        new Random(7).NextBytes(image);
        Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==").CopyTo(image, 0);
        var answer = await Chat().CompleteChatAsync([new UserChatMessage(
            ChatMessageContentPart.CreateTextPart("image-test: what is this?"),
            ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(image), "image/png", ChatImageDetailLevel.Low))]);

        Assert.True(answer.Value.Usage.InputTokenCount > 80, "the image counts");
        var seen = Assert.Single(await Simulator.RequestsAsync("openai", "image-test"));
        using var body = JsonDocument.Parse(seen.Body);
        var url = body.RootElement.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString();
        Assert.Equal($"data:image/png;base64,{Convert.ToBase64String(image)}", url);
    }
}
