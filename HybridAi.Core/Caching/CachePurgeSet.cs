using HybridAi.Core.Tenancy;

namespace HybridAi.Core.Caching;

/// <summary>Purges, sorted so that an answer is looked up by what it is: two look-ups for each kind of purge that there is, and for each of its tags.</summary>
internal sealed class CachePurgeSet
{
    private const long Never = long.MinValue;

    private readonly long _all = Never;
    private readonly Dictionary<OrganizationId, long> _organizations = [];
    private readonly Dictionary<PurgedHash, long> _hashes = [];
    private readonly Dictionary<PurgedText, long> _tags = [];
    private readonly Dictionary<PurgedText, long> _models = [];
    private readonly Dictionary<PurgedModel, long> _providerModels = [];

    public CachePurgeSet(long version, IReadOnlyList<CachePurge> purges)
    {
        (Version, Count) = (version, purges.Count);
        foreach (var purge in purges)
        {
            var until = (purge.At + CachePurge.Skew).UtcTicks;
            if (purge is { Kind: CachePurgeKind.All, Organization: null })
                _all = Math.Max(_all, until);
            else
                Add(purge, until);
        }
    }

    public long Version { get; }

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public bool Has(CachedAnswer answer)
    {
        var (made, whose) = (answer.CreatedAt.UtcTicks, answer.Key.Organization);
        return made <= _all || made <= Latest(_organizations, whose) || HasHash(answer.Key, made) || HasTag(answer, made) || HasModel(answer, made);
    }

    private void Add(CachePurge purge, long until)
    {
        switch (purge.Kind)
        {
            case CachePurgeKind.All:
                Raise(_organizations, purge.Organization!.Value, until);
                break;
            case CachePurgeKind.Key:
                // Whatever is no hash names no answer.
                if (CacheKey.TryParse(default, purge.Value, out var key))
                    Raise(_hashes, new PurgedHash(purge.Organization, key.High, key.Low), until);
                break;
            case CachePurgeKind.Tag:
                Raise(_tags, new PurgedText(purge.Organization, purge.Value), until);
                break;
            case CachePurgeKind.Model:
                Raise(_models, new PurgedText(purge.Organization, purge.Value), until);
                if (purge.Value.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash)
                    Raise(_providerModels, new PurgedModel(purge.Organization, purge.Value[..slash], purge.Value[(slash + 1)..]), until);
                break;
        }
    }

    private bool HasHash(in CacheKey key, long made) => _hashes.Count != 0
        && (made <= Latest(_hashes, new PurgedHash(key.Organization, key.High, key.Low)) || made <= Latest(_hashes, new PurgedHash(null, key.High, key.Low)));

    private bool HasTag(CachedAnswer answer, long made)
    {
        if (_tags.Count == 0)
            return false;
        for (var i = 0; i < answer.Tags.Count; i++)
        {
            if (HasText(_tags, answer.Key.Organization, answer.Tags[i], made))
                return true;
        }

        return false;
    }

    private bool HasModel(CachedAnswer answer, long made)
    {
        if (_models.Count == 0)
            return false;
        var whose = answer.Key.Organization;
        return HasText(_models, whose, answer.Model, made) || HasText(_models, whose, answer.RequestedModel, made)
            || made <= Latest(_providerModels, new PurgedModel(whose, answer.Provider, answer.Model)) || made <= Latest(_providerModels, new PurgedModel(null, answer.Provider, answer.Model));
    }

    private static bool HasText(Dictionary<PurgedText, long> purged, OrganizationId whose, string text, long made) =>
        made <= Latest(purged, new PurgedText(whose, text)) || made <= Latest(purged, new PurgedText(null, text));

    private static long Latest<T>(Dictionary<T, long> purged, T what)
        where T : notnull => purged.TryGetValue(what, out var until) ? until : Never;

    private static void Raise<T>(Dictionary<T, long> purged, T what, long until)
        where T : notnull => purged[what] = Math.Max(Latest(purged, what), until);

    private readonly record struct PurgedHash(OrganizationId? Organization, UInt128 High, UInt128 Low);

    private readonly record struct PurgedText(OrganizationId? Organization, string Text);

    private readonly record struct PurgedModel(OrganizationId? Organization, string Provider, string Model);
}
