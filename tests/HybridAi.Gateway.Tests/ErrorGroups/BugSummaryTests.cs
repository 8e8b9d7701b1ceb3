using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Routing;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.ErrorGroups;

/// <summary>A request that the gateway fails on says where, and not what was in it.</summary>
public sealed class BugSummaryTests
{
    [Fact]
    public async Task The_record_has_the_kind_of_exception_and_its_place_but_not_its_message()
    {
        await using var gateway = await TestGateway.StartAsync(services: services => services.AddSingleton<IAttemptObserver>(new BrokenObserver()));
        using var answer = await gateway.ChatAsync();
        Assert.Equal(500, (int)answer.StatusCode);
        var record = await gateway.Journal.NextAsync();
        var summary = Assert.Single(record.Decisions!, decision => decision.Step == ErrorOccurrence.DecisionStep).Text;
        Assert.Equal($"InvalidOperationException in {typeof(BrokenObserver).FullName!.Replace('+', '.')}.Began", summary.Replace('+', '.'));
        Assert.DoesNotContain("sk-secret", record.ToString() + string.Concat(record.Decisions!));
        var occurrence = Assert.Single(ErrorOccurrence.Of(record));
        Assert.Equal((ErrorSources.Gateway, "Internal", 500, summary), (occurrence.Fingerprint.Source, occurrence.Fingerprint.Cause, occurrence.Fingerprint.Status, occurrence.Fingerprint.Detail));
    }

    private sealed class BrokenObserver : IAttemptObserver
    {
        public void Began(Deployment deployment) => throw new InvalidOperationException("The key sk-secret was refused.");

        public void Ended(in AttemptOutcome outcome)
        {
        }
    }
}
