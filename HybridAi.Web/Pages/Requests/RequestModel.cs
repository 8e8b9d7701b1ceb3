using HybridAi.Client.Tenancy;
using HybridAi.Client.Usage;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Requests;

/// <summary>One request.</summary>
public sealed record RequestModel
{
    /// <summary>What it was, took and cost.</summary>
    public required UsageRecordDocument Record { get; init; }

    /// <summary>What was decided, and why.</summary>
    public required Part<RequestExplanationDocument> Explanation { get; init; }

    /// <summary>The key that it was made with.</summary>
    public required Part<KeyDocument> Key { get; init; }

    /// <summary>Reads it.</summary>
    public static async Task<RequestModel> LoadAsync(Visit visit)
    {
        var id = Guid.Parse(visit.Named("id"));
        var record = visit.Client.RequestAsync(id, visit.Cancelled);
        var explanation = visit.PartAsync((client, cancelled) => client.ExplainAsync(id, cancelled));
        await Task.WhenAll(record, explanation);
        return new RequestModel
        {
            Record = await record,
            Explanation = await explanation,
            Key = await visit.PartAsync(async (client, cancelled) => await client.KeyAsync((await record).KeyId, cancelled)),
        };
    }
}
