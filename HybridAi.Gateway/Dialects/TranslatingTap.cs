using System.Buffers;
using System.Text.Unicode;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Errors;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Dialects;

/// <summary>Turns a provider's stream into the caller's dialect, event by event.</summary>
internal sealed class TranslatingTap(IChatReader reader, IDialectStream writer) : IStreamTap
{
    // Writers keep the whole answer, to repeat it at the end.
    private const long LongestStream = 256L * 1024 * 1024;

    private readonly ChatFacts _facts = new();
    private readonly List<ChatEvent> _events = [];
    private readonly ArrayBufferWriter<byte> _output = new(512);
    private readonly ArrayBufferWriter<byte> _terminator = new(128);

    private long _received;

    public AnswerFacts Facts => _facts.Facts;

    public int EstimatedOutputTokens => _facts.EstimatedOutputTokens;

    public bool IsFinished { get; private set; }

    public bool ForwardsUsage => true;

    public ArrayBufferWriter<byte> Output => _output;

    public ReadOnlyMemory<byte> Terminator => _terminator.WrittenMemory;

    public StreamVerdict Read(ReadOnlySpan<byte> eventName, ReadOnlySpan<byte> data)
    {
        _output.ResetWrittenCount();
        _events.Clear();
        _received += data.Length;
        return data.IsEmpty ? StreamVerdict.Comment
            : _received > LongestStream ? StreamVerdict.Malformed
            // Raw pieces go on as they are; what is no text must not.
            : !Utf8.IsValid(data) || reader.Read(eventName, data, _events) is not null ? StreamVerdict.Malformed
            : Write(_output);
    }

    public void End()
    {
        _events.Clear();
        if (!IsFinished)
        {
            reader.End(_events);
            Write(_terminator);
        }
    }

    /// <summary>Ends the caller's stream with an error.</summary>
    public byte[] ErrorEvent(GatewayError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        writer.WriteError(error, buffer);
        return buffer.WrittenMemory.ToArray();
    }

    private StreamVerdict Write(ArrayBufferWriter<byte> output)
    {
        var verdict = StreamVerdict.Preamble;
        foreach (var next in _events)
        {
            if (next is ChatEvent.Failed)
                return StreamVerdict.Error;
            _facts.Add(next);
            if (next is ChatEvent.Ended)
            {
                IsFinished = true;
                writer.Write(next, _terminator);
                return StreamVerdict.Done;
            }

            writer.Write(next, output);
            // Until then another deployment can still give it.
            if (ChatFacts.IsContent(next))
                verdict = StreamVerdict.Content;
        }

        return verdict;
    }
}
