namespace HybridAi.Core.Usage;

/// <summary>Something that the gateway decided about a request, and why.</summary>
/// <param name="Step">The step of the pipeline, at most 32 characters: <c>limit</c>, <c>budget</c>, <c>rule</c>, <c>route</c>, <c>retry</c>, <c>breaker</c>, <c>fallback</c>, <c>idempotency</c>, <c>cache</c>, <c>error</c>.</param>
/// <param name="Text">What and why, as a sentence for people, at most 512 characters.</param>
public sealed record Decision(string Step, string Text);
