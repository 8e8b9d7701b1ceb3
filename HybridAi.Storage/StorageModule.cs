using HybridAi.Core.Audit;
using HybridAi.Core.Batches;
using HybridAi.Core.Budgets;
using HybridAi.Core.Caching;
using HybridAi.Core.Caching.Rules;
using HybridAi.Core.Caching.Semantic;
using HybridAi.Core.Configuration;
using HybridAi.Core.ErrorGroups;
using HybridAi.Core.Events;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Findings;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Jobs;
using HybridAi.Core.Maintenance;
using HybridAi.Core.Metrics.Queries;
using HybridAi.Core.Metrics.Rollups;
using HybridAi.Core.Providers;
using HybridAi.Core.Providers.Testing;
using HybridAi.Core.RateLimiting;
using HybridAi.Core.Resilience.Fallbacks;
using HybridAi.Core.Responses;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Rules;
using HybridAi.Core.Routing.Auto;
using HybridAi.Core.Secrets;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;
using HybridAi.Storage.Audit;
using HybridAi.Storage.Batches;
using HybridAi.Storage.Budgets;
using HybridAi.Storage.Caching;
using HybridAi.Storage.Configuration;
using HybridAi.Storage.Database;
using HybridAi.Storage.ErrorGroups;
using HybridAi.Storage.Events;
using HybridAi.Storage.Health;
using HybridAi.Storage.Idempotency;
using HybridAi.Storage.Jobs;
using HybridAi.Storage.Journal;
using HybridAi.Storage.Metrics;
using HybridAi.Storage.Providers;
using HybridAi.Storage.Resilience;
using HybridAi.Storage.Responses;
using HybridAi.Storage.Routing;
using HybridAi.Storage.Secrets;
using HybridAi.Storage.Tenancy;
using HybridAi.Storage.Usage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace HybridAi.Storage;

/// <summary>All durable state of a process, opened: database migrated, journal writable, keys at hand. Disposing it moves the rest of the journal to the database and closes both.</summary>
public sealed partial class StorageModule : IAsyncDisposable
{
    private static readonly TimeSpan PauseBetweenTries = TimeSpan.FromMilliseconds(500);
    private readonly DataDirectory _data;
    private readonly OpenedDatabase _opened;

    private StorageModule(
        DataDirectory data, OpenedDatabase opened, UsageStore usage, UsageJournal journal, MasterKey masterKey, ConfigurationCopy? copy, LearnedFile learned, TimeProvider time)
    {
        (_data, _opened) = (data, opened);
        var database = opened.Database;
        Usage = usage;
        Journal = journal;
        Tenancy = new TenancyStore(database);
        Audit = new AuditStore(database);
        var keys = new ProviderKeyStore(database, masterKey);
        ProviderKeys = keys;
        var providers = new ProviderStore(database, keys, masterKey);
        Providers = providers;
        var rateLimits = new DocumentStore<LimitDefinition>(
            database, "ratelimit", StorageJson.Default.LimitDefinition, static (limit, revision, at) => limit with { Revision = revision, UpdatedAt = at });
        RateLimits = rateLimits;
        var fallbacks = new DocumentStore<FallbackRule>(
            database, "fallback", StorageJson.Default.FallbackRule, static (rule, revision, at) => rule with { Revision = revision, UpdatedAt = at });
        Fallbacks = fallbacks;
        FallbackEvents = new FallbackEventStore(database);
        Idempotency = new IdempotencyStore(database, masterKey);
        var deployments = new DocumentStore<DeploymentDefinition>(
            database, "deployment", StorageJson.Default.DeploymentDefinition, static (document, revision, at) => document with { Revision = revision, UpdatedAt = at });
        Deployments = deployments;
        var budgets = new DocumentStore<Budget>(database, "budget", StorageJson.Default.Budget, static (budget, revision, at) => budget with { Revision = revision, UpdatedAt = at });
        Budgets = budgets;
        BudgetLedger = new BudgetLedger(database);
        RoutingRules = new RoutingRuleStore(database);
        var autoModels = new DocumentStore<AutoModelDefinition>(
            database, "auto-model", StorageJson.Default.AutoModelDefinition, static (document, revision, at) => document with { Revision = revision, UpdatedAt = at });
        AutoModels = autoModels;
        var cacheRules = new DocumentStore<CacheRule>(database, "cache-rule", StorageJson.Default.CacheRule, static (rule, revision, at) => rule with { Revision = revision, UpdatedAt = at });
        CacheRules = cacheRules;
        CacheReuse = new ReuseStore(database);
        var switches = new DocumentStore<ProviderSwitch>(
            database, "provider-switch", StorageJson.Default.ProviderSwitch, static (document, revision, at) => document with { Revision = revision, UpdatedAt = at });
        ProviderSwitches = switches;
        Configuration = new ConfigurationStore(database, keys, providers, switches, rateLimits, fallbacks, deployments, budgets, autoModels, cacheRules, time);
        Events = new EventStore(database, opened.Pulse);
        Maintenance = opened.Maintenance;
        Copy = copy;
        Learned = learned;
        Semantic = new SemanticStore(database, masterKey);
        Responses = new ResponseStore(database, masterKey);
        Pseudonymizer = new Pseudonymizer(masterKey);
        var clock = new DatabaseClock(time);
        Jobs = new JobStore(database);
        JobQueue = new JobQueue(database, clock);
        var fences = new JobFences(database, clock);
        ProviderProbes = new ProviderProbeStore(database, fences);
        ProviderTests = new ProviderTestStore(database, fences);
        ProviderObjects = new ProviderObjectStore(database, fences);
        MasterKey = masterKey;
        CachePurges = new CachePurgeStore(database);
        Cache = new CacheStore(database);
        Rollups = new RollupStore(database);
        Metrics = new MetricsStore(database);
        CustomMetrics = new CustomMetricStore(database);
        ErrorGroups = new ErrorGroupStore(database);
        Health = new HealthStore(database);
        Findings = new FindingStore(database, fences);
        Backup = new ConfigurationBackup(database, keys, providers, time);
    }

