using System.Globalization;
using HybridAi.Client.Deployments;
using HybridAi.Client.Paging;
using HybridAi.Client.Routing;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Routing;

/// <summary>A request as it could be made, and where it would go.</summary>
public sealed record DryRunModel
{
    /// <summary>What a request can need, with the words for it.</summary>
    public static readonly IReadOnlyList<(string Value, string Name)> Needs =
    [
        ("tools", "tools"), ("vision", "images"), ("audio", "audio"), ("pdf", "PDF"), ("structured-output", "a JSON schema"), ("reasoning", "reasoning"), ("speech", "speech"),
    ];

    /// <summary>What came of it; null: nothing was asked.</summary>
    public required Part<RoutingDryRunDocument>? Run { get; init; }

    /// <summary>What was asked is wrong, and how to mend it; null: nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>The strategies to choose from.</summary>
    public required Part<RoutingSettingsDocument> Settings { get; init; }

    /// <summary>The deployments: whose models and providers to choose from.</summary>
    public required Part<DocumentPage<DeploymentDocument>> Deployments { get; init; }

    /// <summary>Whose request it can be.</summary>
    public required Owners Owners { get; init; }

    /// <summary>Reads them, all at once.</summary>
    public static async Task<DryRunModel> LoadAsync(Visit visit)
    {
        var (request, problem) = Read(visit);
        // What only administrators' keys are kept from is told by the part that all of the page is about.
        var settings = visit.PartAsync((client, cancelled) => client.RoutingAsync(cancelled));
        var deployments = visit.PartAsync((client, cancelled) => client.DeploymentsAsync(cancellationToken: cancelled));
        var owners = Owners.LoadAsync(visit);
        var run = request is null ? null : visit.PartAsync((client, cancelled) => client.DryRunRoutingRulesAsync(request, cancelled));
        await Task.WhenAll(settings, deployments, owners, run ?? Task.CompletedTask);
        var model = new DryRunModel { Run = run is null ? null : await run, Problem = problem, Settings = await settings, Deployments = await deployments, Owners = await owners };
        Parts.ThrowIfAllFailed(model.Settings, model.Deployments);
        return model;
    }

    private static (RoutingDryRunRequest? Request, string? Problem) Read(Visit visit)
    {
        if (visit.Asked("model") is not { } model)
            return (null, null);
        try
        {
            return (
                new RoutingDryRunRequest
                {
                    Model = model,
                    Task = visit.Asked("task"),
                    Tags = visit.Asked("tags") is { } tags ? ValueList.Read(tags) : null,
                    Key = Id(visit, "key", "The key"),
                    Team = Id(visit, "team", "The team"),
                    User = Id(visit, "user", "The user"),
                    EndUser = visit.Asked("endUser"),
                    Session = visit.Asked("session"),
                    InputTokens = Number(visit, "inputTokens", "The tokens in"),
                    MaxOutputTokens = Number(visit, "maxOutputTokens", "The most tokens out"),
                    Stream = visit.Asked("stream") == "true" ? true : null,
                    Needs = visit.Query["needs"].OfType<string>().ToList() is { Count: > 0 } needs ? needs : null,
                    Strategy = visit.Asked("strategy"),
                    Provider = visit.Asked("provider"),
                    Region = visit.Asked("region"),
                    At = Time(visit),
                },
                null);
        }
        catch (FormProblem e)
        {
            return (null, e.Message);
        }
    }

    private static Guid? Id(Visit visit, string name, string label) =>
        visit.Asked(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : throw new FormProblem($"{label} has to be an id, such as 0195d1c0-0000-7000-8000-000000000000.");

    private static long? Number(Visit visit, string name, string label) => visit.Asked(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormProblem($"{label} have to be a whole number.");

    private static DateTimeOffset? Time(Visit visit) => visit.Asked("at") is not { } text ? null
        : DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at : throw new FormProblem("It arrives at a time in UTC, such as 2027-12-31T00:00.");
}
