using HybridAi.Core.Costs;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;

namespace HybridAi.Core.Tests.Resilience.Hedging;

public sealed class HedgeCostTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly TokenUsage Usage = new() { Input = 100, Output = 10 };

    // 1,000 and 2,000 nano-dollars a token of input, 5,000 and 20,000 of output.
    private static readonly Deployment Cheap = Priced("cheap", 1, 5);
    private static readonly Deployment Dear = Priced("dear", 2, 20);
    private static readonly Deployment Unpriced = new() { Provider = "unpriced", Model = "m" };

    [Fact]
    public void What_was_given_up_is_extra_and_so_is_what_the_answer_is_dearer()
    {
        Assert.Equal(7, HedgeCost.Of(Cheap, Cheap, Usage, new Cost(7), Now));
        Assert.Equal(7 + (400_000 - 150_000), HedgeCost.Of(Cheap, Dear, Usage, new Cost(7), Now));
        // That it was cheaper gives nothing back: what was lost has been spent.
        Assert.Equal(7, HedgeCost.Of(Dear, Cheap, Usage, new Cost(7), Now));
    }

    [Fact]
    public void What_nobody_knows_counts_as_nothing()
    {
        Assert.Equal(0, HedgeCost.Of(Cheap, Cheap, Usage, null, Now));
        Assert.Equal(7, HedgeCost.Of(Cheap, Dear, null, new Cost(7), Now));
        Assert.Equal(7, HedgeCost.Of(Unpriced, Dear, Usage, new Cost(7), Now));
        Assert.Equal(0, HedgeCost.LeastOf(Unpriced, Unpriced, 100, Now));
    }

    [Fact]
    public void At_least_the_input_of_the_dearer_one_is_paid_for()
    {
        Assert.Equal(200_000, HedgeCost.LeastOf(Cheap, Dear, 100, Now));
        Assert.Equal(200_000, HedgeCost.LeastOf(Dear, Cheap, 100, Now));
        Assert.Equal(100_000, HedgeCost.LeastOf(Cheap, Unpriced, 100, Now));
    }

    private static Deployment Priced(string provider, decimal input, decimal output) =>
        new() { Provider = provider, Model = "m", Prices = new PriceSchedule([new ModelPrice { Input = input, Output = output }]) };
}
