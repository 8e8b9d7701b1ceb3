using HybridAi.Core.Chat;
using HybridAi.Core.Idempotency;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Routing.PromptCache;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Strategies;
using HybridAi.Core.Routing.Tasks;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Budgets;
using HybridAi.Gateway.Caching;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Dialects.Embeddings;
using HybridAi.Gateway.Errors;
using HybridAi.Gateway.Hedging;
using HybridAi.Gateway.RateLimiting;
using HybridAi.Gateway.Responses;
using HybridAi.Node.Snapshots;
using HybridAi.Providers.Profiles;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace HybridAi.Gateway.Inference;

/// <summary>One request on its way through the pipeline: what is known of it so far.</summary>
internal sealed class Exchange(HttpContext http, InferenceApi api, GatewaySnapshot snapshot, Guid id, DateTimeOffset at, long startedAt) : IDisposable
{
    private const int MostDecisions = 32;
    private const int LongestDecision = 512;

    private HistoryPart? _history;

    public HttpContext Http { get; } = http;

    public InferenceApi Api { get; } = api;

    /// <summary>How its caller expects errors.</summary>
    public IErrorShape Errors { get; } = ErrorWriter.ShapeOf(api);

    public GatewaySnapshot Snapshot { get; } = snapshot;

    /// <summary>The request's id, a UUIDv7.</summary>
    public Guid Id { get; } = id;

    /// <summary>When it arrived.</summary>
    public DateTimeOffset At { get; } = at;

    /// <summary>The same as a timestamp of the time provider, to measure durations from.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The key that it is made with; set by step 1.</summary>
    public SnapshotKey Key { get; set; } = null!;

    /// <summary>Who makes it.</summary>
    public Caller Caller => Key.Caller;

    /// <summary>Its body; set by step 1, once it is known who sends it.</summary>
    public RequestBody Body { get; set; } = null!;

    public RequestOptions Options { get; set; } = RequestOptions.None;

    /// <summary>The model as the caller named it; set by step 2.</summary>
    public string RequestedModel { get; set; } = "";

    /// <summary>What that name stands for, as far as the caller may use it; set by step 2.</summary>
    public Deployment[] Candidates { get; set; } = [];

    /// <summary>The strategy that orders the candidates; set by step 2.</summary>
    public string Strategy { get; set; } = StrategyNames.Ordered;

    /// <summary>What the routing rules say of it; set by step 2.</summary>
    public RuleVerdict Rules { get; set; }

    /// <summary>How the models are ordered that an auto model picks among; null for all other names; set by step 2.</summary>
    public AutoPick? Pick { get; set; }

    /// <summary>What it is for: the caller's label, else what an auto model took it for, or null.</summary>
    public string? Task => Options.Task ?? (Pick is { } pick ? TaskNames.NameOf(pick.Task) : null);

    /// <summary>How its prompt begins, where the strategy wants to know; set by step 6.</summary>
    public PrefixMark[]? Prefix { get; set; }

    /// <summary>What the choice of a deployment depended on; null where there was none; set by step 6.</summary>
    public RouteRequest? Facts { get; set; }

    public bool Streamed { get; set; }

    /// <summary>The characters of a text that is to be spoken; null if it is another call, or they cannot be counted.</summary>
    public long? Characters { get; set; }

    /// <summary>Whether the caller asked for the usage of a stream.</summary>
    public bool UsageWanted { get; set; }

    /// <summary>The deployments to try, in order; set by step 6.</summary>
    public Deployment[] Plan { get; set; } = [];

    /// <summary>The request in the typed model, if anybody has to translate it.</summary>
    public ChatRequest? Typed { get; set; }

    /// <summary>The translations for deployments that need one, as far as they were made.</summary>
    public Dictionary<Deployment, Translation>? Translations { get; set; }

    /// <summary>The embeddings that are asked for, if anybody has to translate them.</summary>
    public EmbeddingsBody? Embeddings { get; set; }

    /// <summary>The translations of them, as far as they were made.</summary>
    public Dictionary<Deployment, EmbeddingsTranslation>? EmbeddingsTranslations { get; set; }

    /// <summary>Whether its body must not pass unchanged even where the dialect would allow it.</summary>
    public bool MustTranslate { get; set; }

