namespace HybridAi.Client.Events;

/// <summary>A change by an administrator.</summary>
/// <param name="Action">What was done, as in the audit log: <c>key.create</c>.</param>
/// <param name="Target">The changed document's id or name.</param>
public sealed record ConfigurationEventData(string Action, string Target);

/// <summary>A budget is nearly or wholly used up. Amounts in US dollars.</summary>
/// <param name="Kind"><c>warning</c> or <c>exhausted</c>.</param>
/// <param name="Budget">The budget's name.</param>
/// <param name="Scope">Whose it is: <c>key</c>, <c>team</c>, <c>organization</c>, …</param>
/// <param name="Target">Which of them, or null.</param>
/// <param name="Period">Its period, such as <c>daily</c>.</param>
/// <param name="Threshold">The part that was reached, 0 to 1; null when it is used up.</param>
/// <param name="LimitUsd">The amount.</param>
/// <param name="SpentUsd">What was spent of it.</param>
/// <param name="ReservedUsd">What requests under way may cost.</param>
/// <param name="Start">When the period began.</param>
/// <param name="ResetsAt">When it ends, or null.</param>
public sealed record BudgetEventData(
    string Kind, string Budget, string Scope, string? Target, string Period, decimal? Threshold, decimal LimitUsd, decimal SpentUsd, decimal ReservedUsd, DateTimeOffset Start,
    DateTimeOffset? ResetsAt);

/// <summary>What the semantic cache's comparisons say of a model has changed.</summary>
/// <param name="Model">The model.</param>
/// <param name="Method">How requests are compared.</param>
/// <param name="State">What is said now, such as <c>shown</c>.</param>
/// <param name="Threshold">The similarity from which on answers are given, or null.</param>
/// <param name="Agreed">How many comparisons agreed.</param>
/// <param name="Compared">How many were made.</param>
/// <param name="PrecisionAtLeast">What part agrees at least.</param>
public sealed record SemanticCacheEventData(string Model, string Method, string State, double? Threshold, long Agreed, long Compared, double PrecisionAtLeast);

/// <summary>Cached answers were purged.</summary>
/// <param name="Kind"><c>all</c>, <c>key</c>, <c>tag</c> or <c>model</c>.</param>
/// <param name="Value">Which, or null: everything.</param>
public sealed record CachePurgeEventData(string Kind, string? Value);

/// <summary>A circuit opened or closed, requests went on with another deployment, or a rule's condition was met or ended.</summary>
/// <param name="Kind"><c>breaker.opened</c>, <c>breaker.closed</c>, <c>fallback</c>, <c>rule.met</c> or <c>rule.ended</c>.</param>
/// <param name="Gateway">The gateway that saw it.</param>
/// <param name="Deployment">The deployment that it is about.</param>
/// <param name="Rule">The rule, or null.</param>
/// <param name="Target">The deployment that was gone on with, or null.</param>
/// <param name="Cause">Why, or null.</param>
/// <param name="Count">How often within seconds.</param>
/// <param name="RequestId">One request that it happened to, or null.</param>
/// <param name="Detail">More, for people, or null.</param>
/// <param name="Provider">The provider of the deployment, or null if that is no more.</param>
public sealed record FallbackEventData(
    string Kind, string Gateway, string Deployment, string? Rule, string? Target, string? Cause, long Count, Guid? RequestId, string? Detail, string? Provider);

/// <summary>How a provider or a deployment is to a gateway has changed.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Deployment">The deployment, or null: the provider as a whole.</param>
/// <param name="Gateway">The gateway that saw it.</param>
/// <param name="Level"><c>healthy</c>, <c>warning</c>, <c>critical</c>, or <c>unknown</c> if nothing is seen of it any more.</param>
/// <param name="Before">How it was before.</param>
/// <param name="Reason">Why it is not healthy; null if it is.</param>
public sealed record ProviderHealthEventData(string Provider, string? Deployment, string Gateway, string Level, string Before, string? Reason);

