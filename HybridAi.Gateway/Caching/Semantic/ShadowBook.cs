using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Core.Tenancy;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>
/// What was measured of each organization's models, and what follows. The figures are looked at anew only when there are a quarter more than at the last look: who looks after each comparison
/// sees any precision some day.
/// </summary>
/// <param name="method">How candidates are found: figures of another method do not count.</param>
/// <param name="wanted">The precision that is asked for; 0: none, nothing is judged.</param>
internal sealed class ShadowBook(string method, double wanted)
{
    private const int MostScopes = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<(OrganizationId Organization, string Model), Page> _pages = [];

    public string Method => method;

    /// <summary>From which similarity on answers are given; null: none.</summary>
    public double? ThresholdOf(OrganizationId organization, string model)
    {
        lock (_lock)
            return _pages.TryGetValue((organization, model), out var page) ? page.Verdict.Threshold : null;
    }

    /// <summary>Counts a comparison.</summary>
    public void Add(OrganizationId organization, string model, double similarity, bool agreed)
    {
        if (similarity < SimilarityBins.Lowest)
            return;
        lock (_lock)
        {
            if (PageUnderLock(organization, model) is not { } page)
                return;
            var bin = SimilarityBins.BinOf(similarity);
            page.Bins.Add(bin, agreed ? 1 : 0, 1);
            page.Unwritten.Add(bin, agreed ? 1 : 0, 1);
            LookUnderLock(page);
        }
    }

    /// <summary>Takes what is not written yet; <see cref="Add(IReadOnlyList{ShadowCount})"/> gives it back if it cannot be.</summary>
    public IReadOnlyList<ShadowCount> TakeUnwritten()
    {
        lock (_lock)
        {
            var counts = new List<ShadowCount>();
            foreach (var ((organization, model), page) in _pages)
            {
                AddCounts(counts, organization, model, page.Unwritten);
                page.Unwritten = new SimilarityBins();
            }

            return counts;
        }
    }

    /// <summary>Counts as not written what could not be.</summary>
    public void Add(IReadOnlyList<ShadowCount> unwritten)
    {
        lock (_lock)
        {
            foreach (var count in unwritten)
                PageUnderLock(count.Organization, count.Model)?.Unwritten.Add(count.Bin, count.Agreed, count.Tried);
        }
    }

    /// <summary>Takes the figures of all gateways in the place of its own, with what it has not written yet.</summary>
    public void Replace(IReadOnlyList<ShadowCount> all)
    {
        lock (_lock)
        {
            foreach (var page in _pages.Values)
                page.Bins = Copy(page.Unwritten);
            foreach (var count in all)
            {
                if (count.Bin is >= 0 and < SimilarityBins.Count)
                    PageUnderLock(count.Organization, count.Model)?.Bins.Add(count.Bin, count.Agreed, count.Tried);
            }

            foreach (var page in _pages.Values)
                LookUnderLock(page);
        }
    }

    /// <summary>Everything, as it is now.</summary>
    public IReadOnlyList<ShadowFigures> Read()
    {
        lock (_lock)
            return [.. _pages.Select(pair => new ShadowFigures(pair.Key.Organization, pair.Key.Model, Copy(pair.Value.Bins), pair.Value.Verdict))];
    }

    private Page? PageUnderLock(OrganizationId organization, string model)
    {
        if (!_pages.TryGetValue((organization, model), out var page) && _pages.Count < MostScopes)
            _pages.Add((organization, model), page = new Page());
        return page;
    }

    private void LookUnderLock(Page page)
    {
        var tried = page.Bins.Tried;
        if (wanted == 0 || tried < page.NextLook)
            return;
        page.Verdict = ShadowVerdict.Of(page.Bins, wanted);
        page.NextLook = Math.Max(tried + 1, (long)Math.Ceiling(tried * 1.25));
    }

    private void AddCounts(List<ShadowCount> counts, OrganizationId organization, string model, SimilarityBins bins)
    {
        for (var bin = 0; bin < SimilarityBins.Count; bin++)
        {
            if (bins[bin] is { Tried: > 0 } count)
                counts.Add(new ShadowCount(organization, model, method, bin, count.Agreed, count.Tried));
        }
    }

    private static SimilarityBins Copy(SimilarityBins bins)
    {
        var copy = new SimilarityBins();
        for (var bin = 0; bin < SimilarityBins.Count; bin++)
            copy.Add(bin, bins[bin].Agreed, bins[bin].Tried);
        return copy;
    }

    private sealed class Page
    {
        public SimilarityBins Bins { get; set; } = new();

        public SimilarityBins Unwritten { get; set; } = new();

        public ShadowVerdict Verdict { get; set; } = new(ShadowState.Open, null, 0, 0, 0);

        public long NextLook { get; set; } = 1;
    }
}

/// <summary>What was measured of a model.</summary>
internal sealed record ShadowFigures(OrganizationId Organization, string Model, SimilarityBins Bins, ShadowVerdict Verdict);
