using System.Buffers;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;

namespace HybridAi.Gateway.Dialects.ChatCompletions;

/// <summary>Writes a stream of <c>chat.completion.chunk</c> objects, ended by <c>[DONE]</c>.</summary>
internal sealed class ChatStreamWriter(DialectContext context) : IDialectStream
{
    private readonly ChatChunkWriter _chunk = new(context);
    private readonly bool _asFunctionCall = ChatJson.WantsFunctionCall(context.Request);
    private readonly bool _showsReasoning = ChatJson.ShowsReasoning(context.Request);
    private readonly List<ChatStreamChoice> _choices = [];
    private readonly List<ExtraField> _extra = [];
    private ReportedUsage? _usage;

    public void Write(ChatEvent next, IBufferWriter<byte> output)
    {
        _chunk.To(output);
        switch (next)
        {
            case ChatEvent.Started started:
                _chunk.Begin(started.Head);
                break;
            case ChatEvent.PartEvent part:
                var choice = ChoiceOf(part.Choice);
                choice.Write(part);
                break;
            case ChatEvent.ChoiceFinished finished:
                ChoiceOf(finished.Choice).Finish(finished.Finish);
                break;
            case ChatEvent.FieldAdded added:
                Keep(added);
                break;
            case ChatEvent.UsageReported reported:
                _usage = reported.Usage;
                break;
            case ChatEvent.Ended:
                if (context.Request.IncludeUsage && _usage is { } usage)
                    _chunk.WriteUsage(usage, _extra);
                output.Write("data: [DONE]\n\n"u8);
                break;
        }
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) =>
        output.Write(OpenAiErrorShape.Instance.StreamEvent(error, context.RequestId));

    // What comes amid a stream goes out with the next chunk that has a place for it.
    private void Keep(ChatEvent.FieldAdded added)
    {
        if (added.Choice is { } choice)
        {
            if (!added.OfPart && ChatJson.IsOfChoice(added.Field))
                ChoiceOf(choice).Extra.Add(added.Field);
        }
        else if (ChatJson.IsOfResponse(added.Field))
            _chunk.Keep(added.Field);
        else
            _extra.Add(added.Field);
    }

    private ChatStreamChoice ChoiceOf(int index)
    {
        while (_choices.Count <= index)
            _choices.Add(new ChatStreamChoice(_choices.Count, _chunk, _asFunctionCall, _showsReasoning));
        return _choices[index];
    }
}
