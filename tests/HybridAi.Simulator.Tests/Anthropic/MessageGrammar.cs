using System.Text;
using System.Text.Json.Nodes;

namespace HybridAi.Simulator.Tests.Anthropic;

/// <summary>Reads a stream of messages as strictly as its grammar is, and puts the message together.</summary>
internal static class MessageGrammar
{
    public static JsonObject Fold(Answer stream)
    {
        Assert.Equal("text/event-stream; charset=utf-8", stream.Headers["content-type"]);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", stream.Body, StringComparison.Ordinal);
        Assert.All(stream.Events, each => Assert.Equal(each.Name, (string?)each.Data["type"]));
        var events = stream.Events.Where(each => each.Name != "ping").ToArray();
        Assert.Equal("message_start", events[0].Name);
        var message = events[0].Data["message"]!.DeepClone().AsObject();
        Assert.Empty(message["content"]!.AsArray());
        Assert.Null(message["stop_reason"]);
        var at = 1;
        for (var index = 0; events[at].Name == "content_block_start"; index++)
            message["content"]!.AsArray().Add(ReadBlock(events, ref at, index));

        Assert.Equal(["message_delta", "message_stop"], events[at..].Select(each => each.Name));
        foreach (var (name, value) in events[at].Data["delta"]!.AsObject())
            message[name] = value?.DeepClone();
        foreach (var (name, value) in events[at].Data["usage"]!.AsObject())
            message["usage"]![name] = value?.DeepClone();
        return message;
    }

    private static JsonObject ReadBlock((string Name, JsonNode Data)[] events, ref int at, int index)
    {
        Assert.Equal(index, (int)events[at].Data["index"]!);
        var block = events[at++].Data["content_block"]!.DeepClone().AsObject();
        var input = new StringBuilder();
        for (; events[at].Name == "content_block_delta"; at++)
        {
            Assert.Equal(index, (int)events[at].Data["index"]!);
            var delta = events[at].Data["delta"]!;
            switch (((string)block["type"]!, (string)delta["type"]!))
            {
                case ("text", "text_delta"):
                    block["text"] = (string)block["text"]! + (string)delta["text"]!;
                    break;
                case ("text", "citations_delta"):
                    block["citations"]!.AsArray().Add(delta["citation"]!.DeepClone());
                    break;
                case ("thinking", "thinking_delta"):
                    block["thinking"] = (string)block["thinking"]! + (string)delta["thinking"]!;
                    break;
                case ("thinking", "signature_delta"):
                    Assert.Equal("", (string?)block["signature"]);
                    block["signature"] = (string)delta["signature"]!;
                    break;
                case ("tool_use", "input_json_delta"):
                    input.Append((string)delta["partial_json"]!);
                    break;
                case var other:
                    Assert.Fail($"{other} does not go together.");
                    break;
            }
        }

        Assert.Equal("content_block_stop", events[at].Name);
        Assert.Equal(index, (int)events[at++].Data["index"]!);
        if (input.Length > 0)
            block["input"] = JsonNode.Parse(input.ToString());
        return block;
    }
}
