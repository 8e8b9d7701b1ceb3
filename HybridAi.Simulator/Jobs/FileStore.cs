namespace HybridAi.Simulator.Jobs;

/// <summary>A provider's files, each for the key that it belongs to. The oldest give way, and those whose time is over.</summary>
internal sealed class FileStore(TimeProvider time)
{
    /// <summary>How many files are kept.</summary>
    public const int MaxFiles = 10_000;

    /// <summary>How many bytes all files have together: 256 MiB.</summary>
    public const long MaxBytes = 256L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly LinkedList<StoredFile> _order = new();
    private readonly Dictionary<string, LinkedListNode<StoredFile>> _files = new(StringComparer.Ordinal);
    private long _bytes;

    public void Add(StoredFile file)
    {
        lock (_lock)
        {
            _files[file.Id] = _order.AddLast(file);
            _bytes += file.Content.Length;
            while (_order.Count > MaxFiles || (_bytes > MaxBytes && _order.Count > 1))
                Drop(_order.First!);
        }
    }

    public StoredFile? Find(string owner, string id)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(id, out var node) || node.Value.Owner != owner)
                return null;
            if (node.Value.ExpiresAt > time.GetUtcNow() || node.Value.ExpiresAt is null)
                return node.Value;
            Drop(node);
            return null;
        }
    }

    public bool Remove(string owner, string id)
    {
        if (Find(owner, id) is null)
            return false;
        lock (_lock)
        {
            if (_files.TryGetValue(id, out var node))
                Drop(node);
            return true;
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<StoredFile> List(string owner)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            return [.. _order.Where(file => file.Owner == owner && !(file.ExpiresAt <= now)).Reverse()];
    }

    private void Drop(LinkedListNode<StoredFile> node)
    {
        _order.Remove(node);
        _files.Remove(node.Value.Id);
        _bytes -= node.Value.Content.Length;
    }
}
