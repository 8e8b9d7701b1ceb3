using HybridAi.Core.RateLimiting;

namespace HybridAi.Core.Tests.RateLimiting;

internal static class Definitions
{
    public static LimitDefinition Window(string name, long amount, TimeSpan window, LimitMeasure measure = LimitMeasure.Requests) =>
        new() { Name = name, Scope = LimitScope.Key, Measure = measure, Amount = amount, Window = window };

    public static LimitDefinition Bucket(string name, long amount, TimeSpan window, long? burst = null, LimitMeasure measure = LimitMeasure.Requests) =>
        Window(name, amount, window, measure) with { Algorithm = LimitAlgorithm.TokenBucket, Burst = burst };

    public static LimitDefinition Concurrent(string name, long amount) =>
        new() { Name = name, Scope = LimitScope.Key, Measure = LimitMeasure.Concurrent, Amount = amount };

    public static LimitKey KeyOf(Limit limit, int scope = 0) => new(limit.Counters, Guid.Empty, $"scope-{scope}");

    public static LimitTicket Ask(params (Limit Limit, double Amount)[] charges)
    {
        var ticket = new LimitTicket { Id = Guid.NewGuid() };
        foreach (var (limit, amount) in charges)
            ticket.Ask(limit, KeyOf(limit), amount);
        return ticket;
    }
}
