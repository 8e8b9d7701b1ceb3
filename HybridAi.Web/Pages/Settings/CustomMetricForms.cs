using HybridAi.Client.Metrics;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Settings;

/// <summary>What the forms about metrics of one's own do. The API says who may.</summary>
internal static class CustomMetricForms
{
    private const string Card = "#metrics";

    public static async Task<FormResult> SaveAsync(Visit visit, IFormCollection form)
    {
        var request = new SaveCustomMetricRequest
        {
            Name = form.Needed("name", "The name"),
            Revision = form.RevisionOf(),
            Metric = form.Needed("metric", "The metric"),
            Filter = FilterOf(form),
            Unit = form.TextOf("unit"),
            Description = form.TextOf("description"),
        };
        if (request.Revision is null)
        {
            await visit.Client.CreateAsync(request, visit.Cancelled);
            return new FormResult($"The metric {request.Name} is defined.", Visit.Left(form) + Card);
        }

        await visit.Client.ReplaceCustomMetricAsync(request.Name!, request, visit.Cancelled);
        return new FormResult($"The metric {request.Name} is changed.", Visit.Left(form) + Card);
    }

    public static async Task<FormResult> DeleteAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteCustomMetricAsync(visit.Named("name"), form.RevisionOf(), visit.Cancelled);
        return new FormResult($"The metric {visit.Named("name")} is deleted.", Visit.Left(form) + Card);
    }

    /// <summary>Which requests count, as the form takes it.</summary>
    public static string FilterText(IReadOnlyDictionary<string, string> filter) => ValueList.Of(filter.Select(pair => $"{pair.Key}={pair.Value}")) ?? "";

    private static Dictionary<string, string?>? FilterOf(IFormCollection form)
    {
        if (form.ListOf("filter") is not { } pairs)
            return null;
        var filter = new Dictionary<string, string?>();
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2, StringSplitOptions.TrimEntries) is not [{ Length: > 0 } dimension, { Length: > 0 } value])
                throw new FormProblem($"'{pair}' has to be a dimension and its value, such as provider=openai.");
            if (!filter.TryAdd(dimension, value))
                throw new FormProblem($"{dimension} is there twice; a request has one.");
        }

        return filter;
    }
}