    /// <summary>The usage records in the database.</summary>
    public IUsageStore Usage { get; }

    /// <summary>The usage journal.</summary>
    public UsageJournal Journal { get; }

    /// <summary>Organizations, teams, users and keys.</summary>
    public ITenancyStore Tenancy { get; }

    /// <summary>The audit log.</summary>
    public IAuditStore Audit { get; }

    /// <summary>The providers' keys set over the API.</summary>
    public IProviderKeyStore ProviderKeys { get; }

    /// <summary>The providers defined over the API.</summary>
    public IProviderStore Providers { get; }

    /// <summary>The providers of the configuration that were switched off over the API.</summary>
    public IDocumentStore<ProviderSwitch> ProviderSwitches { get; }

    /// <summary>The rate limits set over the API.</summary>
    public IDocumentStore<LimitDefinition> RateLimits { get; }

    /// <summary>Where requests go on when a model fails.</summary>
    public IDocumentStore<FallbackRule> Fallbacks { get; }

    /// <summary>What happened around fallbacks.</summary>
    public IFallbackEventStore FallbackEvents { get; }

    /// <summary>Requests that callers gave a key of their own.</summary>
    public IIdempotencyStore Idempotency { get; }

    /// <summary>How long answers are cached.</summary>
    public IDocumentStore<CacheRule> CacheRules { get; }

    /// <summary>The times between uses of cached answers.</summary>
    public IReuseStore CacheReuse { get; }

    /// <summary>The budgets set over the API.</summary>
    public IDocumentStore<Budget> Budgets { get; }

    /// <summary>What was spent, as the records say.</summary>
    public IBudgetLedger BudgetLedger { get; }

    /// <summary>What administrators set, read at one moment.</summary>
    public IConfigurationStore Configuration { get; }

    /// <summary>What happened, for those who follow it.</summary>
    public IEventStore Events { get; }

    /// <summary>The copy of the configuration for times without a database; null if the database is a file beside it (SQLite).</summary>
    public ConfigurationCopy? Copy { get; }

    /// <summary>What the routing strategies learned.</summary>
    public LearnedFile Learned { get; }

    /// <summary>The responses that are kept for later requests.</summary>
    public IResponseStore Responses { get; }

    /// <summary>The semantic cache's part of the database.</summary>
    public ISemanticStore Semantic { get; }

    /// <summary>The background jobs, as people see and steer them.</summary>
    public IJobStore Jobs { get; }

    /// <summary>The runs of background jobs, as workers share them out.</summary>
    public IJobQueue JobQueue { get; }

    /// <summary>The trial calls of providers.</summary>
    public IProviderProbeStore ProviderProbes { get; }

    /// <summary>What the database needs done to it now and then.</summary>
    public IDatabaseMaintenance Maintenance { get; }

    /// <summary>The tests of providers.</summary>
    public IProviderTestStore ProviderTests { get; }

    /// <summary>The deployments registered over the API.</summary>
    public IDocumentStore<DeploymentDefinition> Deployments { get; }

    /// <summary>The routing rules and their earlier versions.</summary>
    public IRoutingRuleStore RoutingRules { get; }

    /// <summary>The auto models defined over the API.</summary>
    public IDocumentStore<AutoModelDefinition> AutoModels { get; }

    /// <summary>Files and batches that providers keep for callers.</summary>
    public IProviderObjectStore ProviderObjects { get; }

    /// <summary>Makes pseudonyms of user ids and addresses.</summary>
    public Pseudonymizer Pseudonymizer { get; }

    /// <summary>The master key.</summary>
    public MasterKey MasterKey { get; }

    /// <summary>Which cached answers may not be given any more.</summary>
    public ICachePurgeStore CachePurges { get; }

