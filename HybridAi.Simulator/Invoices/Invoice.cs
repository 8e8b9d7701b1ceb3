namespace HybridAi.Simulator.Invoices;

/// <summary>Everything billed: exact totals for ever, and the last lines.</summary>
internal sealed class Invoice
{
    /// <summary>How many lines are kept.</summary>
    public const int MaxLines = 100_000;

    /// <summary>Distinct names that get a total of their own; servers that take any model name would otherwise grow without end.</summary>
    public const int MaxModels = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<InvoiceLine> _lines = new();
    private readonly Dictionary<(string Provider, string Model), InvoiceTotal> _totals = [];

    public void Add(InvoiceLine line)
    {
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
                _lines.Dequeue();
            _lines.Enqueue(line);
            var key = (line.Provider, line.Model);
            if (!_totals.TryGetValue(key, out var total))
            {
                if (_totals.Count >= MaxModels)
                    key = (line.Provider, "(other)");
                total = _totals.GetValueOrDefault(key) ?? new InvoiceTotal(key.Provider, key.Model, 0, default, 0);
            }

            _totals[key] = total with
            {
                Calls = total.Calls + 1,
                Tokens = total.Tokens + line.Tokens,
                NanoDollars = total.NanoDollars + line.NanoDollars,
            };
        }
    }

    public (IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<InvoiceTotal> Totals) Read(string? provider)
    {
        lock (_lock)
        {
            return (
                [.. _lines.Where(line => provider is null || line.Provider == provider)],
                [.. _totals.Values.Where(total => provider is null || total.Provider == provider)]);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
            _totals.Clear();
        }
    }
}
