using System.Text.Json;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>The responses that were kept, each for the key that asked for it. The oldest give way.</summary>
internal sealed class ResponseStore
{
    private const int MaxResponses = 10_000;
    private const long MaxBytes = 256 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredResponse> _responses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (StoredResponse Of, JsonElement Item)> _items = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _bytes;

    public void Add(StoredResponse response)
    {
        lock (_lock)
        {
            _responses[response.Id] = response;
            _order.Enqueue(response.Id);
            _bytes += response.Size;
            foreach (var item in response.Input.Concat(response.Output))
                _items.TryAdd(Id(item), (response, item));
            while (_order.Count > MaxResponses || _bytes > MaxBytes)
                Drop(_order.Dequeue());
        }
    }

    public StoredResponse? Find(string owner, string id)
    {
        lock (_lock)
            return _responses.TryGetValue(id, out var response) && response.Owner == owner ? response : null;
    }

    public JsonElement? FindItem(string owner, string id)
    {
        lock (_lock)
            return _items.TryGetValue(id, out var found) && found.Of.Owner == owner ? found.Item : null;
    }

    public bool Remove(string owner, string id)
    {
        lock (_lock)
        {
            if (!_responses.TryGetValue(id, out var response) || response.Owner != owner)
                return false;
            Drop(id);
            return true;
        }
    }

    private void Drop(string id)
    {
        if (!_responses.Remove(id, out var response))
            return;
        _bytes -= response.Size;

        // What came before it belongs to the response that it was first kept with.
        foreach (var item in response.Input.Concat(response.Output))
        {
            if (_items.TryGetValue(Id(item), out var found) && ReferenceEquals(found.Of, response))
                _items.Remove(Id(item));
        }
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
