using HybridAi.Core.Caching;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Caching;

public sealed class CacheLedgerTests
{
    private readonly ManualClock _clock = new();
    private readonly CacheLedger _ledger;

    public CacheLedgerTests() => _ledger = new CacheLedger(_clock);

    [Fact]
    public void What_happens_is_added_up_by_hour_organization_and_model()
    {
        var answer = Answers.Full(1) with { Model = "a" };
        _ledger.Wrote(answer);
        _ledger.Hit(CacheHitKind.Exact, answer);
        _ledger.Hit(CacheHitKind.Semantic, answer);
        _ledger.Hit(CacheHitKind.Prefix, answer with { CostNanoDollars = null });
        _ledger.Coalesced(OrganizationId.Default, "a", 1, TimeSpan.FromMilliseconds(0.5));
        _ledger.Miss(OrganizationId.Default, "a");
        _ledger.Evicted(answer);
        _ledger.Miss(Answers.Other, "a");
        _clock.Advance(TimeSpan.FromMinutes(61));
        _ledger.Miss(OrganizationId.Default, "a");
        var batch = _ledger.Take()!;
        var first = new CacheFigures
        {
            Hour = Answers.Now, Organization = OrganizationId.Default, Model = "a", ExactHits = 1, SemanticHits = 1, PrefixHits = 1, CoalescedHits = 1, Misses = 1, Writes = 1, Evictions = 1,
            Bytes = answer.Body.Length, SavedNanoDollars = (2 * 123_456_789_012) + 1, SavedMilliseconds = 3704,
        };
        Assert.Equal(
            [first, new CacheFigures { Hour = Answers.Now, Organization = Answers.Other, Model = "a", Misses = 1 }, new CacheFigures { Hour = Answers.Now.AddHours(1), Organization = OrganizationId.Default, Model = "a", Misses = 1 }],
            batch.Figures);
        Assert.Equal([new CacheEntryHits(answer.Key, 3, Answers.Now)], batch.Hits);
        var entry = batch.Written.Single();
        Assert.Equal(CacheEntry.Of(answer) with { Id = entry.Id }, entry);
        Assert.Null(_ledger.Take());
    }

    [Fact]
    public void What_finds_no_room_to_be_noted_one_by_one_is_in_the_sums()
    {
        for (var i = 0; i < CacheLedger.MostKeys + 5; i++)
        {
            _ledger.Wrote(Answers.Answer(i));
            _ledger.Hit(CacheHitKind.Exact, Answers.Answer(i));
        }

        _ledger.Hit(CacheHitKind.Exact, Answers.Answer(0));
        Assert.Equal(10, _ledger.Untold);
        var batch = _ledger.Take()!;
        Assert.Equal((CacheLedger.MostKeys, CacheLedger.MostKeys), (batch.Written.Count, batch.Hits.Count));
        Assert.Equal((CacheLedger.MostKeys + 5, CacheLedger.MostKeys + 6), (batch.Figures.Single().Writes, batch.Figures.Single().ExactHits));
        Assert.Equal(2, batch.Hits.Single(hit => hit.Key == Answers.Key(0)).Count);
    }

    [Fact]
    public void More_models_than_are_counted_apart_are_counted_together()
    {
        for (var i = 0; i < CacheLedger.MostSums + 7; i++)
            _ledger.Miss(OrganizationId.Default, $"model {i}");
        var figures = _ledger.Take()!.Figures;
        Assert.Equal(CacheLedger.MostSums + 1, figures.Count);
        Assert.Equal(7, figures.Single(sum => sum.Model == CacheLedger.OtherModels).Misses);
    }

    [Fact]
    public async Task Nothing_is_lost_between_two_batches()
    {
        var taken = new List<CacheBatch>();
        var counting = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
                _ledger.Hit(CacheHitKind.Exact, Answers.Answer(i % 10));
        })));
        while (!counting.IsCompleted)
        {
            if (_ledger.Take() is { } batch)
                taken.Add(batch);
        }

        await counting;
        if (_ledger.Take() is { } last)
            taken.Add(last);
        Assert.Equal(200_000, taken.Sum(batch => batch.Figures.Sum(sum => sum.ExactHits)));
        Assert.Equal(200_000, taken.Sum(batch => batch.Hits.Sum(hit => hit.Count)));
        Assert.Equal(taken.Count, taken.Select(batch => batch.Id).Distinct().Count());
    }
}
