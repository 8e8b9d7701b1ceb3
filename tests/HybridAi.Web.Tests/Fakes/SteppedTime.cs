namespace HybridAi.Web.Tests.Fakes;

/// <summary>A clock that a test sets forward; it has no timers.</summary>
internal sealed class SteppedTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
