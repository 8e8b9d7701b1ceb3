using HybridAi.Core.Resilience;
using HybridAi.Gateway.Execution;
using HybridAi.Gateway.Tests.Management.Fakes;
using HybridAi.Providers.Wire;
using Microsoft.Extensions.Logging;

namespace HybridAi.Gateway.Tests.Execution;

public sealed class ProviderRefusalsTests
{
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly Lines _lines = new();

    [Fact]
    public void The_log_has_the_providers_words_once_a_minute_for_each_provider_and_cause()
    {
        var refusals = new ProviderRefusals(_time, _lines);
        var refused = new ProviderError { Cause = FailureCause.Authentication, Status = 401, Message = "Incorrect key sk-…abc." };
        for (var i = 0; i < 3; i++)
        {
            refusals.KeyRefused("one", refused);
            refusals.KeyRefused("two", refused);
            refusals.AddressForbidden("one", new IOException("It is at 10.0.0.1."));
        }

        Assert.Equal(3, _lines.Count);
        Assert.Equal("The provider one refused the gateway's key for it (401): Incorrect key sk-…abc.", _lines[0]);
        Assert.Contains(_lines, line => line.Contains("10.0.0.1", StringComparison.Ordinal));
        _time.Advance(TimeSpan.FromSeconds(59));
        refusals.KeyRefused("one", refused);
        Assert.Equal(3, _lines.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        refusals.KeyRefused("one", refused);
        refusals.KeyRefused("one", refused);
        Assert.Equal(4, _lines.Count);
    }

    private sealed class Lines : List<string>, ILogger<ProviderRefusals>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add(formatter(state, exception));
    }
}
