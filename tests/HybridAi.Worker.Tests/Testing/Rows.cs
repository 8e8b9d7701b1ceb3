using HybridAi.Core.Audit;
using HybridAi.Core.Responses;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage;

namespace HybridAi.Worker.Tests.Testing;

/// <summary>Makes and counts what the tests store.</summary>
internal static class Rows
{
    public static readonly KeyId Key = new(new Guid("01890000-0000-7000-8000-000000000002"));

    public static UsageRecord Usage(DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(at),
        At = at,
        OrganizationId = OrganizationId.Default,
        KeyId = Key,
        Api = "chat.completions",
        RequestedModel = "openai/gpt-6-luna",
        Status = 200,
        Outcome = UsageOutcome.Succeeded,
        Attempts = 1,
    };

    public static StoredResponse Response(DateTimeOffset expiry) =>
        new(Guid.CreateVersion7(expiry), OrganizationId.Default, expiry.AddDays(-30), expiry, "{}"u8.ToArray(), "[]"u8.ToArray());

    public static AuditEntry Audit(DateTimeOffset at) => new(Guid.CreateVersion7(at), at, OrganizationId.Default, Key, null, "test.change", "target", null, "{}");

    public static async Task<List<UsageRecord>> UsageAsync(StorageModule storage)
    {
        var (records, query) = (new List<UsageRecord>(), new UsageQuery { Limit = 1000 });
        while (true)
        {
            var page = await storage.Usage.ListAsync(query, default);
            records.AddRange(page.Items);
            if (page.Next is null)
                return records;
            query = query with { After = page.Next };
        }
    }
}
