using HybridAi.Client.Audit;
using HybridAi.Client.Paging;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Audit;

/// <summary>Who changed what.</summary>
/// <param name="Entries">The changes, newest first.</param>
/// <param name="Keys">The keys, for their names.</param>
public sealed record AuditModel(DocumentPage<AuditEntryDocument> Entries, Part<DocumentPage<KeyDocument>> Keys)
{
    private const int PageLength = 50;

    /// <summary>Reads them.</summary>
    public static async Task<AuditModel> LoadAsync(Visit visit)
    {
        var entries = visit.Client.AuditAsync(new AuditFilter { Action = visit.Asked("action"), Cursor = visit.Asked("cursor"), Limit = PageLength }, visit.Cancelled);
        var keys = visit.PartAsync((client, cancelled) => client.KeysAsync(new ListOptions { Limit = 1000 }, cancelled));
        await Task.WhenAll(entries, keys);
        return new AuditModel(await entries, await keys);
    }

    /// <summary>The name of a key; its id if there is none any more.</summary>
    public string NameOf(Guid key) => Keys.Value?.Data.FirstOrDefault(one => one.Id == key)?.Name ?? key.ToString();
}
