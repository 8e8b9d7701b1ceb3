using System.Text.Json;
using HybridAi.Core.Costs;
using HybridAi.Core.Usage;
using HybridAi.Storage.Database;
using HybridAi.Storage.Usage;
using Npgsql;
using NpgsqlTypes;

namespace HybridAi.Storage.Postgres;

/// <summary>Writes records into a binary COPY of all <see cref="UsageColumns"/>, in the order of <see cref="UsageColumn"/>.</summary>
internal sealed class UsageCopy(NpgsqlBinaryImporter importer, CancellationToken cancellationToken)
{
    public async Task WriteAsync(UsageRecord record)
    {
        await importer.StartRowAsync(cancellationToken).ConfigureAwait(false);
        await IdAsync(record.Id).ConfigureAwait(false);
        await NumberAsync(record.At.ToUnixTimeMilliseconds()).ConfigureAwait(false);
        await IdAsync(record.OrganizationId.Value).ConfigureAwait(false);
        await IdAsync(record.TeamId?.Value).ConfigureAwait(false);
        await IdAsync(record.UserId?.Value).ConfigureAwait(false);
        await IdAsync(record.KeyId.Value).ConfigureAwait(false);
        await TextAsync(record.Api).ConfigureAwait(false);
        await TextAsync(record.RequestedModel).ConfigureAwait(false);
        await TextAsync(record.Provider).ConfigureAwait(false);
        await TextAsync(record.Model).ConfigureAwait(false);
        await TextAsync(record.Deployment).ConfigureAwait(false);
        await FlagAsync(record.Streamed).ConfigureAwait(false);
        await FlagAsync(record.Simulated).ConfigureAwait(false);
        await SmallNumberAsync(record.Status).ConfigureAwait(false);
        await TextAsync(record.Outcome.ToString()).ConfigureAwait(false);
        await TextAsync(record.FailureCause).ConfigureAwait(false);
        await TextAsync(record.FinishReason).ConfigureAwait(false);
        await TokensAsync(record.Usage).ConfigureAwait(false);
        await FlagAsync(record.Estimated).ConfigureAwait(false);
        await NumberAsync(record.Cost?.NanoDollars).ConfigureAwait(false);
        await TextAsync(record.CostSource.ToString()).ConfigureAwait(false);
        await NumberAsync(record.Duration.Ticks / TimeSpan.TicksPerMicrosecond).ConfigureAwait(false);
        await NumberAsync(record.TimeToFirstToken?.Ticks / TimeSpan.TicksPerMicrosecond).ConfigureAwait(false);
        await SmallNumberAsync(record.Attempts).ConfigureAwait(false);
        await TextAsync(record.AbandonedAttempts is { } abandoned ? JsonSerializer.Serialize(abandoned, StorageJson.Default.IReadOnlyListAbandonedAttempt) : null).ConfigureAwait(false);
        await TextAsync(record.Cache).ConfigureAwait(false);
        await TextAsync(record.Session).ConfigureAwait(false);
        await TextAsync(record.Task).ConfigureAwait(false);
        await TextAsync(record.Tags is { } tags ? JsonSerializer.Serialize(tags, StorageJson.Default.IReadOnlyListString) : null).ConfigureAwait(false);
        await TextAsync(record.EndUser).ConfigureAwait(false);
        await TextAsync(record.ClientAddress).ConfigureAwait(false);
        await TextAsync(record.Route).ConfigureAwait(false);
        await TextAsync(record.Decisions is { } decisions ? JsonSerializer.Serialize(decisions, StorageJson.Default.IReadOnlyListDecision) : null).ConfigureAwait(false);
        await NumberAsync(record.Saved?.NanoDollars).ConfigureAwait(false);
        await NumberAsync(record.SavedTime?.Ticks / TimeSpan.TicksPerMicrosecond).ConfigureAwait(false);
        await TextAsync(record.Region).ConfigureAwait(false);
    }

    private async Task TokensAsync(TokenUsage usage)
    {
        await NumberAsync(usage.Input).ConfigureAwait(false);
        await NumberAsync(usage.CachedInput).ConfigureAwait(false);
        await NumberAsync(usage.CacheWrite).ConfigureAwait(false);
        await NumberAsync(usage.CacheWrite1h).ConfigureAwait(false);
        await NumberAsync(usage.AudioInput).ConfigureAwait(false);
        await NumberAsync(usage.ImageInput).ConfigureAwait(false);
        await NumberAsync(usage.Output).ConfigureAwait(false);
        await NumberAsync(usage.Reasoning).ConfigureAwait(false);
        await NumberAsync(usage.AudioOutput).ConfigureAwait(false);
        await NumberAsync(usage.ImageOutput).ConfigureAwait(false);
    }

    private Task IdAsync(Guid value) => importer.WriteAsync(value, NpgsqlDbType.Uuid, cancellationToken);

    private Task IdAsync(Guid? value) => value is { } id ? IdAsync(id) : importer.WriteNullAsync(cancellationToken);

    private Task NumberAsync(long value) => importer.WriteAsync(value, NpgsqlDbType.Bigint, cancellationToken);

    private Task NumberAsync(long? value) => value is { } number ? NumberAsync(number) : importer.WriteNullAsync(cancellationToken);

    private Task SmallNumberAsync(int value) => importer.WriteAsync(value, NpgsqlDbType.Integer, cancellationToken);

    private Task FlagAsync(bool value) => importer.WriteAsync(value, NpgsqlDbType.Boolean, cancellationToken);

    private Task TextAsync(string? value) =>
        value is null ? importer.WriteNullAsync(cancellationToken) : importer.WriteAsync(StorableText.Of(value), NpgsqlDbType.Text, cancellationToken);
}
