using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Rules.Conditions;

namespace HybridAi.Core.Tests.Routing.Rules;

public sealed class HoursTests
{
    private const int Hour = 60;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    // Winter and summer in Berlin, the day by Berlin's clock, and the ends of the hours.
    [InlineData("2026-01-05T07:59:59Z", false)]
    [InlineData("2026-01-05T08:00:00Z", true)]
    [InlineData("2026-01-05T16:59:59Z", true)]
    [InlineData("2026-01-05T17:00:00Z", false)]
    [InlineData("2026-07-06T07:00:00Z", true)]
    [InlineData("2026-07-06T16:00:00Z", false)]
    [InlineData("2026-01-04T12:00:00Z", false)]
    [InlineData("2026-01-05T12:00:00+05:00", false)]
    [InlineData("2026-01-05T13:00:00+05:00", true)]
    public void Hours_are_those_of_the_time_zones_clocks(string at, bool expected) =>
        Assert.Equal(expected, Hours("Europe/Berlin", 9, 18, DayOfWeek.Monday).HoldsAt(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-01-02T21:59:00Z", false)]
    [InlineData("2026-01-02T22:00:00Z", true)]
    [InlineData("2026-01-03T05:59:00Z", true)]
    [InlineData("2026-01-03T06:00:00Z", false)]
    [InlineData("2026-01-02T03:00:00Z", false)]
    [InlineData("2026-01-03T22:30:00Z", false)]
    public void Hours_over_midnight_belong_to_the_day_on_which_they_begin(string at, bool expected) =>
        Assert.Equal(expected, Hours(null, 22, 6, DayOfWeek.Friday).HoldsAt(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Whole_days_and_all_days()
    {
        var sunday = new HoursCondition(new RuleHours { Days = [DayOfWeek.Sunday] });
        Assert.True(sunday.HoldsAt(new(2026, 1, 4, 0, 0, 0, TimeSpan.Zero)) && sunday.HoldsAt(new(2026, 1, 4, 23, 59, 59, TimeSpan.Zero)));
        Assert.False(sunday.HoldsAt(new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero)) || sunday.HoldsAt(new(2026, 1, 3, 23, 59, 59, TimeSpan.Zero)));
        var around = Hours(null, 9, 9, DayOfWeek.Sunday);
        Assert.True(around.HoldsAt(new(2026, 1, 5, 8, 59, 0, TimeSpan.Zero)));
        Assert.False(around.HoldsAt(new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("Europe/Berlin", 9, 12, "Europe/Berlin", 12, 15, false)]
    [InlineData("Europe/Berlin", 9, 12, "Europe/Berlin", 11, 15, true)]
    // Six hours apart, but for the weeks in March and autumn in which only one of them has put its clocks forward: five.
    [InlineData("Europe/Berlin", 9, 12, "America/New_York", 6, 8, true)]
    [InlineData("Europe/Berlin", 9, 12, "America/New_York", 7, 8, false)]
    // Never more than two hours from UTC.
    [InlineData("Europe/Berlin", 10, 11, "UTC", 8, 9, true)]
    [InlineData("Europe/Berlin", 10, 11, "UTC", 9, 10, true)]
    [InlineData("Europe/Berlin", 10, 11, "UTC", 10, 11, false)]
    // Half an hour of daylight saving, and none.
    [InlineData("Australia/Lord_Howe", 12, 13, "Australia/Brisbane", 11, 12, true)]
    [InlineData("Asia/Kolkata", 12, 13, "UTC", 7, 8, true)]
    [InlineData("Asia/Kolkata", 12, 13, "UTC", 8, 9, false)]
    public void Hours_of_different_clocks_meet_if_they_do_at_some_time_of_the_year(string zone, int from, int to, string other, int otherFrom, int otherTo, bool meet)
    {
        var (one, two) = (Hours(zone, from, to, DayOfWeek.Monday, DayOfWeek.Tuesday), Hours(other, otherFrom, otherTo, DayOfWeek.Monday, DayOfWeek.Tuesday));
        Assert.Equal((meet, meet), (one.CanHoldWith(two, Now), two.CanHoldWith(one, Now)));
    }

    [Theory]
    [InlineData("Europe/Berlin", 8, 18, "Europe/Berlin", 9, 18, true)]
    [InlineData("Europe/Berlin", 8, 18, "Europe/Berlin", 7, 12, false)]
    [InlineData("UTC", 8, 18, "Europe/Berlin", 10, 19, true)]
    // In winter nine o'clock in Berlin is eight by UTC, in summer seven.
    [InlineData("UTC", 8, 18, "Europe/Berlin", 9, 19, false)]
    [InlineData("UTC", 22, 8, "UTC", 23, 7, true)]
    [InlineData("UTC", 22, 8, "UTC", 21, 7, false)]
    public void Hours_cover_others_if_they_do_all_year(string zone, int from, int to, string other, int otherFrom, int otherTo, bool covers) =>
        Assert.Equal(covers, Hours(zone, from, to).Covers(Hours(other, otherFrom, otherTo), Now));

    [Fact]
    public void Any_hours_are_compared_just_as_their_minutes_say()
    {
        var random = new Random(8);
        string[] zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"];
        DateTimeOffset[] quarters = [.. Enumerable.Range(0, 366 * 24 * 4).Select(i => Now.AddMinutes(15 * i))];
        for (var i = 0; i < 24; i++)
        {
            var (one, other) = (Any(random, zones), Any(random, zones));
            var (mine, theirs) = (Array.FindAll(quarters, one.HoldsAt).ToHashSet(), Array.FindAll(quarters, other.HoldsAt).ToHashSet());
            Assert.Equal(mine.Overlaps(theirs), one.CanHoldWith(other, Now));
            Assert.Equal(theirs.IsSubsetOf(mine), one.Covers(other, Now));
            Assert.True(one.Covers(one, Now) && one.CanHoldWith(one, Now));
        }
    }

    private static HoursCondition Any(Random random, string[] zones) => Hours(
        zones[random.Next(zones.Length)], random.Next(24), random.Next(1, 25), [.. Enum.GetValues<DayOfWeek>().Where(_ => random.Next(3) == 0), (DayOfWeek)random.Next(7)]);

    private static HoursCondition Hours(string? zone, int from, int to, params DayOfWeek[] days) =>
        new(new RuleHours { TimeZone = zone, From = from * Hour, To = to * Hour, Days = days.Length == 0 ? null : days });
}
