using HybridAi.Core.Catalog;
using HybridAi.Core.Costs;
using HybridAi.Core.Jobs;
using HybridAi.Core.Providers.Testing;
using HybridAi.Core.Routing;

namespace HybridAi.Node.Providers.Testing;

/// <summary>Tests a provider by a plan: what it can do, how long it takes, what it bears.</summary>
public sealed class ProviderTester(TrialCalls calls, TimeProvider time)
{
    /// <summary>The models that a plan is for.</summary>
    /// <param name="models">What the provider serves.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="now">The time, for prices.</param>
    /// <param name="problem">Why there are none, with the field of the plan that says so; null if there are.</param>
    /// <returns>The chat model, and the embedding model if there is one.</returns>
    public static (Deployment? Chat, Deployment? Embeddings) Choose(ProviderModels models, ProviderTestPlan plan, DateTimeOffset now, out (string Field, string Text)? problem)
    {
        problem = null;
        var chat = plan.Model is { } name ? models.Find(name) : ProviderProbe.CheapestChat(models, now);
        var embeddings = plan.EmbeddingModel is { } other ? models.Find(other) : ProviderProbe.CheapestEmbedding(models, now);
        if (chat is null || chat.Kind is not (null or ModelKind.Chat))
            problem = ("model", plan.Model is null ? $"is needed: {models.Provider} lists no chat model" : chat is null ? $"is no model of {models.Provider}" : "is no chat model");
        else if (plan.EmbeddingModel is not null && embeddings?.Kind is not ModelKind.Embedding)
            problem = ("embeddingModel", embeddings is null ? $"is no model of {models.Provider}" : "makes no vectors");
        else if (!plan.AllowUnpriced && IsUnpriced(chat, 1, now))
            problem = Unpriced(chat);
        else if (!plan.AllowUnpriced && plan.Functional && embeddings is not null && IsUnpriced(embeddings, 0, now))
        {
            // One that nobody has named is left out.
            if (plan.EmbeddingModel is not null)
                problem = Unpriced(embeddings);
            embeddings = null;
        }

        return (chat, embeddings);

        static (string, string) Unpriced(Deployment deployment) => ("allowUnpriced", $"has to be true to test {deployment.Id}, whose price is not known, so that its cost cannot be bounded");
    }

    /// <summary>Makes a test. Whatever happens is told in it.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="test">The test. What it has spent before counts against its bound.</param>
    /// <param name="report">Is told how far it is, at each step and about each second: the test with progress, message, spent and calls.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The test with its report, or with the error that there is none for; waiting, with what it has spent, if it was ended.</returns>
    public async Task<ProviderTest> RunAsync(ConfiguredProvider provider, ProviderTest test, Func<ProviderTest, Task> report, CancellationToken cancellationToken)
    {
        var (chat, embeddings) = Choose(provider.Models, test.Plan, time.GetUtcNow(), out var problem);
        if (chat is null || problem is not null)
            return test with { State = ProviderTestState.Failed, Error = $"'{problem!.Value.Field}' {problem.Value.Text}." };
        var cap = new SpendingCap(Cost.FromUsd(test.Plan.MaxCostUsd), test.Spent);
        var session = new TestSession(provider, chat, embeddings, calls, cap, time);
        var course = new TestCourse(test, session, cap, report, time);
        try
        {
            var result = await MakeAsync(session, course, new ProviderTestReport { Model = chat.Model, EmbeddingModel = embeddings?.Model, Simulated = provider.Endpoint.IsSimulated }, cancellationToken);
            return course.At(1, null) with { State = ProviderTestState.Done, Report = result };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return course.Now with { State = ProviderTestState.Waiting };
        }
        catch (Exception bug) when (bug is not JobLeaseLostException)
        {
            // What it has spent is known all the same.
            return course.Now with { State = ProviderTestState.Failed, Error = $"It broke: {provider.Endpoint.Redact(bug.Message)}" };
        }
    }

    private static bool IsUnpriced(Deployment deployment, int output, DateTimeOffset now) => deployment.Prices.CostOf(new TokenUsage { Input = 1, Output = output }, now) is null;

    private async Task<ProviderTestReport> MakeAsync(TestSession session, TestCourse course, ProviderTestReport result, CancellationToken cancellationToken)
    {
        var plan = course.Plan;
        if (plan.Functional)
            result = result with { Checks = await CheckAsync(session, course, cancellationToken) };
        // What the bound ends is not begun anew with smaller calls, which it might still leave room for.
        if (plan.Benchmark && !session.IsCapReached)
            result = result with { Latency = await MeasureAsync(session, course, cancellationToken) };
        if (plan.Stress && !session.IsCapReached)
            result = result with { Load = await StressAsync(session, course, cancellationToken) };
        return session.IsCapReached ? result with { CutShort = $"The next call could have exceeded the bound of {plan.MaxCostUsd} US dollars (maxCostUsd)." } : result;
    }

    private async Task<IReadOnlyList<ProviderCheck>> CheckAsync(TestSession session, TestCourse course, CancellationToken cancellationToken)
    {
        var checks = new List<ProviderCheck>();
        foreach (var name in FunctionalChecks.Names)
        {
            await course.ReportAsync($"Checking {name}.");
            checks.Add(await FunctionalChecks.RunAsync(name, session, time, cancellationToken));
            course.Done++;
        }

        return checks;
    }

    private static async Task<ProviderLatency> MeasureAsync(TestSession session, TestCourse course, CancellationToken cancellationToken)
    {
        await course.ReportAsync("Measuring how long streams take.");
        var (before, steps) = (course.Done, TestCourse.BenchmarkSteps);
        var latency = await LatencyBenchmark.RunAsync(session, course.Plan.Requests, async made =>
        {
            course.Done = before + ((double)made * steps / course.Plan.Requests);
            await course.ReportSometimesAsync($"Measured {made} of {course.Plan.Requests} streams.");
        }, cancellationToken);
        course.Done = before + steps;
        return latency;
    }

    private async Task<IReadOnlyList<ProviderLoadStep>> StressAsync(TestSession session, TestCourse course, CancellationToken cancellationToken)
    {
        var load = new List<ProviderLoadStep>();
        foreach (var concurrency in StressRamp.StepsTo(course.Plan.MaxConcurrency))
        {
            var message = $"Asking {concurrency} at once.";
            await course.ReportAsync(message);
            var step = await StressRamp.RunAsync(session, concurrency, () => course.ReportSometimesAsync(message), time, cancellationToken);
            // One that the bound cut had not so many at once.
            if (session.IsCapReached)
                break;
            load.Add(step);
            if (StressRamp.IsEnough(step))
                break;
            course.Done++;
        }

        return load;
    }
}