    /// <summary>What earlier answers left in its body that not every provider takes.</summary>
    public HistoryPart History => _history ??= HistoryScan.Find(Api, Body.Scan);

    /// <summary>What the gateway keeps of the conversation; null where it keeps nothing.</summary>
    public StoredTurn? Turn { get; set; }

    /// <summary>What it has reserved in budgets; null if none counts it.</summary>
    public BudgetHold? Budget { get; set; }

    /// <summary>What budgets did: see <c>x-hybridai-budget</c>; null for nothing.</summary>
    public string? BudgetStatus { get; set; }

    /// <summary>The strategy and the reason for the plan; set by step 6.</summary>
    public string Route { get; set; } = "";

    /// <summary>What else was decided on its way; null if nothing was.</summary>
    public List<Decision>? Decisions { get; private set; }

    /// <summary>What the cache did: see <c>x-hybridai-cache</c>.</summary>
    public string CacheStatus { get; set; } = "off";

    /// <summary>The caller's own user id as it is recorded.</summary>
    public string? EndUser { get; set; }

    /// <summary>Where it comes from, if it comes over IP; set by step 1.</summary>
    public ClientAddress? Client { get; set; }

    /// <summary>What it takes from rate limits; set by step 3, null if there are none.</summary>
    public LimitTicket? Limits { get; set; }

    /// <summary>Its record, once it has been given to the journal.</summary>
    public UsageRecord? Record { get; set; }

    /// <summary>The deployment of the last attempt, or null before the first.</summary>
    public Deployment? Attempted { get; set; }

    /// <summary>How many attempts were begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The attempts that did not become the answer.</summary>
    public List<AbandonedAttempt>? Abandoned { get; set; }

    /// <summary>Whether the tokens of one of them are estimated.</summary>
    public bool AbandonedEstimated { get; set; }

    /// <summary>What becomes of hedging; null if nobody asked for it; set by step 7.</summary>
    public RequestHedge? Hedge { get; set; }

    /// <summary>What an attempt passes that has content while another one is made beside it; null while there is none.</summary>
    public CommitGate? Gate { get; set; }

    /// <summary>What it was claimed by, if its caller gave it a key of its own.</summary>
    public IdempotencyClaim? Claim { get; set; }

    /// <summary>What was answered under that key before, and is answered again.</summary>
    public ClaimResult? Replay { get; set; }

    /// <summary>How it uses the cache; set by step 5, null if it does not.</summary>
    public CacheUse? Cache { get; set; }

    /// <summary>What is written to its caller, if that is recorded.</summary>
    public AnswerRecording? Recording { get; private set; }

    /// <summary>Fires when nobody waits for its answer any more: its caller, or one of those who share it.</summary>
    public CancellationToken Unwanted => Cache?.Flight?.Unwanted ?? Http.RequestAborted;

    /// <summary>Whether its body and the answer's pass unchanged.</summary>
    public bool PassesThrough(Deployment deployment) => !MustTranslate
        && Snapshot.EndpointOf(deployment) is var provider && provider.Offers(Api, deployment) && provider.Takes(History, deployment);

    public Translation? TranslationOf(Deployment deployment) => Translations?.GetValueOrDefault(deployment);

    /// <summary>Notes a decision for <c>GET /api/requests/{id}/explain</c>.</summary>
    /// <param name="step">The step of the pipeline (see <see cref="Decision"/>).</param>
    /// <param name="text">What was decided, and why.</param>
    public void Decide(string step, string text)
    {
        Decisions ??= [];
        if (Decisions.Count < MostDecisions)
            Decisions.Add(new Decision(step, text.Length <= LongestDecision ? text : text[..LongestDecision]));
    }

    /// <summary>Records from now on what is written to its caller, if that is not done already.</summary>
    /// <param name="most">The most bytes to keep.</param>
    public AnswerRecording StartRecording(long most)
    {
        if (Recording is null)
        {
            Recording = new AnswerRecording(most);
            Http.Features.Set<IHttpResponseBodyFeature>(new CapturedBody(Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), Recording));
        }
        else
            Recording.Raise(most);
        return Recording;
    }

    public void Dispose()
    {
        Recording?.Release();
        Body?.Dispose();
    }
}
