using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>A scenario's measurements, compared round by round.</summary>
internal sealed class PairedFigures(ScenarioResult result)
{
    public IEnumerable<string> Subjects => SubjectNames.InOrder(result.Rounds[0].Subjects.Keys);

    public Spread Of(string subject, Func<Measurement, double> figure) => Spread.Of(result.Rounds.Select(round => figure(round.Subjects[subject])));

    public Spread Ratio(string subject, string to, Func<Measurement, double> figure) => Paired(subject, to, figure, (one, other) => one / other);

    public Spread Difference(string subject, string to, Func<Measurement, double> figure) => Paired(subject, to, figure, (one, other) => one - other);

    private Spread Paired(string subject, string to, Func<Measurement, double> figure, Func<double, double, double> compare) =>
        Spread.Of(result.Rounds.Select(round => compare(figure(round.Subjects[subject]), figure(round.Subjects[to]))));
}
