using System.Globalization;
using HybridAi.Client.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Routing;

/// <summary>Reads the conditions of rules.</summary>
internal sealed class RuleConditionReader(RuleVocabulary vocabulary, FieldProblems problems)
{
    private const int MostIds = 100;
    private const int MinutesOfDay = 24 * 60;
    private const double LongestWait = 86_400_000;

    private readonly RuleSelectionReader _selections = new(vocabulary, problems);

    /// <summary>Reads conditions of which there must be one, for else they would take out everything.</summary>
    public RuleConditions ReadUnless(RuleConditionsDocument unless, string path)
    {
        if (unless == new RuleConditionsDocument())
            problems.Add(path, "must have a condition; leave it out if it takes out nothing");
        return Read(unless, path);
    }

    public RuleConditions Read(RuleConditionsDocument when, string path) => new()
    {
        Models = RuleTexts.Read(when.Models, $"{path}.models", problems, name => vocabulary.IsModel(name) ? null : "no model or alias has that name; GET /v1/models lists what there is"),
        Tasks = RuleTexts.Read(when.Tasks, $"{path}.tasks", problems),
        Tags = RuleTexts.Read(when.Tags, $"{path}.tags", problems),
        Keys = Ids(when.Keys, $"{path}.keys", "a key", vocabulary.IsKey),
        Teams = Ids(when.Teams, $"{path}.teams", "a team", id => vocabulary.Teams?.Contains(id) != false),
        Users = Ids(when.Users, $"{path}.users", "a user", id => vocabulary.Users?.Contains(id) != false),
        EndUsers = RuleTexts.Read(when.EndUsers, $"{path}.endUsers", problems),
        Tokens = when.Tokens is { } tokens ? Tokens(tokens, $"{path}.tokens") : null,
        Time = when.Time is { } time ? Hours(time, $"{path}.time") : null,
        State = when.State is { } state ? State(state, $"{path}.state") : null,
    };

    private Guid[]? Ids(IReadOnlyList<Guid>? ids, string path, string what, Func<Guid, bool> isKnown)
    {
        if (ids is null)
            return null;
        if (ids.Count is 0 or > MostIds)
            problems.Add(path, $"must have 1 to {MostIds} entries; leave it out if it does not matter");
        for (var i = 0; i < Math.Min(ids.Count, MostIds); i++)
        {
            if (!isKnown(ids[i]))
                problems.Add($"{path}[{i}]", $"must be the id of {what}; there is none with {ids[i]}");
        }

        return [.. ids.Distinct()];
    }

    private TokenRange Tokens(TokenRangeDocument tokens, string path)
    {
        if (tokens is { AtLeast: null, AtMost: null })
            problems.Add(path, "must have atLeast, atMost or both");
        if (tokens.AtLeast < 0)
            problems.Add($"{path}.atLeast", "must be at least 0");
        if (tokens.AtMost < 0 || tokens.AtMost < tokens.AtLeast)
            problems.Add($"{path}.atMost", "must be at least 0, and not below atLeast");
        return new TokenRange(tokens.AtLeast, tokens.AtMost);
    }

    private RuleHours Hours(RuleHoursDocument hours, string path)
    {
        if (hours is { Days: null, From: null, To: null })
            problems.Add(path, "must have days, from, to or some of them");
        if (hours.TimeZone is { } zone && (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) || !found.HasIanaId))
            problems.Add($"{path}.timeZone", $"must be the IANA name of a time zone, such as Europe/Berlin or UTC; '{ApiError.Shorten(zone)}' is not");
        if (hours.Days is { Count: 0 })
            problems.Add($"{path}.days", "must have at least one day; leave it out for every day");
        List<DayOfWeek> days = [];
        for (var i = 0; i < (hours.Days?.Count ?? 0); i++)
        {
            if (Enum.GetValues<DayOfWeek>().Where(day => day.ToString().Equals(hours.Days![i], StringComparison.OrdinalIgnoreCase)).ToArray() is [var day])
                days.Add(day);
            else
                problems.Add($"{path}.days[{i}]", "must be monday, tuesday, wednesday, thursday, friday, saturday or sunday");
        }

        return new RuleHours
        {
            Days = hours.Days is null ? null : [.. days.Distinct()],
            From = Minute(hours.From, $"{path}.from", "from 00:00 to 23:59", 0, MinutesOfDay - 1),
            To = Minute(hours.To, $"{path}.to", "from 00:01 to 24:00", 1, MinutesOfDay),
            TimeZone = hours.TimeZone,
        };
    }

    private int? Minute(string? text, string path, string range, int least, int most)
    {
        if (text is null)
            return null;
        if (text is [_, _, ':', _, _] && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hour)
            && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var minute) && minute < 60
            && (hour * 60) + minute is var of && of >= least && of <= most)
            return of;
        problems.Add(path, $"must be a time of day such as 08:30, {range}");
        return null;
    }

    private RuleState State(RuleStateDocument state, string path)
    {
        if (state is { Healthy: null, ErrorRateAtLeast: null, P95AtLeastMs: null })
            problems.Add(path, "must have healthy, errorRateAtLeast, p95AtLeastMs or some of them");
        if (state.ErrorRateAtLeast is { } errors && errors is not (> 0 and <= 1))
            problems.Add($"{path}.errorRateAtLeast", "must be above 0, at most 1");
        if (state.P95AtLeastMs is { } wait && wait is not (> 0 and <= LongestWait))
            problems.Add($"{path}.p95AtLeastMs", $"must be above 0, at most {LongestWait}");
        return new RuleState
        {
            Of = _selections.Read(state.Of, $"{path}.of"),
            Healthy = state.Healthy,
            ErrorRateAtLeast = state.ErrorRateAtLeast,
            P95AtLeast = state.P95AtLeastMs,
        };
    }
}
