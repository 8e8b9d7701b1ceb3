using HybridAi.Client.Caching;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Cache;

/// <summary>What the forms about the cache do. The API says who may.</summary>
internal static class CacheForms
{
    public static async Task<FormResult> PurgeAsync(Visit visit, IFormCollection form)
    {
        var value = form.TextOf("value");
        var request = (form["what"].ToString(), value) switch
        {
            ("all", null) => new PurgeCacheRequest { All = true },
            ("all", _) => throw new FormProblem("To purge all answers of your organization, leave empty which. To purge those of one model or tag, choose so."),
            (_, null) => throw new FormProblem("Say which model or tag."),
            ("key", _) => new PurgeCacheRequest { Key = value },
            ("tag", _) => new PurgeCacheRequest { Tag = value },
            _ => new PurgeCacheRequest { Model = value },
        };
        await visit.Client.PurgeCacheAsync(request, visit.Cancelled);
        return new FormResult(request switch
        {
            { All: true } => "All cached answers of your organization are purged.",
            { Key: not null } => "The cached answer is purged.",
            { Tag: { } tag } => $"Cached answers with the tag {tag} are purged.",
            _ => $"Cached answers of {value} are purged.",
        });
    }

    public static async Task<FormResult> SaveRuleAsync(Visit visit, IFormCollection form)
    {
        var request = new SaveCacheRuleRequest
        {
            Name = form.Needed("name", "The name"),
            Revision = form.RevisionOf(),
            Enabled = form["enabled"] != "false",
            Cache = form["cache"] != "false",
            Ttl = form.TextOf("ttl"),
            Priority = form.NumberOf("priority", "The priority"),
            When = Conditions(form),
        };
        if (request.Revision is null)
        {
            await visit.Client.CreateAsync(request, visit.Cancelled);
            return new FormResult($"The rule {request.Name} is set.", Visit.Left(form));
        }

        await visit.Client.ReplaceCacheRuleAsync(request.Name!, request, visit.Cancelled);
        return new FormResult($"The rule {request.Name} is changed.", Visit.Left(form));
    }

    public static async Task<FormResult> DeleteRuleAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteCacheRuleAsync(visit.Named("name"), form.RevisionOf(), visit.Cancelled);
        return new FormResult($"The rule {visit.Named("name")} is deleted.", Visit.Left(form));
    }

    public static async Task<FormResult> ApplyRuleAsync(Visit visit, IFormCollection form)
    {
        var rule = await visit.Client.ApplyCacheRuleProposalAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"Answers of the rule {rule.Name} now live {rule.Ttl}.");
    }

    private static CacheConditionsDocument? Conditions(IFormCollection form)
    {
        var (coldest, hottest) = (form.DecimalOf("coldest", "The lowest temperature"), form.DecimalOf("hottest", "The highest temperature"));
        var conditions = new CacheConditionsDocument
        {
            Models = form.ListOf("models"),
            Apis = form.ListOf("apis"),
            Tasks = form.ListOf("tasks"),
            Tags = form.ListOf("tags"),
            Keys = form.ListOf("keys"),
            Temperature = coldest is null && hottest is null ? null : new CacheTemperatureDocument((double?)coldest, (double?)hottest),
        };
        return conditions == new CacheConditionsDocument() ? null : conditions;
    }
}
