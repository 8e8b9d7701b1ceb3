using HybridAi.Core.Providers.Testing;

namespace HybridAi.Node.Providers.Testing;

/// <summary>How far a test is, and who wants to know.</summary>
internal sealed class TestCourse(ProviderTest test, TestSession session, SpendingCap cap, Func<ProviderTest, Task> report, TimeProvider time)
{
    /// <summary>How many steps a benchmark counts as.</summary>
    public const int BenchmarkSteps = 10;

    // Each report is a write; and what a worker that dies has spent since the last one is not known.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _one = new(1);
    private long _reportedAt = time.GetTimestamp();
    private string? _message;

    public ProviderTestPlan Plan => test.Plan;

    /// <summary>Steps that are done.</summary>
    public double Done { get; set; }

    /// <summary>The test as it stands.</summary>
    public ProviderTest Now => At(Done / Steps, _message);

    private int Steps => Math.Max(1,
        (Plan.Functional ? FunctionalChecks.Names.Count : 0) + (Plan.Benchmark ? BenchmarkSteps : 0) + (Plan.Stress ? StressRamp.StepsTo(Plan.MaxConcurrency).Count : 0));

    public ProviderTest At(double progress, string? message) => test with { Progress = progress, Message = message, Spent = cap.Spent, Calls = test.Calls + session.Calls };

    public Task ReportAsync(string message)
    {
        (_message, _reportedAt) = (message, time.GetTimestamp());
        return report(Now);
    }

    /// <summary>Reports if the last report is some time ago. May be called by several at once.</summary>
    public async Task ReportSometimesAsync(string message)
    {
        if (time.GetElapsedTime(Volatile.Read(ref _reportedAt)) < Interval || !await _one.WaitAsync(0))
            return;
        try
        {
            await ReportAsync(message);
        }
        finally
        {
            _one.Release();
        }
    }
}
