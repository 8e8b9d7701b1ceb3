using System.Globalization;

namespace HybridAi.Core.Routing.Rules.Conditions;

/// <summary>A request arrives within some hours of some days of the week.</summary>
internal sealed class HoursCondition : IRuleCondition
{
    private const int MinutesOfDay = 24 * 60;
    private const int DaysOfYear = 366;

    private readonly TimeZoneInfo _zone;
    private readonly int _days, _from, _to;

    /// <summary>Makes the hours ready.</summary>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the time zone.</exception>
    public HoursCondition(RuleHours hours)
    {
        _zone = hours.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;
        foreach (var day in hours.Days ?? Enum.GetValues<DayOfWeek>())
            _days |= 1 << (int)day;
        (_from, _to) = (hours.From ?? 0, hours.To ?? MinutesOfDay);
    }

    /// <inheritdoc/>
    public string Field => "time";

    /// <inheritdoc/>
    public bool Holds(in RuleFacts facts, DeploymentWatch watch) => HoldsAt(facts.At);

    /// <inheritdoc/>
    public string Explain(in RuleFacts facts)
    {
        var local = TimeZoneInfo.ConvertTime(facts.At, _zone);
        var days = Enum.GetValues<DayOfWeek>().Where(day => (_days & (1 << (int)day)) != 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"it is {local.DayOfWeek} {local:HH:mm} in {_zone.Id}, the rule is for {string.Join(", ", days)}, {TextOf(_from)} to {TextOf(_to)}");
    }

    /// <inheritdoc/>
    public bool CanHoldWith(IRuleCondition other, DateTimeOffset now)
    {
        // If both hold at some moment, they do when one of them begins to, or a clock is put forward or back.
        var hours = (HoursCondition)other;
        return Moments(now, _from).Concat(hours.Moments(now, hours._from)).Any(moment => HoldsAt(moment) && hours.HoldsAt(moment));
    }

    /// <inheritdoc/>
    public bool Covers(IRuleCondition other, DateTimeOffset now)
    {
        // If only the other one holds at some moment, that is so when it begins to, this one ends, or a clock is put forward or back.
        var hours = (HoursCondition)other;
        return !hours.Moments(now, hours._from).Concat(Moments(now, _to)).Any(moment => hours.HoldsAt(moment) && !HoldsAt(moment));
    }

    internal bool HoldsAt(DateTimeOffset at)
    {
        var local = at.UtcDateTime + _zone.GetUtcOffset(at);
        var (minute, today) = ((int)(local.TimeOfDay.Ticks / TimeSpan.TicksPerMinute), (int)local.DayOfWeek);
        if (_from < _to)
            return IsOn(today) && minute >= _from && minute < _to;
        return (IsOn(today) && minute >= _from) || (IsOn((today + 6) % 7) && minute < _to);
    }

    private bool IsOn(int day) => (_days & (1 << day)) != 0;

    // Each day of the coming year at a minute of its own clock, and whenever that is put forward or back.
    private IEnumerable<DateTimeOffset> Moments(DateTimeOffset now, int minute)
    {
        var first = now.UtcDateTime.Date.AddDays(-1);
        for (var day = 0; day <= DaysOfYear; day++)
        {
            var local = DateTime.SpecifyKind(first.AddDays(day).AddMinutes(minute), DateTimeKind.Unspecified);
            if (_zone.IsAmbiguousTime(local))
            {
                foreach (var offset in _zone.GetAmbiguousTimeOffsets(local))
                    yield return new DateTimeOffset(local, offset);
            }
            else if (!_zone.IsInvalidTime(local))
                yield return new DateTimeOffset(local, _zone.GetUtcOffset(local));
            var (start, end) = (new DateTimeOffset(first.AddDays(day), TimeSpan.Zero), new DateTimeOffset(first.AddDays(day + 1), TimeSpan.Zero));
            if (_zone.GetUtcOffset(start) != _zone.GetUtcOffset(end))
                yield return ChangeBetween(start, end);
        }
    }

    private DateTimeOffset ChangeBetween(DateTimeOffset before, DateTimeOffset after)
    {
        var offset = _zone.GetUtcOffset(before);
        while (after - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + ((after - before) / 2);
            (before, after) = _zone.GetUtcOffset(middle) == offset ? (middle, after) : (before, middle);
        }

        // Changes are on whole seconds.
        return new DateTimeOffset(after.Ticks - (after.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }

    private static string TextOf(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60:00}:{minute % 60:00}");
}
