using System.Globalization;
using HybridAi.Core.Budgets;

namespace HybridAi.Core.Tests.Budgets;

public sealed class BudgetCalendarTests
{
    [Theory]
    // Plain days, in UTC and beside it.
    [InlineData("UTC", BudgetPeriod.Daily, "2026-03-01T12:00Z", "2026-03-01T00:00Z", "2026-03-02T00:00Z")]
    [InlineData("UTC", BudgetPeriod.Daily, "2026-03-01T00:00Z", "2026-03-01T00:00Z", "2026-03-02T00:00Z")]
    [InlineData("Asia/Kathmandu", BudgetPeriod.Daily, "2026-03-01T18:14Z", "2026-02-28T18:15Z", "2026-03-01T18:15Z")]
    // Weeks begin on Monday, whatever day it is.
    [InlineData("UTC", BudgetPeriod.Weekly, "2026-03-01T23:59Z", "2026-02-23T00:00Z", "2026-03-02T00:00Z")]
    [InlineData("UTC", BudgetPeriod.Weekly, "2026-03-02T00:00Z", "2026-03-02T00:00Z", "2026-03-09T00:00Z")]
    [InlineData("UTC", BudgetPeriod.Monthly, "2024-02-29T23:59Z", "2024-02-01T00:00Z", "2024-03-01T00:00Z")]
    [InlineData("UTC", BudgetPeriod.Monthly, "2026-12-31T23:59Z", "2026-12-01T00:00Z", "2027-01-01T00:00Z")]
    // The clocks go forward: a day of 23 hours, a week and a month less one; and back.
    [InlineData("Europe/Berlin", BudgetPeriod.Daily, "2026-03-29T10:00Z", "2026-03-28T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("Europe/Berlin", BudgetPeriod.Weekly, "2026-03-29T10:00Z", "2026-03-22T23:00Z", "2026-03-29T22:00Z")]
    [InlineData("Europe/Berlin", BudgetPeriod.Monthly, "2026-03-29T10:00Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z")]
    [InlineData("Europe/Berlin", BudgetPeriod.Daily, "2026-10-25T10:00Z", "2026-10-24T22:00Z", "2026-10-25T23:00Z")]
    [InlineData("America/New_York", BudgetPeriod.Daily, "2026-11-01T05:30Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]
    // They jump over midnight: the day begins with the jump. (São Paulo, 4 November 2018: 00:00 became 01:00.)
    [InlineData("America/Sao_Paulo", BudgetPeriod.Daily, "2018-11-04T12:00Z", "2018-11-04T03:00Z", "2018-11-05T02:00Z")]
    // They go back at midnight: the day before has 25 hours. (São Paulo, 18 February 2018: 24:00 became 23:00.)
    [InlineData("America/Sao_Paulo", BudgetPeriod.Daily, "2018-02-18T02:30Z", "2018-02-17T02:00Z", "2018-02-18T03:00Z")]
    // They go back to midnight: the first one counts. (Havana, 1 November 2026: 01:00 becomes 00:00.)
    [InlineData("America/Havana", BudgetPeriod.Daily, "2026-11-01T05:30Z", "2026-11-01T04:00Z", "2026-11-02T05:00Z")]
    // By half an hour only.
    [InlineData("Australia/Lord_Howe", BudgetPeriod.Daily, "2026-04-05T00:00Z", "2026-04-04T13:00Z", "2026-04-05T13:30Z")]
    // A day that there was not: Samoa went from the 29th to the 31st of December 2011.
    [InlineData("Pacific/Apia", BudgetPeriod.Daily, "2011-12-30T09:59Z", "2011-12-29T10:00Z", "2011-12-30T10:00Z")]
    [InlineData("Pacific/Apia", BudgetPeriod.Daily, "2011-12-30T10:00Z", "2011-12-30T10:00Z", "2011-12-31T10:00Z")]
    public void A_period_begins_where_its_time_zone_says(string zone, BudgetPeriod period, string at, string start, string end)
    {
        var (from, to) = BudgetCalendar.PeriodOf(period, TimeZoneInfo.FindSystemTimeZoneById(zone), At(at));
        Assert.Equal((At(start), At(end)), (from.ToUniversalTime(), to.ToUniversalTime()));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Havana")]
    [InlineData("America/Santiago")]
    [InlineData("Africa/Cairo")]
    [InlineData("Asia/Beirut")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    public void Every_moment_of_a_year_is_in_the_one_day_that_its_clock_shows(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var previous = (Start: At("2025-12-30T00:00Z"), End: default(DateTimeOffset));
        for (var at = At("2026-01-01T00:00Z"); at < At("2027-01-01T00:00Z"); at += TimeSpan.FromMinutes(30))
        {
            var (start, end) = BudgetCalendar.PeriodOf(BudgetPeriod.Daily, zone, at);
            Assert.True(start <= at && at < end, $"{at:u} is not in {start:u} to {end:u}");
            Assert.Equal(TimeZoneInfo.ConvertTime(at, zone).Date, TimeZoneInfo.ConvertTime(start, zone).Date);
            Assert.NotEqual(TimeZoneInfo.ConvertTime(start, zone).Date, TimeZoneInfo.ConvertTime(start.AddSeconds(-1), zone).Date);
            if (previous.End != default && start != previous.Start)
                Assert.Equal(previous.End, start);
            previous = (start, end);
        }
    }

    [Fact]
    public void A_line_keeps_to_its_start_and_a_total_never_ends()
    {
        var starts = At("2026-03-15T08:00Z");
        var budget = new Budget { Name = "b", DailyLimit = 1, TotalLimit = 5, StartsAt = starts };
        var (daily, total) = (new BudgetLine(budget, BudgetPeriod.Daily), new BudgetLine(budget, BudgetPeriod.Total));
        Assert.Null(daily.WindowAt(starts.AddTicks(-1)));
        Assert.Null(total.WindowAt(starts.AddTicks(-1)));
        Assert.Equal((starts, At("2026-03-16T00:00Z")), (daily.WindowAt(starts)!.Start, daily.WindowAt(starts)!.End));
        Assert.Equal(At("2026-03-16T00:00Z"), daily.WindowAt(At("2026-03-16T00:00Z"))!.Start);
        Assert.Equal(starts, daily.WindowAt(starts.AddHours(1))!.Start);
        Assert.Equal((starts, null), (total.WindowAt(At("2036-01-01T00:00Z"))!.Start, total.WindowAt(starts)!.End));
        Assert.Equal("b/global//daily/1773561600000", daily.WindowAt(starts)!.Id);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
