using HybridAi.Benchmarks.Load;

namespace HybridAi.Benchmarks.Suite;

/// <summary>The same questions in each way in which they can be asked, with the same keys in turn.</summary>
internal sealed class RequestSets(IReadOnlyList<string> keys)
{
    private readonly RequestSet _chat = RequestSet.Chat(keys, stream: false);
    private readonly RequestSet _stream = RequestSet.Chat(keys, stream: true);
    private readonly RequestSet _messages = RequestSet.Messages(keys, stream: false);
    private readonly RequestSet _messagesStream = RequestSet.Messages(keys, stream: true);

    /// <summary>Each another question, in the upstream's own dialect.</summary>
    public RequestSet Distinct { get; } = RequestSet.Distinct(keys);

    /// <summary>In the upstream's own dialect.</summary>
    public RequestSet Own(bool stream) => stream ? _stream : _chat;

    /// <summary>In another dialect than the upstream's.</summary>
    public RequestSet Translated(bool stream) => stream ? _messagesStream : _messages;
}
