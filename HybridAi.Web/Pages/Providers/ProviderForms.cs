using HybridAi.Client.Health;
using HybridAi.Client.Providers;
using HybridAi.Web.Layout;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Providers;

/// <summary>What the forms of a provider's page do. The API says who may.</summary>
internal static class ProviderForms
{
    public static async Task<FormResult> EnableAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.ActOnHealthAsync(new ActOnHealthRequest { Action = "enable-provider", Provider = visit.Named("name") }, visit.Cancelled);
        return new FormResult($"{visit.Named("name")} is switched on.");
    }

    public static async Task<FormResult> DisableAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.ActOnHealthAsync(new ActOnHealthRequest { Action = "disable-provider", Provider = visit.Named("name") }, visit.Cancelled);
        return new FormResult($"{visit.Named("name")} is switched off.");
    }

    public static async Task<FormResult> ResetBreakerAsync(Visit visit, IFormCollection form)
    {
        var deployment = form["deployment"].ToString();
        await visit.Client.ActOnHealthAsync(new ActOnHealthRequest { Action = "reset-breaker", Deployment = deployment }, visit.Cancelled);
        return new FormResult($"The circuit of {deployment} is closed.");
    }

    public static async Task<FormResult> TestAsync(Visit visit, IFormCollection form)
    {
        var most = form.DecimalOf("maxCostUsd", "The most that the test may cost");
        var provider = visit.Named("name");
        var test = await visit.Client.TestProviderAsync(
            provider,
            new TestProviderRequest
            {
                Kinds = form["kinds"] is { Count: > 0 } kinds ? [.. kinds.OfType<string>()] : throw new FormProblem("Choose what to try."),
                Model = form.TextOf("model"),
                MaxCostUsd = most,
            },
            visit.Cancelled);
        return new FormResult("The test is asked for; a worker makes it.", Links.ProviderTest(provider, test.Id));
    }
}
