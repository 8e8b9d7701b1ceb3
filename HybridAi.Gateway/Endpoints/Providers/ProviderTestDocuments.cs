using HybridAi.Client.Providers;
using HybridAi.Core.Providers.Testing;
using HybridAi.Gateway.Endpoints.Management;

namespace HybridAi.Gateway.Endpoints.Providers;

/// <summary>Tests of providers as the API shows them, and what it takes to ask for one.</summary>
internal static class ProviderTestDocuments
{
    private const string Functional = "functional", Benchmark = "benchmark", Stress = "stress";

    /// <summary>Reads what a test is to consist of; all that is wrong is added to the problems.</summary>
    public static ProviderTestPlan PlanOf(TestProviderRequest request, FieldProblems problems)
    {
        var usual = new ProviderTestPlan();
        var kinds = request.Kinds ?? [Functional];
        if (kinds.Count == 0)
            problems.Add("kinds", $"must name at least one of {Functional}, {Benchmark}, {Stress}");
        for (var i = 0; i < kinds.Count; i++)
        {
            if (kinds[i] is not (Functional or Benchmark or Stress))
                problems.Add($"kinds[{i}]", $"must be {Functional}, {Benchmark} or {Stress}");
        }

        Check("requests", request.Requests, 1, ProviderTestPlan.MostRequests);
        Check("maxConcurrency", request.MaxConcurrency, 1, ProviderTestPlan.MostConcurrency);
        if (request.MaxCostUsd is <= 0 or > ProviderTestPlan.MostCostUsd)
            problems.Add("maxCostUsd", $"must be above 0 and at most {ProviderTestPlan.MostCostUsd}");
        return new ProviderTestPlan
        {
            Functional = kinds.Contains(Functional), Benchmark = kinds.Contains(Benchmark), Stress = kinds.Contains(Stress),
            Model = request.Model, EmbeddingModel = request.EmbeddingModel,
            Requests = request.Requests ?? usual.Requests, MaxConcurrency = request.MaxConcurrency ?? usual.MaxConcurrency,
            MaxCostUsd = request.MaxCostUsd ?? usual.MaxCostUsd, AllowUnpriced = request.AllowUnpriced ?? usual.AllowUnpriced,
        };

        void Check(string field, int? value, int least, int most)
        {
            if (value < least || value > most)
                problems.Add(field, $"must be {least} to {most}");
        }
    }

    public static ProviderTestDocument ToDocument(this ProviderTest test) => new()
    {
        Id = test.Id, At = test.At, Provider = test.Provider,
        Kinds = [.. new[] { (test.Plan.Functional, Functional), (test.Plan.Benchmark, Benchmark), (test.Plan.Stress, Stress) }.Where(kind => kind.Item1).Select(kind => kind.Item2)],
        State = test.State.ToString().ToLowerInvariant(), StartedAt = test.StartedAt, FinishedAt = test.FinishedAt, Progress = test.Progress, Message = test.Message,
        MaxCostUsd = test.Plan.MaxCostUsd, CostUsd = test.Spent.Usd, Calls = test.Calls, Error = test.Error,
        Report = test.Report is { } report ? ToDocument(report) : null,
    };

    public static ProviderTestComparisonDocument ToDocument(this ProviderTestComparison comparison, Guid with) => new(
        with,
        [.. comparison.Checks.Select(change => new ProviderCheckChangeDocument(change.Name, NameOf(change.Before), NameOf(change.After)))],
        [.. comparison.Figures.Select(figure => new ProviderFigureChangeDocument(figure.Name, figure.Before, figure.After))]);

    private static ProviderTestReportDocument ToDocument(ProviderTestReport report) => new()
    {
        Model = report.Model, EmbeddingModel = report.EmbeddingModel, Simulated = report.Simulated, CutShort = report.CutShort,
        Checks = [.. report.Checks.Select(check => new ProviderCheckDocument(check.Name, NameOf(check.Outcome), check.Message, check.Status, check.DurationMs))],
        Latency = report.Latency is { } latency
            ? new(latency.Requests, latency.Failed, ToDocument(latency.FirstContentMs), ToDocument(latency.DurationMs), latency.OutputTokensPerSecond, latency.FirstProblem)
            : null,
        Load = [.. report.Load.Select(step => new ProviderLoadStepDocument(
            step.Concurrency, step.Requests, step.Failed, step.RateLimited, step.PerSecond, ToDocument(step.DurationMs), step.FirstProblem))],
    };

    private static PercentilesDocument? ToDocument(SamplePercentiles? values) => values is null ? null : new(values.P50, values.P95, values.P99);

    private static string NameOf(ProviderCheckOutcome outcome) => outcome.ToString().ToLowerInvariant();
}
