using System.Threading.Channels;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Semantic.Shadow;
using HybridAi.Node.Settings;

namespace HybridAi.Gateway.Caching.Semantic;

/// <summary>Compares answers that would have been given with those that were, off the caller's path. While more wait than it can do, further ones are left out.</summary>
internal sealed partial class ShadowComparison(SemanticCacheOptions options, LayeredCache cache, ShadowBook book, ILogger<ShadowComparison> logger) : BackgroundService
{
    private const int MostWaiting = 256;

    private readonly Channel<Pair> _waiting = Channel.CreateBounded<Pair>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Asks for a comparison.</summary>
    /// <param name="given">The answer that was given.</param>
    /// <param name="candidate">What the other one is found by.</param>
    /// <param name="similarity">How similar the prompts are.</param>
    public void Compare(CachedAnswer given, CacheKey candidate, double similarity) => _waiting.Writer.TryWrite(new Pair(given, candidate, similarity));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var pair in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await CompareAsync(pair, stoppingToken);
            }
            catch (Exception bug) when (bug is not OperationCanceledException)
            {
                LogFailed(bug);
            }
        }
    }

    private async Task CompareAsync(Pair pair, CancellationToken cancellationToken)
    {
        var hit = await cache.FindAsync(pair.Candidate, cancellationToken);
        if (!hit.IsHit)
            return;
        var (given, other) = (AnswerText.Of(pair.Given), AnswerText.Of(hit.Answer));
        // What says nothing cannot be compared: it counts neither way.
        if (given.Length == 0 || other.Length == 0)
            return;
        book.Add(pair.Given.Key.Organization, pair.Given.RequestedModel, pair.Similarity, AnswerAgreement.Agree(given, other, options.Agreement));
    }

    private readonly record struct Pair(CachedAnswer Given, CacheKey Candidate, double Similarity);

    [LoggerMessage(LogLevel.Error, "Two answers could not be compared")]
    private partial void LogFailed(Exception exception);
}
