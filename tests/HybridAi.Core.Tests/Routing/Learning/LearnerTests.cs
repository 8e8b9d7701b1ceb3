using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Learning;

namespace HybridAi.Core.Tests.Routing.Learning;

public sealed class LearnerTests
{
    private readonly LearningRoom _room = new();

    [Fact]
    public void Nothing_is_learned_before_a_decision_needs_it()
    {
        _room.Routing.Add("a", 1);
        _room.Routing.Add("b", 1);
        _room.Answer("a", 1, times: 5);
        _room.Routing.Order("latency");
        _room.Answer("a", 1, times: 5);
        Assert.Equal((false, 0), (_room.Learner.IsAwake, _room.Learner.Learned));
        _room.Routing.Order("predictive");
        _room.Answer("a", 1, times: 5);
        Assert.Equal((true, 5), (_room.Learner.IsAwake, _room.Learner.Learned));
    }

    [Fact]
    public void Forecasts_know_how_long_answers_of_a_length_take()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        for (var i = 0; i < 300; i++)
        {
            var tokens = 20 + (i % 10 * 100);
            _room.Answer("a", 0.5 + (tokens / 100.0), output: tokens, task: tokens < 500 ? "short" : "long");
        }

        Assert.InRange(_room.Foresee("a", task: "short").Seconds, 1.6, 4.5);
        Assert.InRange(_room.Foresee("a", task: "long").Seconds, 6, 10);
        Assert.InRange(_room.Foresee("a", task: "long", most: 20).Seconds, 0.4, 1.3);
        Assert.InRange(_room.Foresee("a", task: "short").OutputTokens, 150, 300);
    }

    [Fact]
    public void Forecasts_know_what_load_does()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        for (var i = 0; i < 400; i++)
        {
            var others = i % 20;
            _room.Answer("a", Math.Sqrt(Math.Max(1, (1 + others) / 4.0)), others: others);
        }

        var (idle, busy) = (_room.Foresee("a", others: 0).Seconds, _room.Foresee("a", others: 16).Seconds);
        Assert.InRange(idle, 0.85, 1.15);
        Assert.InRange(busy, 1.8, 2.4);
    }

    [Fact]
    public void Forecasts_know_the_hours()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        for (var hour = 0; hour < 24 * 12; hour++)
        {
            _room.Routing.Clock.Advance(TimeSpan.FromHours(1));
            var isBusy = _room.Routing.Clock.GetUtcNow().Hour is >= 8 and < 20;
            _room.Answer("a", isBusy ? 2 : 1, times: 3);
        }

        _room.Routing.Clock.Advance(TimeSpan.FromHours(1 + 24 + 14 - _room.Routing.Clock.GetUtcNow().Hour));
        var afternoon = _room.Foresee("a").Seconds;
        _room.Routing.Clock.Advance(TimeSpan.FromHours(12));
        Assert.InRange(afternoon / _room.Foresee("a").Seconds, 1.4, 2.6);
    }

    [Fact]
    public void Forecasts_follow_a_drift_within_a_few_answers()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        _room.Answer("a", 1, times: 200);
        Assert.InRange(_room.Foresee("a").Seconds, 0.9, 1.1);
        _room.Answer("a", 4, times: 15);
        Assert.InRange(_room.Foresee("a").Seconds, 2.8, 4.6);
    }

    [Fact]
    public void Forecasts_know_what_fails_and_what_is_down()
    {
        _room.Routing.Add("a");
        _room.Routing.Add("b");
        _room.Learner.Wake();
        for (var i = 0; i < 400; i++)
        {
            _room.Answer("a", 1, failure: i % 4 == 0 ? FailureCause.ServerError : null);
            _room.Answer("b", 1, failure: i > 390 ? FailureCause.Connection : null);
        }

        Assert.InRange(_room.Foresee("a").Failure, 0.18, 0.35);
        Assert.InRange(_room.Foresee("b").Failure, 0.9, 1);
        Assert.InRange(_room.Foresee("b").FailureWhileUp, 0, 0.15);
    }

    [Fact]
    public void What_happens_in_an_outage_says_nothing_of_how_it_is_otherwise()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        _room.Answer("a", 1, times: 300);
        _room.Answer("a", 1, times: 300, failure: FailureCause.Connection);
        Assert.InRange(_room.Foresee("a").Failure, 0.9, 1);
        Assert.InRange(_room.Foresee("a").FailureWhileUp, 0, 0.05);
    }

    [Fact]
    public void What_the_prompt_cache_has_is_known_from_where_prompts_went_and_from_what_was_cached_before()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        Assert.Equal((0, 900), (Cached(0), Cached(900)));
        for (var i = 0; i < 60; i++)
            _room.Learner.Ended(_room.Outcome(_room.Routing["a"], 1, output: 100, input: 1000) with { Usage = new TokenUsage { Input = 200, CachedInput = 800, Output = 100 } });
        Assert.InRange(Cached(0), 700, 800);
        Assert.Equal(900, Cached(900));

        int Cached(int foreseen) => _room.Learner.Foresee(_room.Learner.Prepare(_room.Request() with { InputTokens = 1000 }), _room.Routing["a"], 0, foreseen).CachedTokens;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_given_up_for_a_faster_one_took_at_least_so_long_and_did_not_fail(bool streamed)
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        _room.Answer("a", 1.5, times: 100, firstContent: streamed ? 1 : null);
        var before = Known();
        GiveUp(0.3, 50);
        Assert.InRange(Known() / before, 0.85, 1.15);
        GiveUp(6, 15);
        Assert.InRange(Known(), 3, 7);
        Assert.InRange(_room.Foresee("a").Failure, 0, 0.1);

        double Known()
        {
            var known = _room.Foresee("a", streamed: streamed);
            return streamed ? known.FirstSeconds : known.Seconds;
        }

        void GiveUp(double after, int times)
        {
            for (var i = 0; i < times; i++)
            {
                _room.Routing.Clock.Advance(TimeSpan.FromSeconds(1));
                _room.Learner.Ended(_room.Outcome(_room.Routing["a"], after, failure: FailureCause.HedgeLost) with { Request = _room.Request(streamed: streamed), Streamed = streamed });
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_that_was_always_given_up_is_known_to_be_slow(bool streamed)
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        for (var i = 0; i < 3; i++)
            _room.Learner.Ended(_room.Outcome(_room.Routing["a"], 8, failure: FailureCause.HedgeLost) with { Request = _room.Request(streamed: streamed), Streamed = streamed });
        Assert.Equal((8, streamed ? 8 + (0.25 * 8) : 8), _room.Foresee("a", streamed: streamed) is var known ? (known.Seconds, known.Wait(streamed)) : default);
    }

    [Fact]
    public void A_clock_that_is_set_back_stops_nothing()
    {
        var clock = new WallClock(_room.Routing.Clock);
        var learner = new Learner(clock);
        _room.Routing.Add("a");
        learner.Wake();
        Learn(60, 1);
        clock.Ahead = TimeSpan.FromDays(-400);
        Learn(60, 4);
        Assert.InRange(Foresee(), 2.8, 5);
        // And what a clock in the future wrote is learned on from.
        clock.Ahead = TimeSpan.Zero;
        var other = new Learner(new WallClock(_room.Routing.Clock) { Ahead = TimeSpan.FromDays(-1) });
        Learn(60, 4);
        Assert.True(LearnerFormat.TryRead(other, LearnerFormat.Write(learner)));
        (learner, clock.Ahead) = (other, TimeSpan.FromDays(-1));
        learner.Wake();
        Assert.InRange(Foresee(), 2.8, 5);
        Learn(60, 1);
        Assert.InRange(Foresee(), 0.7, 1.5);

        void Learn(int times, double seconds)
        {
            for (var i = 0; i < times; i++)
            {
                _room.Routing.Clock.Advance(TimeSpan.FromSeconds(1));
                learner.Ended(_room.Outcome(_room.Routing["a"], seconds, output: 100));
            }
        }

        double Foresee() => learner.Foresee(learner.Prepare(_room.Request()), _room.Routing["a"], 0, 0).Seconds;
    }

    [Fact]
    public void Few_answers_are_averaged()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        Assert.True(double.IsInfinity(_room.Foresee("a").Seconds));
        _room.Answer("a", 3, times: 10, firstContent: 1);
        var few = _room.Foresee("a", streamed: true);
        Assert.False(few.IsLearned);
        Assert.Equal(3, few.Seconds, 9);
        Assert.Equal(1, few.FirstSeconds, 9);
        Assert.Equal(1.75, few.Wait(streamed: true), 9);
        _room.Answer("a", 3, times: 14, firstContent: 1);
        Assert.True(_room.Foresee("a", streamed: true).IsLearned);
    }

    [Fact]
    public void Deployments_beyond_the_bound_find_no_room_until_others_were_silent_for_long()
    {
        _room.Learner.Wake();
        for (var i = 0; i < Learner.Most + 20; i++)
            _room.Learner.Ended(_room.Outcome(Made(i), 1));
        Assert.Null(_room.Learner.Find(Made(Learner.Most + 1)));
        Assert.Equal(Learner.Most, _room.Learner.Deployments.Count());
        _room.Routing.Clock.Advance(TimeSpan.FromMinutes(11));
        _room.Learner.Ended(_room.Outcome(Made(Learner.Most + 1), 1));
        Assert.NotNull(_room.Learner.Find(Made(Learner.Most + 1)));
        Assert.Single(_room.Learner.Deployments);

        static Deployment Made(int number) => new() { Provider = "p", Model = $"m{number}" };
    }

    [Fact]
    public async Task Any_number_of_threads_may_tell_and_ask_at_the_same_time()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        var forecasts = 0;
        await Parallel.ForAsync(0, 8, (worker, _) =>
        {
            for (var i = 0; i < 3000; i++)
            {
                _room.Learner.Ended(_room.Outcome(_room.Routing["a"], 2, output: 100));
                // Until the first thread has told the others what it learned, nothing is expected.
                if (i % 8 == worker && _room.Foresee("a").Seconds is (> 0.1 and < 20) or double.PositiveInfinity)
                    Interlocked.Increment(ref forecasts);
            }

            return ValueTask.CompletedTask;
        });
        Assert.Equal(8 * 3000, _room.Learner.Learned);
        Assert.Equal(8 * 375, forecasts);
        var published = _room.Learner.Find(_room.Routing["a"])!.Publish();
        // What came while another thread was at it may have been passed over, but nothing is left lying.
        Assert.InRange(published.Whole.Count, 500, 8 * 3000);
        Assert.InRange(_room.Foresee("a").Seconds, 1.8, 2.2);
    }

    [Fact]
    public void What_was_learned_is_the_same_after_it_was_written_and_read()
    {
        _room.Routing.Add("a");
        _room.Routing.Add("b");
        _room.Learner.Wake();
        for (var i = 0; i < 150; i++)
        {
            _room.Answer("a", 1 + (i % 3), output: 100 + i, task: "code", firstContent: 0.3, failure: i % 30 == 0 ? FailureCause.ServerError : null);
            _room.Answer("b", 2, finish: i % 2 == 0 ? "content_filter" : "stop");
        }

        var bytes = LearnerFormat.Write(_room.Learner);
        var other = new LearningRoom(_room.Routing);
        Assert.True(LearnerFormat.TryRead(other.Learner, bytes));
        foreach (var name in new[] { "a", "b" })
        {
            Assert.Equal(_room.Foresee(name, task: "code", streamed: true), other.Foresee(name, task: "code", streamed: true));
            Assert.Equal(_room.Doubt(name), other.Doubt(name));
        }

        // And goes on in the same way.
        other.Learner.Wake();
        foreach (var room in new[] { _room, other })
            room.Learner.Ended(room.Outcome(_room.Routing["a"], 9));
        Assert.Equal(LearnerFormat.Write(_room.Learner), LearnerFormat.Write(other.Learner));
    }

    [Fact]
    public void What_is_torn_or_of_another_version_is_not_read()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        _room.Answer("a", 1, times: 40);
        var bytes = LearnerFormat.Write(_room.Learner);
        var other = new LearningRoom(_room.Routing);
        Assert.False(LearnerFormat.TryRead(other.Learner, []));
        Assert.False(LearnerFormat.TryRead(other.Learner, bytes.AsSpan(0, bytes.Length - 1)));
        var broken = bytes.ToArray();
        broken[bytes.Length / 2] ^= 1;
        Assert.False(LearnerFormat.TryRead(other.Learner, broken));
        var newer = bytes.ToArray();
        newer[0]++;
        System.Security.Cryptography.SHA256.HashData(newer.AsSpan(0, newer.Length - 32)).CopyTo(newer, newer.Length - 32);
        Assert.False(LearnerFormat.TryRead(other.Learner, newer));
        Assert.Empty(other.Learner.Deployments);
    }

    [Fact]
    public void What_is_whole_but_makes_no_sense_is_not_read()
    {
        _room.Routing.Add("a");
        _room.Learner.Wake();
        _room.Answer("a", 1, times: 40, output: 50, firstContent: 0.5);
        var bytes = LearnerFormat.Write(_room.Learner);
        var other = new LearningRoom(_room.Routing);
        // Any four bytes as the largest or a negative count, or as half of what is not a number; where they are such a number, it is read.
        var (refused, read) = (0, 0);
        for (var at = 0; at + 4 <= bytes.Length - 32; at += 4)
        {
            foreach (var strange in new[] { int.MaxValue, -1, 0x7FF00000 })
            {
                var changed = bytes.ToArray();
                System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(changed.AsSpan(at), strange);
                System.Security.Cryptography.SHA256.HashData(changed.AsSpan(0, changed.Length - 32)).CopyTo(changed, changed.Length - 32);
                var learner = new Learner(_room.Routing.Clock);
                if (!LearnerFormat.TryRead(learner, changed))
                {
                    refused++;
                    Assert.Empty(learner.Deployments);
                    continue;
                }

                read++;
                var forecast = learner.Foresee(learner.Prepare(_room.Request()), _room.Routing["a"], 0, 0);
                Assert.False(double.IsNaN(forecast.Seconds + forecast.Usable + forecast.Failure), $"{at}");
            }
        }

        Assert.True(refused > 100 && read > 100, $"{refused}, {read}");
        Assert.True(LearnerFormat.TryRead(other.Learner, bytes));
        // More behind the end is another format, too.
        byte[] longer = [.. bytes.AsSpan(0, bytes.Length - 32), 0];
        Assert.False(LearnerFormat.TryRead(new Learner(_room.Routing.Clock), [.. longer, .. System.Security.Cryptography.SHA256.HashData(longer)]));
    }

    /// <summary>Passes as another one does, and tells another time.</summary>
    private sealed class WallClock(TimeProvider time) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + Ahead;

        public override long GetTimestamp() => time.GetTimestamp();
    }
}
