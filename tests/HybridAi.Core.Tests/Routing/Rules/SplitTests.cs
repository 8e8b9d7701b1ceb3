using HybridAi.Core.Routing.Rules;

namespace HybridAi.Core.Tests.Routing.Rules;

public sealed class SplitTests
{
    private const int Count = 20_000;
    private readonly RuleRoom _room = new();

    public SplitTests()
    {
        foreach (var name in new[] { "a", "b", "c" })
            _room.Routing.Add(name);
    }

    [Theory]
    [InlineData(90, 10, 0)]
    [InlineData(33.3, 33.3, 33.4)]
    [InlineData(0.5, 0, 99.5)]
    [InlineData(0, 100, 0)]
    public void Shares_get_their_percentages(double a, double b, double c)
    {
        var book = _room.Book(Split("x", ("a", a), ("b", b), ("c", c)));
        var counts = Enumerable.Range(0, Count).Select(_ => First(book, RuleRoom.Facts(request: Guid.NewGuid()))).CountBy(name => name).ToDictionary();
        foreach (var (name, percent) in new[] { ("a", a), ("b", b), ("c", c) })
        {
            var expected = Count * percent / 100;
            // Five standard deviations; a share of 0 gets nothing.
            var tolerance = 5 * Math.Sqrt(expected * (1 - (percent / 100)));
            Assert.InRange(counts.GetValueOrDefault(name), expected - tolerance, expected + tolerance);
        }
    }

    [Fact]
    public void A_user_stays_on_its_side_whatever_its_session_and_request_and_wherever_it_is_asked()
    {
        var (here, there) = (_room.Book(Split("x", ("a", 50), ("b", 50))), _room.Book(Split("x", ("a", 50), ("b", 50))));
        var sides = new HashSet<string>();
        for (var i = 0; i < 200; i++)
        {
            var first = First(here, RuleRoom.Facts(endUser: $"user-{i}", request: Guid.NewGuid(), session: "s1"));
            Assert.Equal(first, First(there, RuleRoom.Facts(endUser: $"user-{i}", request: Guid.NewGuid(), session: "s2")));
            var session = First(here, RuleRoom.Facts(session: $"user-{i}", request: Guid.NewGuid()));
            Assert.Equal(session, First(there, RuleRoom.Facts(session: $"user-{i}", request: Guid.NewGuid())));
            sides.Add(first + session);
        }

        Assert.Equal(4, sides.Count);
    }

    [Fact]
    public void The_sides_are_the_same_on_every_release()
    {
        var facts = RuleRoom.Facts(endUser: "ann");
        Assert.Equal(new[] { 89.5, 95.27 }, new[] { "canary", "other" }.Select(rule => Math.Round(SplitDraw.Of(rule, facts), 2)));
    }

    [Fact]
    public void A_larger_share_takes_users_in_and_sends_none_away()
    {
        var (small, large) = (_room.Book(Split("x", ("a", 10), ("b", 90))), _room.Book(Split("x", ("a", 30), ("b", 70))));
        for (var i = 0; i < 500; i++)
        {
            if (First(small, RuleRoom.Facts(endUser: $"u{i}")) == "a")
                Assert.Equal("a", First(large, RuleRoom.Facts(endUser: $"u{i}")));
        }
    }

    [Fact]
    public void Two_rules_draw_independently_and_only_the_first_that_matches_splits()
    {
        var (one, two) = (Split("one", ("a", 50), ("b", 50)), Split("two", ("a", 50), ("b", 50)));
        var same = Enumerable.Range(0, 1000).Count(i => First(_room.Book(one), RuleRoom.Facts(endUser: $"u{i}")) == First(_room.Book(two), RuleRoom.Facts(endUser: $"u{i}")));
        Assert.InRange(same, 400, 600);
        var both = _room.Book(one, two);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(First(_room.Book(one), RuleRoom.Facts(endUser: $"u{i}")), First(both, RuleRoom.Facts(endUser: $"u{i}"))));
        var note = RuleWords.NotesOf(both.Judge(RuleRoom.Facts(endUser: "u1"), _room.Watch)).ToList();
        Assert.Matches("^'one' splits: this request is of the 50 % that prefer provider [ab]\\.$", note[0]);
        Assert.Equal("'two' does not split, since 'one' did.", note[1]);
    }

    private static RoutingRule Split(string name, params (string Provider, double Percent)[] shares) =>
        RuleRoom.Rule(name, new RuleActions { Split = [.. shares.Select(share => new SplitShare(share.Percent, RuleRoom.Providers(share.Provider)))] });

    private string First(RuleBook book, RuleFacts facts)
    {
        var verdict = book.Judge(facts, _room.Watch);
        return _room.Routing.All.MinBy(deployment => verdict.TierOf(deployment))!.Provider;
    }
}
