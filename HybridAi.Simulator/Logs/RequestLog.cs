namespace HybridAi.Simulator.Logs;

/// <summary>The last requests, bounded by number and by the bytes of their bodies.</summary>
internal sealed class RequestLog
{
    public const int MaxEntries = 1_000;

    public const long MaxBodyBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<RequestEntry> _entries = new();
    private long _bodyBytes;

    public void Add(RequestEntry entry)
    {
        lock (_lock)
        {
            _entries.Enqueue(entry);
            _bodyBytes += entry.Body.Length;
            while (_entries.Count > MaxEntries || (_bodyBytes > MaxBodyBytes && _entries.Count > 1))
                _bodyBytes -= _entries.Dequeue().Body.Length;
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<RequestEntry> Read(string? provider, int limit)
    {
        lock (_lock)
        {
            return [.. _entries.Reverse().Where(entry => provider is null || entry.Provider == provider).Take(limit)];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _bodyBytes = 0;
        }
    }
}