/// <summary>Failures of a new kind came up, or one was resolved or opened again.</summary>
/// <param name="Kind"><c>new</c>, <c>resolved</c> or <c>reopened</c>.</param>
/// <param name="Id">The group's id, for <c>/api/errors/{id}</c>.</param>
/// <param name="Source"><c>provider</c>, <c>gateway</c> or <c>caller</c>.</param>
/// <param name="Provider">The provider, or null.</param>
/// <param name="Deployment">The deployment, or null.</param>
/// <param name="Cause">Why.</param>
/// <param name="Status">The HTTP status, or 0.</param>
/// <param name="Detail">More, or null.</param>
/// <param name="Count">How many there were so far.</param>
public sealed record ErrorGroupEventData(string Kind, Guid Id, string Source, string? Provider, string? Deployment, string Cause, int Status, string? Detail, long Count);

/// <summary>A job found something that is not as it should be, or found it to be over.</summary>
/// <param name="Kind"><c>begun</c>, <c>changed</c> (it has another level) or <c>ended</c>.</param>
/// <param name="Source">The job, such as <c>system-health-check</c> or <c>performance-monitoring</c>.</param>
/// <param name="Subject">What it is about, such as <c>disk</c> or a provider's model.</param>
/// <param name="Level"><c>warning</c>, <c>critical</c>, or <c>healthy</c> once it is over.</param>
/// <param name="Before">How it was before.</param>
/// <param name="Reason">Why it is not healthy; null once it is over.</param>
public sealed record AlertEventData(string Kind, string Source, string Subject, string Level, string Before, string? Reason);

/// <summary>A test of a provider has come on.</summary>
/// <param name="Id">The test's id.</param>
/// <param name="Provider">The provider.</param>
/// <param name="State">How far it is, such as <c>running</c>.</param>
/// <param name="Progress">How much is done, 0 to 1.</param>
/// <param name="Message">What it is at, or why it failed; or null.</param>
public sealed record ProviderTestEventData(Guid Id, string Provider, string State, double Progress, string? Message);

/// <summary>A background job began, got on or ended.</summary>
/// <param name="Kind"><c>started</c>, <c>progress</c>, <c>succeeded</c>, <c>failed</c>, or <c>released</c>: given back unfinished.</param>
/// <param name="Job">The job's name.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Worker">The worker that has or had it.</param>
/// <param name="Attempt">Its how manyth beginning it is.</param>
/// <param name="Progress">How much is done, 0 to 1.</param>
/// <param name="Message">What it is at, or null.</param>
/// <param name="Error">Why it failed, or null.</param>
/// <param name="Counts">What it did, counted by name, or null.</param>
public sealed record JobEventData(
    string Kind, string Job, Guid Run, string? Worker, int Attempt, double? Progress, string? Message, string? Error, IReadOnlyDictionary<string, long>? Counts);

/// <summary>What one gateway did in about the last second.</summary>
/// <param name="Gateway">The gateway: others say their own.</param>
/// <param name="Seconds">Over how long.</param>
/// <param name="Requests">How many requests ended.</param>
/// <param name="Failed">How many of them failed.</param>
/// <param name="Cancelled">How many were broken off.</param>
/// <param name="Cached">How many were answered from the cache.</param>
/// <param name="InputTokens">What they took in.</param>
/// <param name="OutputTokens">What they gave.</param>
/// <param name="CostUsd">What they cost, as far as known.</param>
/// <param name="AverageMs">How long they took on average; null without any.</param>
public sealed record UsageEventData(
    string Gateway, double Seconds, long Requests, long Failed, long Cancelled, long Cached, long InputTokens, long OutputTokens, decimal CostUsd, double? AverageMs);

/// <summary>Something about the stream itself.</summary>
/// <param name="Reason">
/// Of a reset: <c>expired</c> (what was to come next is kept no longer) or <c>unknown</c> (the id is of a database that has been replaced). Of an end: <c>slow</c> (more waited than
/// is kept for a reader), <c>shutdown</c>, <c>access</c> (the key is not what it was) or <c>storage</c> (the database failed or was replaced).
/// </param>
/// <param name="ResumeAfter">The id to go on from.</param>
public sealed record StreamEventData(string Reason, long ResumeAfter);
