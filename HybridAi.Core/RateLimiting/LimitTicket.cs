namespace HybridAi.Core.RateLimiting;

/// <summary>What a request takes from limits: asked for, held once it was admitted, and settled at its end. Used by one request at a time.</summary>
/// <param name="scopes">Of how many scopes it will probably ask something.</param>
public sealed class LimitTicket(int scopes = 4)
{
    private LimitCharge[] _charges = new LimitCharge[Math.Max(1, scopes)];
    private int _count;
    private bool _settled;

    /// <summary>Names the request to a shared counter; needed for requests under way.</summary>
    public Guid Id { get; set; }

    /// <summary>What it holds.</summary>
    public Span<LimitCharge> Held => _charges.AsSpan(0, HeldCount);

    /// <summary>What it asks for.</summary>
    public Span<LimitCharge> Asked => _charges.AsSpan(HeldCount, _count - HeldCount);

    /// <summary>How many scopes it holds something of.</summary>
    public int HeldCount { get; private set; }

    /// <summary>How many scopes it asks for something of.</summary>
    public int AskedCount => _count - HeldCount;

    /// <summary>Asks for something.</summary>
    /// <param name="limit">The limit.</param>
    /// <param name="key">The scope.</param>
    /// <param name="amount">How much.</param>
    public void Ask(Limit limit, LimitKey key, double amount)
    {
        if (_count == _charges.Length)
            Array.Resize(ref _charges, _count * 2);
        _charges[_count++] = new LimitCharge { Limit = limit, Key = key, Amount = amount };
    }

    /// <summary>Whether it holds or asks for something of a scope.</summary>
    /// <param name="key">The scope.</param>
    public bool Has(in LimitKey key)
    {
        for (var i = 0; i < _count; i++)
        {
            if (_charges[i].Key == key)
                return true;
        }

        return false;
    }

    /// <summary>What was asked for is held.</summary>
    public void Admit() => HeldCount = _count;

    /// <summary>Asks for nothing any more.</summary>
    public void Withdraw() => _count = HeldCount;

    /// <summary>Forgets everything, for the next request.</summary>
    public void Clear() => (_count, HeldCount, _settled) = (0, 0, false);

    /// <summary>Begins to settle it; what was settled is not settled again.</summary>
    public bool TrySettle() => !_settled && (_settled = true);
}
