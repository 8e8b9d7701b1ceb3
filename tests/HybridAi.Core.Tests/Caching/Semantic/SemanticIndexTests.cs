using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Tests.Metrics;

namespace HybridAi.Core.Tests.Caching.Semantic;

public sealed class SemanticIndexTests
{
    private const int Dimensions = 200;
    private static readonly PromptFacts Facts = PromptFacts.Read("what the guard compares");

    private readonly ManualClock _clock = new();
    private readonly Random _random = new(1);

    [Fact]
    public void A_search_finds_what_comparing_all_vectors_finds()
    {
        var index = Index();
        var vectors = Enumerable.Range(0, 3000).Select(_ => Near(Vector(), i: _random.Next(8))).ToArray();
        var centers = vectors[..20];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = i < 20 ? vectors[i] : Near(centers[i % 20], i % 7);
            index.Put(Entry(i), vectors[i]);
        }

        foreach (var threshold in (float[])[0.5f, 0.9f, 0.97f])
        {
            for (var i = 0; i < 20; i++)
            {
                var found = new SemanticCandidate[500];
                var count = index.Search(1, centers[i], threshold, found);
                var truth = vectors.Select((vector, at) => (At: at, Cosine: Cosine(centers[i], vector))).ToDictionary(one => (UInt128)one.At, one => one.Cosine);
                Assert.All(found[..count], one => Assert.InRange(one.Similarity - truth[one.Entry.Key.Low], -0.01, 0.01));
                Assert.True(found[..count].Zip(found[1..count]).All(two => two.First.Similarity >= two.Second.Similarity));
                var must = truth.Where(one => one.Value > threshold + 0.01).Select(one => one.Key);
                Assert.Subset(found[..count].Select(one => one.Entry.Key.Low).ToHashSet(), must.ToHashSet());
                Assert.Equal(Math.Min(1, count), index.Search(1, centers[i], threshold, new SemanticCandidate[1]));
            }
        }
    }

    [Fact]
    public void The_best_are_found_when_there_are_more_than_fit()
    {
        var index = Index();
        var query = Vector();
        var vectors = Enumerable.Range(0, 100).Select(i => Near(query, i)).ToArray();
        for (var i = 0; i < vectors.Length; i++)
            index.Put(Entry(i), vectors[(i * 37) % 100]);
        var found = new SemanticCandidate[4];
        Assert.Equal(4, index.Search(1, query, 0.1f, found));
        var best = vectors.Select(vector => Cosine(query, vector)).OrderDescending().Take(4);
        Assert.All(best.Zip(found), two => Assert.Equal(two.First, two.Second.Similarity, 0.01));
    }

    [Fact]
    public void Shrinking_removes_the_oldest_but_for_those_that_were_of_use()
    {
        var index = Index();
        var entries = Enumerable.Range(0, 100).Select(i => Entry(i)).ToArray();
        foreach (var entry in entries)
            index.Put(entry, Vector());
        foreach (var entry in entries[..10])
            entry.MarkUsed();
        var half = index.Bytes / 2;
        index.ShrinkTo(half);
        Assert.InRange(index.Bytes, half - (half / 25), half);
        // What was of use went behind all others: 50 of the 90 others are gone.
        Assert.Equal([.. entries[..10], .. entries[60..]], entries.Where(entry => index.Has(entry.Key, entry.ExpiresAt)));
        index.ShrinkTo(0);
        Assert.Equal((0, 0L), (index.Count, index.Bytes));
        index.Put(Entry(200), Vector());
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void Other_scopes_are_never_found()
    {
        var index = Index();
        var vector = Vector();
        index.Put(Entry(1, scope: 7), vector);
        Assert.Empty(Search(index, vector, scope: 8));
        Assert.Single(Search(index, vector, scope: 7));
    }

    [Fact]
    public void An_entry_takes_the_place_of_the_one_with_its_key()
    {
        var index = Index();
        var (old, young) = (Vector(), Vector());
        index.Put(Entry(1), old);
        index.Put(Entry(1, scope: 2), young);
        Assert.Equal(1, index.Count);
        Assert.True(index.Has(KeyOf(1), _clock.GetUtcNow().AddHours(1)));
        Assert.False(index.Has(KeyOf(1), _clock.GetUtcNow().AddHours(1).AddTicks(1)));
        Assert.False(index.Has(KeyOf(2), default));
        Assert.Empty(Search(index, old));
        Assert.Single(Search(index, young, scope: 2));
    }

    [Fact]
    public void What_was_removed_or_has_expired_is_not_found()
    {
        var index = Index();
        var vector = Vector();
        index.Put(Entry(1), vector);
        index.Put(Entry(2, life: TimeSpan.FromMinutes(1)), vector);
        Assert.Equal(2, Search(index, vector).Length);
        Assert.True(index.Remove(KeyOf(1)));
        Assert.False(index.Remove(KeyOf(1)));
        Assert.Equal(KeyOf(2), Search(index, vector).Single().Entry.Key);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Search(index, vector));
    }

    [Fact]
    public void Beyond_its_bound_the_oldest_goes_that_was_of_no_use()
    {
        var index = Index(most: 3);
        var vectors = Enumerable.Range(0, 5).Select(_ => Vector()).ToArray();
        var used = Entry(0);
        index.Put(used, vectors[0]);
        used.MarkUsed();
        for (var i = 1; i < 5; i++)
            index.Put(Entry(i), vectors[i]);
        Assert.Equal(3, index.Count);
        Assert.Equal([true, false, false, true, true], vectors.Select(vector => Search(index, vector).Length == 1));
    }

    [Fact]
    public void Bytes_are_bounded_too_and_come_back_to_nothing()
    {
        var index = Index(bytes: 20_000);
        for (var i = 0; i < 500; i++)
        {
            index.Put(Entry(i, scope: (UInt128)(i % 3)), Vector());
            Assert.InRange(index.Bytes, 1, 20_000);
        }

        Assert.InRange(index.Count, 10, 100);
        for (var i = 0; i < 500; i++)
            index.Remove(KeyOf(i));
        Assert.Equal(0, index.Bytes);
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void What_is_left_after_many_removals_is_found()
    {
        var index = Index();
        var vectors = Enumerable.Range(0, 1000).Select(_ => Vector()).ToArray();
        for (var i = 0; i < 1000; i++)
            index.Put(Entry(i), vectors[i]);
        for (var i = 0; i < 1000; i++)
        {
            if (i % 10 != 0)
                index.Remove(KeyOf(i));
        }

        for (var i = 0; i < 1000; i++)
            Assert.Equal(i % 10 == 0 ? 1 : 0, Search(index, vectors[i]).Length);
        index.Put(Entry(5000), vectors[1]);
        Assert.Single(Search(index, vectors[1]));
    }

    [Fact]
    public async Task Searches_beside_changes_see_whole_vectors_or_none()
    {
        var index = Index();
        var vectors = Enumerable.Range(0, 64).Select(_ => Vector()).ToArray();
        var changes = Task.Run(() =>
        {
            for (var i = 0; i < 30_000; i++)
            {
                if (i % 3 == 0)
                    index.Remove(KeyOf(i % 64));
                else
                    index.Put(Entry(i % 64), vectors[i % 64]);
            }
        }, TestContext.Current.CancellationToken);
        var searches = 0;
        do
        {
            var at = searches++ % 64;
            foreach (var found in Search(index, vectors[at], threshold: -1))
                Assert.Equal(Cosine(vectors[at], vectors[(int)found.Entry.Key.Low]), found.Similarity, 0.01);
        }
        while (!changes.IsCompleted);
        await changes;
        index.Put(Entry(1), vectors[1]);
        Assert.Contains(Search(index, vectors[1]), found => found.Entry.Key == KeyOf(1));
    }

    [Fact]
    public void A_search_allocates_nothing()
    {
        var index = Index();
        var query = Vector();
        for (var i = 0; i < 100; i++)
            index.Put(Entry(i), Near(query, i));
        var found = new SemanticCandidate[4];
        Allocations.ComeToNone(() => index.Search(1, query, 0.5f, found));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(SemanticIndex.MostDimensions + 1)]
    public void Vectors_of_no_or_of_too_many_places_are_refused(int dimensions) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SemanticIndex(dimensions, 1, 1, _clock));

    [Fact]
    public void A_vector_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => Index().Put(Entry(1), new float[Dimensions + 1]));

    [Fact]
    public void Both_ways_to_multiply_are_exact()
    {
        var query = Enumerable.Range(0, 96).Select(_ => (short)_random.Next(-127, 128)).ToArray();
        var kept = Enumerable.Range(0, 96).Select(i => (sbyte)(i < 32 ? query[i] < 0 ? -127 : 127 : _random.Next(-127, 128))).ToArray();
        var expected = query.Zip(kept, (a, b) => a * b).Sum();
        Assert.Equal(expected, ByteVector.Product(query, ref kept[0]));
        Assert.Equal(expected, ByteVector.ProductAnywhere(ref query[0], ref kept[0], 96));
    }

    private SemanticIndex Index(int most = 100_000, long bytes = 1L << 30) => new(Dimensions, most, bytes, _clock);

    private SemanticEntry Entry(int number, UInt128? scope = null, TimeSpan? life = null) =>
        new() { Key = KeyOf(number), Scope = scope ?? 1, Facts = Facts, ExpiresAt = _clock.GetUtcNow() + (life ?? TimeSpan.FromHours(1)) };

    private static CacheKey KeyOf(int number) => new(OrganizationId.Default, 0, (UInt128)number);

    private static SemanticCandidate[] Search(SemanticIndex index, float[] vector, UInt128? scope = null, float threshold = 0.98f)
    {
        var found = new SemanticCandidate[100];
        return found[..index.Search(scope ?? 1, vector, threshold, found)];
    }

    private float[] Vector() => [.. Enumerable.Range(0, Dimensions).Select(_ => (float)(_random.NextDouble() - 0.5))];

    private float[] Near(float[] vector, int i) => [.. vector.Select(value => value + (float)((_random.NextDouble() - 0.5) * 0.15 * i))];

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
