using HybridAi.Worker.Scheduling;

namespace HybridAi.Worker.Tests.Scheduling;

public sealed class JobScheduleTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("15m", "10:20:00", "10:15:00", "10:30:00")]
    [InlineData("15m", "10:15:00", "10:15:00", "10:30:00")]
    [InlineData("1s", "10:15:00.999", "10:15:00", "10:15:01")]
    [InlineData("7h", "10:00:00", "05:00:00", "12:00:00")]
    [InlineData("30 4 * * *", "10:00:00", "04:30:00", "1.04:30:00")]
    [InlineData("30 4 * * *", "04:30:00", "04:30:00", "1.04:30:00")]
    [InlineData("*/10 * * * * *", "10:00:05", "10:00:00", "10:00:10")]
    [InlineData("0 0 12 ? * MON", "10:00:00", "-5.12:00:00", "1.12:00:00")]
    public void The_last_and_the_next_time_are_on_the_schedule_whenever_one_asks(string text, string now, string last, string next)
    {
        Assert.True(JobSchedule.TryParse(text, out var schedule));
        Assert.Equal(text, schedule.Text);
        Assert.Equal(Day + TimeSpan.Parse(last), schedule.LastDue(Day + TimeSpan.Parse(now)));
        Assert.Equal(Day + TimeSpan.Parse(next), schedule.NextDue(Day + TimeSpan.Parse(now)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("0")]
    [InlineData("500ms")]
    [InlineData("400d")]
    [InlineData("61 4 * * *")]
    [InlineData("* * *")]
    [InlineData("-5m")]
    public void What_is_no_schedule_is_refused(string text) => Assert.False(JobSchedule.TryParse(text, out _));

    [Fact]
    public void A_day_that_never_comes_is_due_never()
    {
        if (JobSchedule.TryParse("0 0 0 30 2 ?", out var schedule))
            Assert.Equal((null, null), (schedule.LastDue(Day), schedule.NextDue(Day)));
    }
}
