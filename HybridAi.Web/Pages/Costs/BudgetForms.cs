using System.Globalization;
using HybridAi.Client.Budgets;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Costs;

/// <summary>What the forms about budgets do. The API says who may.</summary>
internal static class BudgetForms
{
    public static async Task<FormResult> SaveAsync(Visit visit, IFormCollection form)
    {
        var request = new SaveBudgetRequest
        {
            Name = form.Needed("name", "The name"),
            Revision = form.RevisionOf(),
            Scope = form.TextOf("scope"),
            Target = form.TextOf("target"),
            DailyLimit = form.DecimalOf("daily", "The amount for a day"),
            WeeklyLimit = form.DecimalOf("weekly", "The amount for a week"),
            MonthlyLimit = form.DecimalOf("monthly", "The amount for a month"),
            TotalLimit = form.DecimalOf("total", "The amount for good"),
            TimeZone = form.TextOf("timeZone"),
            WarningThresholds = Thresholds(form.TextOf("thresholds")),
            Action = form.TextOf("action"),
            DowngradeTo = form.TextOf("downgradeTo"),
            Unpriced = form.TextOf("unpriced"),
            OnStoreLoss = form.TextOf("onStoreLoss"),
            // A reset in the past stays one.
            StartsAt = DateTimeOffset.TryParse(form.TextOf("startsAt"), CultureInfo.InvariantCulture, out var starts) ? starts : null,
        };
        // One that is only in the configuration is laid over by a new one.
        if (request.Revision is null || form["source"] == "configuration")
        {
            await visit.Client.CreateAsync(request with { Revision = null }, visit.Cancelled);
            return new FormResult($"The budget {request.Name} is set.", Visit.Left(form));
        }

        await visit.Client.ReplaceBudgetAsync(request.Name!, request, visit.Cancelled);
        return new FormResult($"The budget {request.Name} is changed.", Visit.Left(form));
    }

    public static async Task<FormResult> DeleteAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteBudgetAsync(visit.Named("name"), form.RevisionOf(), visit.Cancelled);
        return new FormResult($"The budget {visit.Named("name")} is deleted.", Visit.Left(form));
    }

    public static async Task<FormResult> ResetAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.ResetBudgetAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"The budget {visit.Named("name")} begins anew.");
    }

    private static IReadOnlyList<decimal>? Thresholds(string? text) => text is null ? null :
    [
        .. text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(part =>
            decimal.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var threshold)
                ? threshold
                : throw new FormProblem("The parts to warn at have to be numbers between 0 and 1 with commas between, such as 0.5, 0.8.")),
    ];
}
