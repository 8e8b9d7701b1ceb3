using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Suite;

namespace HybridAi.Benchmarks.Reporting;

/// <summary>A scenario's measurements, compared round by round.</summary>
internal sealed class PairedFigures(IReadOnlyDictionary<string, IReadOnlyList<Measurement>> subjects)
{
    public IEnumerable<string> Subjects => SubjectNames.InOrder(subjects.Keys);

    public Spread Of(string subject, Func<Measurement, double> figure) => Spread.Of(subjects[subject].Select(figure));

    public Spread Ratio(string subject, string to, Func<Measurement, double> figure) => Paired(subject, to, figure, (one, other) => one / other);

    public Spread Difference(string subject, string to, Func<Measurement, double> figure) => Paired(subject, to, figure, (one, other) => one - other);

    private Spread Paired(string subject, string to, Func<Measurement, double> figure, Func<double, double, double> compare) =>
        Spread.Of(subjects[subject].Zip(subjects[to], (one, other) => compare(figure(one), figure(other))));
}
