namespace HybridAi.Core.Routing.Rules;

/// <summary>A <see cref="DeploymentSelection"/>, made ready for use and comparison.</summary>
/// <param name="selection">The selection.</param>
public sealed class DeploymentSelector(DeploymentSelection selection)
{
    private readonly NamePatterns? _providers = Of(selection.Providers), _deployments = Of(selection.Deployments), _models = Of(selection.Models),
        _regions = Of(selection.Regions, ignoreCase: true), _tags = Of(selection.Tags);

    /// <summary>Whether a deployment is meant.</summary>
    /// <param name="deployment">The deployment.</param>
    public bool Selects(Deployment deployment) => _providers?.Match(deployment.Provider) != false
        && _deployments?.Match(deployment.Id) != false
        && _models?.Match(deployment.Model) != false
        && (_regions is null || (deployment.Region is { } region && _regions.Match(region)))
        && (_tags is null || HasTag(deployment));

    /// <summary>Whether each deployment that another one means is meant by this one, whatever others there will be.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="find">Finds a deployment by its own name.</param>
    public bool Covers(DeploymentSelector other, Func<string, Deployment?> find) => other.Named(find) is { } named
        ? named.TrueForAll(Selects)
        : Covers(_providers, other._providers) && Covers(_deployments, other._deployments) && Covers(_models, other._models) && Covers(_regions, other._regions)
            && Covers(_tags, other._tags);

    /// <summary>Whether no deployment can be meant by both, whatever others there will be.</summary>
    /// <param name="other">The other one.</param>
    /// <param name="find">Finds a deployment by its own name.</param>
    public bool IsApartFrom(DeploymentSelector other, Func<string, Deployment?> find) =>
        AreApart(_providers, other._providers) || AreApart(_deployments, other._deployments) || AreApart(_models, other._models) || AreApart(_regions, other._regions)
        || Named(find)?.Exists(other.Selects) == false || other.Named(find)?.Exists(Selects) == false;

    // What it means, if that is known beforehand: deployments by their own names, all of which there are.
    private List<Deployment>? Named(Func<string, Deployment?> find)
    {
        if (_deployments?.ExactOnly is not { } names)
            return null;
        var found = names.Select(find).ToList();
        return found.Contains(null) ? null : [.. found.OfType<Deployment>().Where(Selects)];
    }

    private bool HasTag(Deployment deployment)
    {
        for (var i = 0; i < deployment.Tags.Count; i++)
        {
            if (_tags!.Match(deployment.Tags[i]))
                return true;
        }

        return false;
    }

    private static NamePatterns? Of(IReadOnlyList<string>? names, bool ignoreCase = false) => names is null ? null : new NamePatterns(names, ignoreCase);

    private static bool Covers(NamePatterns? wide, NamePatterns? narrow) => wide is null || (narrow is not null && wide.Covers(narrow));

    // A deployment has one provider, name, model and region, but any number of tags.
    private static bool AreApart(NamePatterns? one, NamePatterns? other) => one is not null && other is not null && !one.Meets(other);
}
