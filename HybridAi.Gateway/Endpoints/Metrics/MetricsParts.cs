using HybridAi.Core.Metrics;
using HybridAi.Core.Metrics.Queries;

namespace HybridAi.Gateway.Endpoints.Metrics;

/// <summary>The answer about several metrics, each of which may be of requests of its own: one answer of the rollups for all that are of the same.</summary>
internal sealed class MetricsParts
{
    private static readonly MetricSums Nothing = new();
    private readonly List<MetricsAnswer> _answers = [];
    private readonly int[] _partOf;

    private MetricsParts(IReadOnlyList<AskedMetric> metrics) => (Metrics, _partOf) = (metrics, new int[metrics.Count]);

    /// <summary>The metrics, in the order in which they were asked for.</summary>
    public IReadOnlyList<AskedMetric> Metrics { get; }

    /// <summary>How many requests cannot be said to pass filters or not: as many for each filter, since all parts are answered from the same rows.</summary>
    public long Unattributed => _answers.Max(answer => answer.Unattributed);

    public DateTimeOffset? CoarserBefore => _answers[0].CoarserBefore;

    /// <summary>The groups of all parts, in the order of the first, the rest last.</summary>
    public IReadOnlyList<Group> Groups
    {
        get
        {
            var groups = new List<Group>();
            var byKey = new Dictionary<(bool, string?, string?), Group>();
            for (var part = 0; part < _answers.Count; part++)
            {
                foreach (var group in _answers[part].Groups)
                {
                    var key = (group.IsOther, group.Values.ElementAtOrDefault(0), group.Values.ElementAtOrDefault(1));
                    if (!byKey.TryGetValue(key, out var known))
                    {
                        byKey.Add(key, known = new Group(group.Values, group.IsOther, group.Points.Count, new MetricsGroup?[_answers.Count]));
                        groups.Add(known);
                    }

                    known.Parts[part] = group;
                }
            }

            return [.. groups.OrderBy(group => group.IsOther)];
        }
    }

    /// <summary>Asks for all of them. Groups are those of the first metric that has any, so that a group is the same in each.</summary>
    /// <param name="metrics">The metrics, at least one.</param>
    /// <param name="query">The question, without the metrics' own filters; its cut has the dimensions of these, too.</param>
    /// <param name="store">The rollups.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public static async Task<MetricsParts> ReadAsync(IReadOnlyList<AskedMetric> metrics, MetricsQuery query, IMetricsStore store, CancellationToken cancellationToken)
    {
        var parts = new MetricsParts(metrics);
        IReadOnlyList<IReadOnlyList<string?>>? groups = null;
        foreach (var part in metrics.Index().GroupBy(one => string.Join('\n', one.Item.Filters)).Select(part => part.ToArray()))
        {
            var definitions = part.Select(one => one.Item.Definition).ToArray();
            var answer = await store.ReadAsync(
                query with
                {
                    Filters = [.. query.Filters.Concat(part[0].Item.Filters).Distinct()], Groups = groups, RankBy = definitions[0].RankBy,
                    Durations = definitions.Any(metric => metric.Durations), FirstTokens = definitions.Any(metric => metric.FirstTokens),
                },
                cancellationToken);
            foreach (var (index, _) in part)
                parts._partOf[index] = parts._answers.Count;
            parts._answers.Add(answer);
            if (groups is null && answer.Groups.Any(group => !group.IsOther))
                groups = [.. answer.Groups.Where(group => !group.IsOther).Select(group => group.Values)];
        }

        return parts;
    }

    /// <summary>The values of all groups together.</summary>
    public IReadOnlyDictionary<string, decimal?> Total(double seconds) => Values([.. _answers.Select(answer => MetricsDocuments.Union(answer.Groups.Select(group => group.Total)))], seconds);

    /// <summary>The values of a group.</summary>
    public IReadOnlyDictionary<string, decimal?> Total(Group group, double seconds) => Values(Array.ConvertAll(group.Parts, part => part?.Total), seconds);

    /// <summary>The values of a slice of a group.</summary>
    public IReadOnlyDictionary<string, decimal?> Point(Group group, int slice, double seconds) => Values(Array.ConvertAll(group.Parts, part => part?.Points[slice]), seconds);

    private Dictionary<string, decimal?> Values(MetricSums?[] sums, double seconds)
    {
        var values = new Dictionary<string, decimal?>(Metrics.Count);
        for (var i = 0; i < Metrics.Count; i++)
            values.Add(Metrics[i].Definition.Name, Metrics[i].Definition.Value(sums[_partOf[i]] ?? Nothing, seconds));
        return values;
    }

    /// <summary>A group of the answer.</summary>
    /// <param name="Key">Its values of the dimensions that were grouped by.</param>
    /// <param name="IsOther">Whether it is the rest.</param>
    /// <param name="Slices">How many slices of time it has.</param>
    /// <param name="Parts">What each part has of it; null: no request.</param>
    public sealed record Group(IReadOnlyList<string?> Key, bool IsOther, int Slices, MetricsGroup?[] Parts);
}
