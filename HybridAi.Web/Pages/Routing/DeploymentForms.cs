using HybridAi.Client.Deployments;
using HybridAi.Client.Health;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>What the forms about deployments do. The API says who may.</summary>
internal static class DeploymentForms
{
    /// <summary>Where they stand.</summary>
    public const string Page = "/routing";

    public static async Task<FormResult> SaveAsync(Visit visit, IFormCollection form)
    {
        var limits = new DeploymentLimitsDocument
        {
            RequestsPerMinute = form.NumberOf("requestsPerMinute", "The requests a minute"),
            TokensPerMinute = form.NumberOf("tokensPerMinute", "The tokens a minute"),
            Concurrent = form.NumberOf("concurrent", "The requests at a time"),
        };
        var request = new SaveDeploymentRequest
        {
            Name = form.Needed("name", "The name"),
            Revision = form.RevisionOf(),
            Provider = form.Needed("provider", "The provider"),
            Model = form.Needed("model", "The model"),
            Key = form.TextOf("key"),
            Region = form.TextOf("region"),
            Weight = (double?)form.DecimalOf("weight", "The weight"),
            Quality = (double?)form.DecimalOf("quality", "The quality"),
            Tags = form.ListOf("tags"),
            Limits = limits == new DeploymentLimitsDocument() ? null : limits,
            State = form.TextOf("state"),
        };
        if (request.Revision is null)
        {
            await visit.Client.CreateAsync(request, visit.Cancelled);
            return new FormResult($"The deployment {request.Name} is registered.", Visit.Left(form));
        }

        await visit.Client.ReplaceDeploymentAsync(request.Name!, request, visit.Cancelled);
        return new FormResult($"The deployment {request.Name} is changed.", Visit.Left(form));
    }

    public static async Task<FormResult> DrainAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DrainDeploymentAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"{visit.Named("name")} gets no new requests.");
    }

    public static async Task<FormResult> ActivateAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.ActivateDeploymentAsync(visit.Named("name"), visit.Cancelled);
        return new FormResult($"{visit.Named("name")} gets requests again.");
    }

    public static async Task<FormResult> DeleteAsync(Visit visit, IFormCollection form)
    {
        await visit.Client.DeleteDeploymentAsync(visit.Named("name"), form.RevisionOf(), visit.Cancelled);
        return new FormResult($"The deployment {visit.Named("name")} is deleted.", Visit.Left(form));
    }

    public static async Task<FormResult> ResetBreakerAsync(Visit visit, IFormCollection form)
    {
        var deployment = form.Needed("deployment", "The deployment");
        await visit.Client.ActOnHealthAsync(new ActOnHealthRequest { Action = "reset-breaker", Deployment = deployment }, visit.Cancelled);
        return new FormResult($"The circuit of {deployment} is closed.");
    }
}