    /// <summary>What is known of the answer cache.</summary>
    public ICacheStore Cache { get; }

    /// <summary>The rollups, as they are made.</summary>
    public IRollupStore Rollups { get; }

    /// <summary>The rollups, as they are asked.</summary>
    public IMetricsStore Metrics { get; }

    /// <summary>The metrics that were defined over the API.</summary>
    public IDocumentStore<CustomMetric> CustomMetrics { get; }

    /// <summary>Failures by fingerprint.</summary>
    public IErrorGroupStore ErrorGroups { get; }

    /// <summary>How providers and deployments were.</summary>
    public IHealthStore Health { get; }

    /// <summary>What jobs found not to be as it should be.</summary>
    public IFindingStore Findings { get; }

    /// <summary>What administrators set, as a file.</summary>
    public IConfigurationBackup Backup { get; }

    /// <summary>The process's own data directory, as a full path: that of the options, or one in it if other processes have that.</summary>
    public string DataPath => _data.Path;

    internal IDatabase Database => _opened.Database;

    /// <summary>Opens everything: master key, database (migrating it), journal (recovering what an earlier run left, in the background).</summary>
    /// <param name="options">Where, and how.</param>
    /// <param name="database">The Postgres database, which stays the caller's and must outlive the storage; null: the SQLite file of the options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The logs, or null for none.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="StorageUnavailableException">Postgres cannot be reached, and there is no copy of an earlier configuration to start from.</exception>
    /// <exception cref="StorageException">Something has to be put right first; the message says what.</exception>
    public static async Task<StorageModule> OpenAsync(
        StorageOptions options, NpgsqlDataSource? database, TimeProvider time, ILoggerFactory? loggers, CancellationToken cancellationToken)
    {
        // What is only here cannot be shared out; with Postgres it is no more than the journal.
        var data = database is null ? DataDirectory.Take(options.DataDirectory) : DataDirectory.TakeAmongNodes(options.DataDirectory);
        try
        {
            return await OpenAsync(data, options, database, time, loggers ?? NullLoggerFactory.Instance, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            data.Dispose();
            throw;
        }
    }

    private static async Task<StorageModule> OpenAsync(
        DataDirectory data, StorageOptions options, NpgsqlDataSource? database, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var masterKey = options.MasterKey is { } configured
            ? MasterKey.Parse(configured)
            : MasterKey.LoadOrCreate(Path.Combine(data.Path, "master.key"), loggers.CreateLogger<MasterKey>());
        var copy = database is null ? null : new ConfigurationCopy(Path.Combine(data.Path, "snapshot.bin"), masterKey, loggers.CreateLogger<ConfigurationCopy>());
        var opened = database is null
            ? await OpenedDatabase.SqliteAsync(Path.Combine(data.Path, options.DatabaseFile), options.Journal.Fsync, time, cancellationToken).ConfigureAwait(false)
            : await OpenPostgresAsync(database, copy!, options.StartTimeout, time, loggers.CreateLogger<StorageModule>(), cancellationToken).ConfigureAwait(false);
        try
        {
            var usage = new UsageStore(opened.Database, opened.UsageWriter);
            // Beside the nodes' own directories, so that the living find what the dead left.
            var journals = Path.Combine(Path.GetFullPath(options.DataDirectory), options.Journal.Directory ?? "journal");
            var journal = UsageJournal.Open(journals, options.Journal, usage, time, loggers.CreateLogger<UsageJournal>());
            var learned = new LearnedFile(Path.Combine(data.Path, "learned.bin"), loggers.CreateLogger<LearnedFile>());
            return new StorageModule(data, opened, usage, journal, masterKey, copy, learned, time);
        }
        catch (Exception)
        {
            await opened.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<OpenedDatabase> OpenPostgresAsync(
        NpgsqlDataSource source, ConfigurationCopy copy, TimeSpan patience, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        StoredConfiguration? last = null;
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await OpenedDatabase.PostgresAsync(source, time, logger, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageUnavailableException away)
            {
                // Once: why it cannot be used is logged.
                if (tries == 1)
                    last = copy.Load();
                if (last is not null)
                {
                    LogWithoutDatabase(logger, away.Message, last.Version, last.ReadAt);
                    return OpenedDatabase.PostgresLater(source, time, logger);
                }
                if (time.GetElapsedTime(began) >= patience)
                    throw new StorageUnavailableException($"{away.Message} There is no copy of an earlier configuration to start from.", away);
            }
            await Task.Delay(PauseBetweenTries, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync().ConfigureAwait(false);
        await _opened.DisposeAsync().ConfigureAwait(false);
        _data.Dispose();
    }

    [LoggerMessage(LogLevel.Error, "{Reason} The start goes on with configuration {Version} as it was at {ReadAt:u}")]
    private static partial void LogWithoutDatabase(ILogger logger, string reason, long version, DateTimeOffset readAt);
}
