using System.Globalization;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Core.Routing.Tasks;

namespace HybridAi.Core.Routing.Auto;

/// <summary>How the models of an auto model are ordered for a request.</summary>
/// <param name="Model">The auto model.</param>
/// <param name="Task">What the request is for.</param>
/// <param name="Level">The quality that it gets.</param>
/// <param name="Confidence">How sure the classifier is of the task, 0.1 to 1; null: its caller said so.</param>
public sealed record AutoPick(AutoModel Model, TaskKind Task, QualityLevel Level, double? Confidence = null)
{
    private static readonly Comparison<RouteCandidate> ByRank = static (a, b) => a.Rank.CompareTo(b.Rank) is not 0 and var order ? order : a.Index.CompareTo(b.Index);

    /// <summary>How good a deployment's model is for the task, 0 to 1.</summary>
    /// <param name="deployment">One of the auto model's.</param>
    public double QualityOf(Deployment deployment) => Model.QualityOf(Model.ModelOf(deployment), Task);

    /// <summary>Why the first is the first, in a few words.</summary>
    public string Reason => string.Create(
        CultureInfo.InvariantCulture,
        $"{Model.Name}; {TaskNames.NameOf(Task)}, {QualityLevels.NameOf(Level)}: {(QualityLevels.FloorOf(Level) is { } floor ? $"cheapest of quality {floor:0.00} and above" : "highest quality")}");

    /// <summary>
    /// Orders candidates by their models, those of one model side by side. First the ones that are preferred for the task; then by the level:
    /// the cheapest whose quality is at least the floor, then the others from the best down; or, without a floor, from the best down, the
    /// cheaper of equals first. Behind them what nobody knows to be able to do what the request needs, and what is not for the task at all.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="candidates">The candidates, with what is known of them at this moment.</param>
    public void Order(RouteRequest request, Span<RouteCandidate> candidates)
    {
        var standings = new Standing[Model.Candidates.Count];
        var output = UsualOutput(candidates);
        foreach (ref readonly var candidate in candidates)
        {
            if (Model.ModelOf(candidate.Deployment) is not (>= 0 and var model))
                continue;
            var cost = Expected.Cost(request, candidate, output);
            ref var standing = ref standings[model];
            standing.Cost = standing.IsThere ? Math.Min(standing.Cost, cost) : cost;
            standing.IsDoubtful |= request.Needs != RequestNeeds.None && Capability.Unknowns(request, candidate.Deployment) > 0;
            (standing.IsThere, standing.Model) = (true, model);
        }

        var floor = QualityLevels.FloorOf(Level);
        foreach (ref var standing in standings.AsSpan())
            Judge(ref standing, floor);
        Array.Sort(standings, static (a, b) => a.CompareTo(b));
        var ranks = new int[standings.Length];
        for (var i = 0; i < standings.Length; i++)
        {
            if (standings[i].IsThere)
                ranks[standings[i].Model] = i;
        }

        foreach (ref var candidate in candidates)
            candidate.Rank = Model.ModelOf(candidate.Deployment) is >= 0 and var model ? ranks[model] : int.MaxValue;
        candidates.Sort(ByRank);
    }

    // The same for all: what one model was asked for lately says more of its requests than of the model.
    private static double UsualOutput(ReadOnlySpan<RouteCandidate> candidates)
    {
        var (sum, known) = (0.0, 0);
        foreach (ref readonly var candidate in candidates)
        {
            if (candidate.Figures?.MeanOutputTokens is not { } mean)
                continue;
            sum += mean;
            known++;
        }

        return known == 0 ? Expected.OutputTokens : sum / known;
    }

    private void Judge(ref Standing standing, double? floor)
    {
        if (!standing.IsThere)
        {
            standing.Group = Standing.Absent;
            return;
        }

        var quality = Model.QualityOf(standing.Model, Task);
        if (Model.PlaceOf(standing.Model, Task) is { } place)
            (standing.Group, standing.First) = (0, place);
        else if (quality <= 0)
            (standing.Group, standing.First) = (4, standing.Cost);
        else if (standing.IsDoubtful)
            (standing.Group, standing.First, standing.Second) = (3, -quality, standing.Cost);
        else if (floor is null || quality < floor)
            (standing.Group, standing.First, standing.Second) = (2, -quality, standing.Cost);
        else
            (standing.Group, standing.First, standing.Second) = (1, standing.Cost, -quality);
    }

    // A model in the order: by group, then the first, then the second figure, the lowest first.
    private struct Standing : IComparable<Standing>
    {
        public const int Absent = 5;

        public bool IsThere;
        public bool IsDoubtful;
        public int Model;
        public int Group;
        public double Cost;
        public double First;
        public double Second;

        public readonly int CompareTo(Standing other) => Group.CompareTo(other.Group) is not 0 and var byGroup ? byGroup
            : First.CompareTo(other.First) is not 0 and var byFirst ? byFirst
            : Second.CompareTo(other.Second) is not 0 and var bySecond ? bySecond
            : Model.CompareTo(other.Model);
    }
}
