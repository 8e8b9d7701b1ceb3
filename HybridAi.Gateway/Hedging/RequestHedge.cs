using HybridAi.Gateway.Inference;

namespace HybridAi.Gateway.Hedging;

/// <summary>What becomes of hedging for one request that it was asked for.</summary>
internal sealed class RequestHedge
{
    /// <summary>What its caller is told.</summary>
    public string Status { get; set; } = HedgeStatus.InTime;

    /// <summary>Whether nothing is hedged any more: it cannot be, or was.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether it counts for what may be spent on hedging.</summary>
    public bool IsCounted { get; set; }

    /// <summary>What was set aside for the second attempt, in nano-dollars; null: none was made.</summary>
    public long? Aside { get; private set; }

    /// <summary>What it cost beyond what it would have cost without, in nano-dollars.</summary>
    public long ExtraNanoDollars { get; set; }

    /// <summary>Notes why it is not hedged.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="reason">Why, in a word for the header.</param>
    /// <param name="text">The same as the end of a sentence.</param>
    public void Refuse(Exchange exchange, string reason, string text)
    {
        (Status, IsOver) = ($"no; {reason}", true);
        exchange.Decide("hedge", $"Not hedged: {text}.");
    }

    /// <summary>Notes that the second attempt is made now.</summary>
    /// <param name="aside">What is set aside for it.</param>
    public void Make(long aside) => (IsOver, Aside) = (true, aside);
}
