using System.Buffers;
using System.Text.Json;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects.ChatCompletions;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.Completions;

/// <summary>Writes a stream of <c>text_completion</c> objects, ended by <c>[DONE]</c>.</summary>
internal sealed class CompletionStreamWriter(DialectContext context) : IDialectStream
{
    private readonly Utf8JsonWriter _json = new(Stream.Null, ChatJson.Options);
    private readonly string _echo = CompletionRequestReader.EchoOf(context.Request);
    private readonly List<ExtraField> _extra = [];
    private readonly List<int?> _offsets = [];
    private ResponseHead _head = new("", "");
    private Verbatim _fingerprint;
    private ReportedUsage? _usage;

    public void Write(ChatEvent next, IBufferWriter<byte> output)
    {
        switch (next)
        {
            case ChatEvent.Started started:
                _head = started.Head;
                break;
            case ChatEvent.FieldAdded { Choice: null, Field: { Path: "system_fingerprint" } field }:
                _fingerprint = field.Json;
                break;
            case ChatEvent.FieldAdded { Choice: null } added:
                _extra.Add(added.Field);
                break;
            case ChatEvent.TextDelta delta:
                WriteText(delta.Choice, delta.Text, delta.Logprobs, output);
                break;
            case ChatEvent.RefusalDelta delta:
                WriteText(delta.Choice, delta.Text, delta.Logprobs, output);
                break;
            case ChatEvent.ChoiceFinished finished:
                Begin(finished.Choice, output);
                WriteChunk(finished.Choice, "", [], finished.Finish, output);
                break;
            case ChatEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case ChatEvent.Ended:
                WriteEnd(output);
                break;
        }
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) =>
        output.Write(OpenAiErrorShape.Instance.StreamEvent(error, context.RequestId));

    private void WriteText(int choice, string text, IReadOnlyList<TokenLogprob> logprobs, IBufferWriter<byte> output)
    {
        Begin(choice, output);
        WriteChunk(choice, text, logprobs, null, output);
    }

    // The prompt first, if it is wanted.
    private void Begin(int choice, IBufferWriter<byte> output)
    {
        while (_offsets.Count <= choice)
            _offsets.Add(null);
        if (_offsets[choice] is not null)
            return;
        _offsets[choice] = 0;
        if (_echo.Length > 0)
            WriteChunk(choice, _echo, [], null, output);
    }

    private void WriteChunk(int choice, string text, IReadOnlyList<TokenLogprob> logprobs, ChatFinish? finish, IBufferWriter<byte> output)
    {
        BeginChunk(output);
        CompletionJson.WriteChoice(_json, choice, text, logprobs, _offsets[choice] ?? 0, finish);
        _offsets[choice] += text.Length;
        _json.WriteEndArray();
        if (context.Request.IncludeUsage)
            _json.WriteNull("usage");
        EndChunk(output);
    }

    private void WriteEnd(IBufferWriter<byte> output)
    {
        if (context.Request.IncludeUsage && _usage is { } usage)
        {
            BeginChunk(output);
            _json.WriteEndArray();
            ChatJson.WriteUsage(_json, usage.Tokens, _extra);
            EndChunk(output);
        }

        output.Write("data: [DONE]\n\n"u8);
    }

    private void BeginChunk(IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        _json.Reset(output);
        _json.WriteStartObject();
        CompletionJson.WriteHead(_json, _head, context, _fingerprint);
        _json.WriteStartArray("choices");
    }

    private void EndChunk(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n\n"u8);
    }
}
