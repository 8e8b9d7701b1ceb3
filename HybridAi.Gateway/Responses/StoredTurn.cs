using HybridAi.Gateway.Dialects.Responses;

namespace HybridAi.Gateway.Responses;

/// <summary>One request's part in stored conversations: what it goes on from, and what is to be kept of it.</summary>
/// <param name="history">What earlier responses bring into it.</param>
/// <param name="keeps">Whether its answer is kept.</param>
internal sealed class StoredTurn(History history, bool keeps)
{
    public History History { get; } = history;

    /// <summary>Takes the whole answer; null if it is not kept. Of several attempts the last one counts.</summary>
    public Action<ReadOnlyMemory<byte>>? Keep => keeps ? answer => Answer = answer : null;

    /// <summary>The whole answer, once it is there.</summary>
    public ReadOnlyMemory<byte>? Answer { get; private set; }
}
