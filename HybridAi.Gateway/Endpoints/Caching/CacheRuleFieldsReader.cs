using HybridAi.Client.Caching;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Configuration;
using HybridAi.Gateway.Endpoints.Management;
using HybridAi.Providers.Wire;

namespace HybridAi.Gateway.Endpoints.Caching;

/// <summary>Reads a cache rule of a request, and names everything that is wrong with it.</summary>
internal static class CacheRuleFieldsReader
{
    private const int MostPriority = 1000;
    private const int MostEntries = 100;
    private const int LongestEntry = 256;
    private const double HighestTemperature = 2;

    private static readonly string[] Apis = [.. Enum.GetValues<InferenceApi>().Select(api => api.NameOf())];

    public static CacheRule Read(string name, long revision, DateTimeOffset now, SaveCacheRuleRequest request, FieldProblems problems)
    {
        if (request.Priority is < -MostPriority or > MostPriority)
            problems.Add("priority", $"must be from -{MostPriority} to {MostPriority}");
        var when = request.When ?? new CacheConditionsDocument();
        return new CacheRule
        {
            Name = name,
            Revision = revision,
            UpdatedAt = now,
            Priority = (int)Math.Clamp(request.Priority ?? 0, -MostPriority, MostPriority),
            Disabled = request.Enabled == false,
            Never = request.Cache == false,
            Ttl = ReadTtl(request, problems),
            Models = Texts("when.models", when.Models, problems, static model => model.IndexOf('*', StringComparison.Ordinal) is var star && star >= 0 && star != model.Length - 1 ? "may have one '*', at its end" : null),
            Apis = Texts("when.apis", when.Apis, problems, static api => Apis.Contains(api) ? null : $"must be one of {string.Join(", ", Apis)}"),
            Tasks = Texts("when.tasks", when.Tasks, problems),
            Tags = Texts("when.tags", when.Tags, problems),
            Keys = [.. Texts("when.keys", when.Keys, problems, static key => Guid.TryParse(key, out _) ? null : "must be the id of a key (a UUID)").Select(key => Guid.TryParse(key, out var id) ? id : default)],
            TemperatureAtLeast = Temperature("when.temperature.atLeast", when.Temperature?.AtLeast, problems),
            TemperatureAtMost = MostOf(when.Temperature, problems),
        };
    }

    private static TimeSpan? ReadTtl(SaveCacheRuleRequest request, FieldProblems problems)
    {
        if (request.Ttl is not { } text)
            return null;
        if (request.Cache == false)
            problems.Add("ttl", "must be left out where 'cache' is false");
        if (DurationText.TryParse(text, out var ttl) && ttl >= CacheRule.ShortestTtl && ttl <= CacheRule.LongestTtl)
            return ttl;
        problems.Add("ttl", $"must be {DurationText.Accepted}, from 1s to 365d");
        return null;
    }

    private static double? MostOf(CacheTemperatureDocument? range, FieldProblems problems)
    {
        if (range is { AtLeast: { } least, AtMost: { } most } && least > most)
            problems.Add("when.temperature.atMost", "must not be below 'atLeast'");
        return Temperature("when.temperature.atMost", range?.AtMost, problems);
    }

    private static double? Temperature(string field, double? value, FieldProblems problems)
    {
        if (value is < 0 or > HighestTemperature or double.NaN)
            problems.Add(field, $"must be from 0 to {HighestTemperature}");
        return value;
    }

    private static string[] Texts(string field, IReadOnlyList<string>? texts, FieldProblems problems, Func<string, string?>? problem = null)
    {
        if (texts is null)
            return [];
        if (texts.Count is 0 or > MostEntries)
            problems.Add(field, $"must have 1 to {MostEntries} entries; leave it out for any");
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] is not { Length: > 0 and <= LongestEntry } text || text.Any(char.IsControl))
                problems.Add($"{field}[{i}]", $"must have 1 to {LongestEntry} printable characters");
            else if (problem?.Invoke(text) is { } wrong)
                problems.Add($"{field}[{i}]", wrong);
        }

        return [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)];
    }
}
