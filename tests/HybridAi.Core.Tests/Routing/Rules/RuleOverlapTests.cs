using HybridAi.Core.Routing.Rules;

namespace HybridAi.Core.Tests.Routing.Rules;

/// <summary>Whether two rules can be for one request, and whether one is for all that the other is for: compared with what a small world of requests says.</summary>
public sealed class RuleOverlapTests
{
    private static readonly string[] Models = ["a", "ab", "abc", "abz", "az", "b", "bx", "bz", "c", "d"];
    private static readonly string?[] Words = [null, "x", "y", "z"];
    private static readonly string[][] Tags = [[], ["x"], ["y"], ["z"], ["x", "y"], ["x", "z"], ["y", "z"], ["x", "y", "z"]];
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RuleRoom _room = new();
    private readonly RuleCompiler _compiler = new([], []);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Conditions_overlap_and_cover_each_other_just_as_the_requests_say(int seed)
    {
        var random = new Random(seed);
        RuleFacts[] world = [.. World()];
        var (overlapping, covering) = (0, 0);
        for (var i = 0; i < 250; i++)
        {
            var (one, other) = (Compile(Conditions(random)), Compile(Conditions(random)));
            var (mine, theirs) = (Meant(one, world), Meant(other, world));
            Assert.Equal(mine.Overlaps(theirs), one.CanHoldWith(other, Now));
            overlapping += mine.Overlaps(theirs) ? 1 : 0;
            Assert.Equal(theirs.IsSubsetOf(mine), one.Covers(other, Now));
            covering += theirs.IsSubsetOf(mine) ? 1 : 0;
        }

        Assert.InRange(overlapping, 20, 230);
        Assert.InRange(covering, 5, 230);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void What_unless_takes_out_is_never_counted_in(int seed)
    {
        var random = new Random(seed);
        RuleFacts[] world = [.. World()];
        var (apart, covering) = (0, 0);
        for (var i = 0; i < 400; i++)
        {
            var when = Conditions(random);
            var one = Compile(when, Conditions(random, one: true));
            var other = Compile(random.Next(2) == 0 ? when : Conditions(random), random.Next(3) == 0 ? null : Conditions(random, one: true));
            var (mine, theirs) = (Meant(one, world), Meant(other, world));
            // What is said to be apart is apart, and what is said to be covered is covered.
            Assert.True(one.CanHoldWith(other, Now) || !mine.Overlaps(theirs));
            Assert.True(!one.Covers(other, Now) || theirs.IsSubsetOf(mine));
            apart += one.CanHoldWith(other, Now) ? 0 : 1;
            covering += one.Covers(other, Now) && theirs.Count > 0 ? 1 : 0;
        }

        Assert.True(apart > 20 && covering > 10, $"{apart} {covering}");
    }

    [Fact]
    public void An_exception_takes_a_rule_apart_from_the_rule_that_it_is_made_for()
    {
        var code = new RuleConditions { Tasks = ["code"], Models = ["gpt-*"] };
        var (all, exception) = (Compile(new RuleConditions { Models = ["gpt-*"] }, new RuleConditions { Tasks = ["code"] }), Compile(code));
        Assert.False(all.CanHoldWith(exception, Now));
        Assert.False(exception.CanHoldWith(all, Now));
        Assert.False(all.Covers(exception, Now));
        // Both together meet it, though neither does alone.
        Assert.False(Compile(new RuleConditions { Models = ["gpt-*"] }, code).CanHoldWith(Compile(new RuleConditions { Tasks = ["code"] }), Now));
        Assert.True(Compile(new RuleConditions(), code).CanHoldWith(Compile(new RuleConditions { Tasks = ["code"] }), Now));
        Assert.True(Compile(new RuleConditions(), new RuleConditions { Tasks = ["chat"] }).Covers(exception, Now));
    }

    [Theory]
    [InlineData(null, 0.2, null, null, 0.2, null, true)]
    [InlineData(null, 0.2, null, false, 0.3, 100.0, true)]
    [InlineData(null, 0.3, null, null, 0.2, null, false)]
    [InlineData(false, null, null, true, null, null, false)]
    [InlineData(null, null, 100.0, null, 0.5, null, false)]
    public void A_state_covers_what_is_worse(bool? healthy, double? errors, double? wait, bool? otherHealthy, double? otherErrors, double? otherWait, bool covers)
    {
        var state = new RuleState { Of = RuleRoom.Providers("a", "b"), Healthy = healthy, ErrorRateAtLeast = errors, P95AtLeast = wait };
        var other = new RuleState { Of = RuleRoom.Providers("a"), Healthy = otherHealthy, ErrorRateAtLeast = otherErrors, P95AtLeast = otherWait };
        var (one, two) = (Compile(new RuleConditions { State = state }), Compile(new RuleConditions { State = other }));
        Assert.Equal(covers, one.Covers(two, Now));
        Assert.False(two.Covers(one, Now));
        Assert.True(one.CanHoldWith(two, Now));
    }

    [Fact]
    public void One_deployment_cannot_be_healthy_and_not()
    {
        Assert.False(State(true, "x").CanHoldWith(State(false, "x"), Now));
        Assert.True(State(true, "x").CanHoldWith(State(false, "y"), Now));
        Assert.True(State(true, "x*").CanHoldWith(State(false, "x*"), Now));
        Assert.True(State(true, "x").CanHoldWith(State(true, "x"), Now));

        CompiledRule State(bool healthy, string name) => Compile(new RuleConditions { State = new RuleState { Of = new() { Deployments = [name] }, Healthy = healthy } });
    }

    private static IEnumerable<RuleFacts> World() =>
        from model in Models
        from task in Words
        from endUser in Words
        from tags in Tags
        from tokens in Enumerable.Range(0, 6)
        select RuleRoom.Facts(model, task, tags, tokens, endUser: endUser);

    private static RuleConditions Conditions(Random random, bool one = false)
    {
        var which = one ? 1 << random.Next(5) : random.Next(32);
        string[] patterns = ["a", "ab", "abc", "b", "bx", "c", "a*", "ab*", "b*"];
        return new RuleConditions
        {
            Models = (which & 1) != 0 ? Some(random, patterns) : null,
            Tasks = (which & 2) != 0 ? Some(random, ["x", "y", "z"]) : null,
            Tags = (which & 4) != 0 ? Some(random, ["x", "y", "z"]) : null,
            EndUsers = (which & 8) != 0 ? Some(random, ["x", "y", "z"]) : null,
            Tokens = (which & 16) != 0 ? Range(random) : null,
        };
    }

    private static TokenRange Range(Random random) => random.Next(3) switch
    {
        0 => new TokenRange(AtLeast: random.Next(1, 5)),
        1 => new TokenRange(AtMost: random.Next(0, 4)),
        _ => Between(random.Next(0, 5), random.Next(0, 5)),
    };

    private static TokenRange Between(long one, long other) => new(Math.Min(one, other), Math.Max(one, other));

    private static string[] Some(Random random, string[] of)
    {
        var some = of.Where(_ => random.Next(3) == 0).ToArray();
        return some.Length > 0 ? some : [of[random.Next(of.Length)]];
    }

    private CompiledRule Compile(RuleConditions when, RuleConditions? unless = null) => _compiler.TryCompile(RuleRoom.Rule("x", new RuleActions(), when, unless), out _)!;

    private HashSet<int> Meant(CompiledRule rule, RuleFacts[] world)
    {
        var watch = _room.Watch;
        return [.. Enumerable.Range(0, world.Length).Where(i => rule.Holds(world[i], watch))];
    }
}
