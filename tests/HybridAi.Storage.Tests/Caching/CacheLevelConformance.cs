using HybridAi.Core.Caching;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Caching;

/// <summary>What every level outside of the process does.</summary>
public abstract class CacheLevelConformance : IAsyncLifetime
{
    private protected ShiftedTime Time { get; } = new();

    private protected ICacheLevel Level { get; private set; } = null!;

    /// <summary>The largest value that the level takes.</summary>
    protected abstract int MostValue { get; }

    public async ValueTask InitializeAsync()
    {
        Level = await OpenAsync();
        await Eventually.TrueAsync(async () => !(await Level.StatusAsync(default)).IsDegraded);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<ICacheLevel> OpenAsync();

    protected abstract ValueTask CloseAsync();

    /// <summary>Puts something else in the place of what an answer is kept as.</summary>
    private protected abstract Task OverwriteAsync(CacheKey key, byte[] value);

    private protected abstract Task<byte[]> RawAsync(CacheKey key);

    [Fact]
    public async Task An_answer_is_found_as_it_was_kept_by_its_key_and_organization_only()
    {
        var answer = Answers.Answer(1, "données\r\nEND\r\n\0");
        await Level.KeepAsync(answer, default);
        Answers.AssertSame(answer, await Level.FindAsync(answer.Key, default));
        Assert.Null(await Level.FindAsync(Answers.Key(2), default));
        Assert.Null(await Level.FindAsync(Answers.Key(1, Answers.Other), default));
        await Level.RemoveAsync(answer.Key, default);
        Assert.Null(await Level.FindAsync(answer.Key, default));
        await Level.RemoveAsync(answer.Key, default);
    }

    [Fact]
    public async Task An_answer_of_the_same_key_takes_the_place_of_the_one_before()
    {
        await Level.KeepAsync(Answers.Answer(1, "old"), default);
        var newer = Answers.Answer(1, "newer");
        await Level.KeepAsync(newer, default);
        Answers.AssertSame(newer, await Level.FindAsync(newer.Key, default));
    }

    [Fact]
    public async Task One_that_is_too_large_is_not_kept_and_what_had_its_place_goes()
    {
        var large = Answers.Answer(1, new string('x', MostValue - 1024));
        await Level.KeepAsync(large, default);
        Answers.AssertSame(large, await Level.FindAsync(large.Key, default));
        await Level.KeepAsync(Answers.Answer(1, new string('x', MostValue + 1)), default);
        Assert.Null(await Level.FindAsync(large.Key, default));
        await Level.KeepAsync(Answers.Answer(1, new string('x', MostValue - 10)), default);
        Assert.Null(await Level.FindAsync(large.Key, default));
    }

    [Fact]
    public async Task What_has_expired_is_not_found_by_the_gateways_own_clock_either()
    {
        var answer = Answers.Answer(1, ttl: TimeSpan.FromMinutes(1));
        await Level.KeepAsync(answer, default);
        Time.Shift = TimeSpan.FromMinutes(2);
        Assert.Null(await Level.FindAsync(answer.Key, default));
        await Level.KeepAsync(answer, default);
        Time.Shift = TimeSpan.Zero;
    }

    [Fact]
    public async Task What_was_changed_is_a_miss_and_may_be_kept_again()
    {
        var answer = Answers.Answer(1);
        await Level.KeepAsync(answer, default);
        var value = await RawAsync(answer.Key);
        foreach (var wrong in new[] { [], [1], value[..^1], [.. value, 0], Changed(value, 0), Changed(value, value.Length / 2), Changed(value, value.Length - 1) })
        {
            await OverwriteAsync(answer.Key, wrong);
            Assert.Null(await Level.FindAsync(answer.Key, default));
        }

        await OverwriteAsync(answer.Key, value);
        Answers.AssertSame(answer, await Level.FindAsync(answer.Key, default));
        await Level.KeepAsync(answer, default);
        Answers.AssertSame(answer, await Level.FindAsync(answer.Key, default));
    }

    [Fact]
    public async Task What_was_said_cannot_be_read_outside_of_the_process_nor_given_to_another_question()
    {
        await Level.KeepAsync(Answers.Answer(1, "a secret that nobody else is told"), default);
        await Level.KeepAsync(Answers.Answer(2), default);
        var value = await RawAsync(Answers.Key(1));
        Assert.Equal(-1, value.AsSpan().IndexOf("secret"u8));
        Assert.Equal(-1, value.AsSpan().IndexOf("gpt-4o"u8));
        await OverwriteAsync(Answers.Key(2), value);
        Assert.Null(await Level.FindAsync(Answers.Key(2), default));
    }

    [Fact]
    public async Task Many_at_once_find_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            var answer = Answers.Answer(i, $"body {i}");
            await Level.KeepAsync(answer, default);
            Answers.AssertSame(answer, await Level.FindAsync(answer.Key, default));
        }));
    }

    private static byte[] Changed(byte[] value, int at)
    {
        var changed = value.ToArray();
        changed[at] ^= 1;
        return changed;
    }
}
