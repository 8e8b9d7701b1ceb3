using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Core.Costs;
using HybridAi.Providers.Http;
using HybridAi.Providers.OpenAi;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>
/// A wire of the tests' own: a request is one line a part, <c>{"lines":["user: Hi"]}</c>; an answer is a list of events, streamed one by one:
/// <c>{"text":"…"}</c>, <c>{"think":"…","seal":"…"}</c>, <c>{"call":"name","input":"…"}</c>, <c>{"finish":"stop"}</c>.
/// All else is OpenAI's.
/// </summary>
internal sealed class ScriptedFormat : IWireFormat, IChatTranslator
{
    private readonly OpenAiFormat _openAi = new();

    public string Name => _openAi.Name;

    public InferenceApi? ChatApi => _openAi.ChatApi;

    public IChatTranslator Chat => this;

    public string? TryReadAnswer(InferenceApi api, ReadOnlySpan<byte> body, string? costField, out AnswerFacts facts) => _openAi.TryReadAnswer(api, body, costField, out facts);

    public IStreamTap TapStream(InferenceApi api, ProviderEndpoint endpoint, bool usageWanted) => _openAi.TapStream(api, endpoint, usageWanted);

    public ProviderError ReadError(int status, HttpResponseHeaders headers, ReadOnlySpan<byte> body) => _openAi.ReadError(status, headers, body);

    public ProviderError ReadStreamError(ReadOnlySpan<byte> data) => _openAi.ReadStreamError(data);

    public ChatBody? Write(ChatRequest request, ChatTarget target, TranslationReport report)
    {
        report.LacksExtra(request.Extra);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("model", target.Model);
        json.WriteStartArray("lines");
        foreach (var message in request.Messages)
            json.WriteStringValue($"{message.Role}: {string.Join(" | ", message.Parts.Select(TextOf))}".ToLowerInvariant());
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return report.IsPossible ? new ChatBody(output.WrittenMemory) : null;
    }

    public IChatReader OpenReader(ChatTarget target) => new Reader(target.Provider);

    private static string TextOf(ChatPart part) => part switch
    {
        ChatPart.Text text => text.Value,
        ChatPart.Reasoning reasoning => $"({string.Concat(reasoning.Texts.Select(text => text.Text))}#{reasoning.Seal?.Issuer}#{reasoning.Seal?.Data.Decode()})",
        ChatPart.ToolCall call => $"{call.Id}={call.Name}({call.Input.Decode()})",
        ChatPart.ToolResult result => $"{result.CallId}:{string.Concat(result.Parts.Select(TextOf))}",
        _ => part.ToString(),
    };

    private sealed class Reader(string provider) : IChatReader
    {
        private int _parts;
        private bool _started;

        public string? ReadAnswer(ReadOnlySpan<byte> body, List<ChatEvent> events)
        {
            foreach (var item in JsonElement.Parse(body).EnumerateArray())
                Read(default, Encoding.UTF8.GetBytes(item.GetRawText()), events);
            return null;
        }

        public string? Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data, List<ChatEvent> events)
        {
            var item = JsonElement.Parse(data);
            if (item.TryGetProperty("error", out var error))
            {
                events.Add(new ChatEvent.Failed(new ChatError(error.GetProperty("message").GetString()!)));
                return null;
            }

            if (!_started)
                events.Add(new ChatEvent.Started(new ResponseHead("scripted", "m")));
            _started = true;
            if (item.TryGetProperty("finish", out _))
            {
                events.Add(new ChatEvent.UsageReported(new ReportedUsage(new TokenUsage { Input = 10, Output = 4 })));
                events.Add(new ChatEvent.ChoiceFinished(0, new ChatFinish(FinishReason.Stop, "stop")));
                events.Add(new ChatEvent.Ended());
                return null;
            }

            Part(item, events);
            events.Add(new ChatEvent.PartEnded(0, _parts++));
            return null;
        }

        public void End(List<ChatEvent> events)
        {
        }

        private void Part(JsonElement item, List<ChatEvent> events)
        {
            if (item.TryGetProperty("text", out var text))
            {
                events.Add(new ChatEvent.PartStarted(0, _parts, new ChatPart.Text("")));
                events.Add(new ChatEvent.TextDelta(0, _parts, text.GetString()!));
            }
            else if (item.TryGetProperty("think", out var think))
            {
                events.Add(new ChatEvent.PartStarted(0, _parts, new ChatPart.Reasoning([])));
                events.Add(new ChatEvent.ReasoningDelta(0, _parts, 0, new ReasoningText(ReasoningKind.Thought, think.GetString()!)));
                events.Add(new ChatEvent.Sealed(0, _parts, new Seal(provider, Verbatim.Of(item.GetProperty("seal").GetString()!))));
            }
            else
            {
                events.Add(new ChatEvent.PartStarted(0, _parts, new ChatPart.ToolCall(ToolKind.Function, "call_1", item.GetProperty("call").GetString()!, default)));
                events.Add(new ChatEvent.ToolInputDelta(0, _parts, Verbatim.Of(item.GetProperty("input").GetString()!)));
            }
        }
    }
}
