using System.Runtime.InteropServices;
using System.Text.Json;
using HybridAi.Core.Batches;
using HybridAi.Core.Costs;
using HybridAi.Core.Resilience;
using HybridAi.Core.Routing;
using HybridAi.Core.Usage;
using HybridAi.Providers.Http;
using HybridAi.Providers.Wire;

namespace HybridAi.Worker.Jobs.BatchSettlement;

/// <summary>
/// Makes usage records of what a batch has answered. Their ids follow from the batch and the lines' own ids, and their time is the batch's end, so that whoever makes
/// them, however often, makes the same.
/// </summary>
internal sealed class BatchRecords(ProviderObject batch, ProviderEndpoint provider, Deployment? deployment)
{
    private const int LongestReason = 32;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = BodyScan.MaxDepth };

    private readonly InferenceApi _api = BatchApis.Find(batch.Endpoint) ?? InferenceApi.ChatCompletions;

    /// <summary>The record of a line of an output or error file.</summary>
    /// <param name="file">Which file, for lines that do not say whose answer they are.</param>
    /// <param name="number">The line's number.</param>
    /// <param name="line">The line; empty if it was too long to read.</param>
    public UsageRecord OfLine(string file, int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Reading);
            var json = document.RootElement;
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("custom_id", out var id) && id.ValueKind == JsonValueKind.String)
                return OfAnswer(Base($"line:{id.GetString()}"), json);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not JSON, or an id that is no Unicode: something was answered, and nobody knows what.
        }

        return Unknown($"{file}:{number}");
    }

    /// <summary>The record of what was used but cannot be read any more.</summary>
    /// <param name="part">What of the batch.</param>
    public UsageRecord Unknown(string part) => Base(part) with { Outcome = UsageOutcome.Succeeded, Status = 200, Estimated = true };

    private UsageRecord OfAnswer(UsageRecord record, JsonElement line)
    {
        if (!line.TryGetProperty("response", out var response) || response.ValueKind != JsonValueKind.Object)
            return Failed(record, 0);
        var status = response.TryGetProperty("status_code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) ? number : 200;
        if (status is < 200 or > 299 || !response.TryGetProperty("body", out var body))
            return Failed(record, status);
        _ = provider.Format.TryReadAnswer(_api, JsonMarshal.GetRawUtf8Value(body), provider.Profile.CostField, out var facts);
        var cost = CostOf(facts);
        return record with
        {
            Status = status,
            Outcome = UsageOutcome.Succeeded,
            Usage = facts.Usage ?? default,
            Estimated = facts.Usage is null,
            FinishReason = facts.FinishReason is { Length: > LongestReason } reason ? reason[..LongestReason] : facts.FinishReason,
            Cost = cost,
            CostSource = cost is null ? CostSource.Unknown : facts.CostUsd is not null ? CostSource.Provider : CostSource.Catalog,
        };
    }

    // Unknown is not zero: neither without the tokens, nor without the price, nor without the provider's share of it for batches.
    private Cost? CostOf(in AnswerFacts facts) => facts.CostUsd is { } usd ? Cost.FromUsd(usd)
        : facts.Usage is { } usage && provider.Profile.Batches?.PriceShare is { } share ? deployment?.Prices.CostOf(usage, batch.EndedAt!.Value, share)
        : null;

    // What failed is not billed (OpenAI, Batch API: only completed requests are).
    private static UsageRecord Failed(UsageRecord record, int status) => record with
    {
        Status = status,
        FailureCause = (status switch
        {
            0 => FailureCause.ProviderTimeout,
            401 => FailureCause.Authentication,
            403 => FailureCause.Permission,
            404 => FailureCause.NotFound,
            429 => FailureCause.RateLimit,
            >= 500 => FailureCause.ServerError,
            _ => FailureCause.BadRequest,
        }).Name(),
        Cost = Cost.Zero,
        CostSource = CostSource.Free,
    };

    private UsageRecord Base(string part) => new()
    {
        Id = ProviderObjectId.Derive(batch.EndedAt!.Value, batch.Id, part),
        At = batch.EndedAt.Value,
        OrganizationId = batch.OrganizationId,
        TeamId = batch.TeamId,
        UserId = batch.UserId,
        KeyId = batch.KeyId,
        Api = $"batch.{_api.NameOf()}",
        RequestedModel = batch.RequestedModel ?? "",
        Provider = batch.Provider,
        Model = batch.Model,
        Deployment = $"{batch.Provider}/{batch.Model}",
        Simulated = provider.IsSimulated,
        Outcome = UsageOutcome.Failed,
        Duration = batch.EndedAt.Value > batch.At ? batch.EndedAt.Value - batch.At : TimeSpan.Zero,
        Attempts = 1,
    };
}
