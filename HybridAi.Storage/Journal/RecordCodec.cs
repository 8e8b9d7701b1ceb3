using HybridAi.Core.Costs;
using HybridAi.Core.Tenancy;
using HybridAi.Core.Usage;

namespace HybridAi.Storage.Journal;

/// <summary>
/// The payload of a frame: a usage record, compact and without allocation. Once released, a version never changes: a new field means a
/// new version, and the old one stays readable here. Enumerations are written by number, so theirs must not change either.
/// </summary>
internal static class RecordCodec
{
    /// <summary>The version that is written.</summary>
    public const byte Version = 4;

    /// <summary>Texts and lists beyond these are cut, so that no frame outgrows <see cref="Frame.MaxPayload"/>; what records are held to is far below.</summary>
    public const int MaxText = 1024, MaxItems = 64;

    private const int FixedSize = 420, AttemptSize = 200;
    private const int UsageOutcomes = (int)UsageOutcome.Interrupted + 1, CostSources = (int)CostSource.Free + 1;

    /// <summary>What each bit of the record's flags says is there.</summary>
    [Flags]
    private enum Has
    {
        Team = 1, User = 2, Provider = 4, Model = 8, Deployment = 16, FailureCause = 32, FinishReason = 64, Cost = 128, FirstToken = 256,
        Abandoned = 512, Session = 1024, Task = 2048, Tags = 4096, EndUser = 8192, ClientAddress = 16384,
        Streamed = 1 << 16, Simulated = 1 << 17, Estimated = 1 << 18,
        Route = 1 << 19, Decisions = 1 << 20, // Since version 2; an older payload has neither.
        Saved = 1 << 21, SavedTime = 1 << 22, // Since version 3.
        Region = 1 << 23, // Since version 4.
    }

    /// <summary>No payload of this record is longer.</summary>
    public static int MaxSize(UsageRecord record)
    {
        var size = FixedSize + TextSize(record.Api) + TextSize(record.RequestedModel) + TextSize(record.Provider) + TextSize(record.Model)
            + TextSize(record.Deployment) + TextSize(record.FailureCause) + TextSize(record.FinishReason) + TextSize(record.Cache)
            + TextSize(record.Session) + TextSize(record.Task) + TextSize(record.EndUser) + TextSize(record.ClientAddress) + TextSize(record.Route) + TextSize(record.Region);
        for (var i = 0; i < Count(record.Decisions); i++)
            size += TextSize(record.Decisions![i].Step) + TextSize(record.Decisions[i].Text);
        for (var i = 0; i < Count(record.Tags); i++)
            size += TextSize(record.Tags![i]);
        for (var i = 0; i < Count(record.AbandonedAttempts); i++)
        {
            var attempt = record.AbandonedAttempts![i];
            size += AttemptSize + TextSize(attempt.Provider) + TextSize(attempt.Model) + TextSize(attempt.Deployment) + TextSize(attempt.FailureCause);
        }
        return size;
    }

    /// <summary>Writes a record.</summary>
    /// <returns>The payload's length.</returns>
    public static int Write(UsageRecord record, Span<byte> payload)
    {
        var has = Flags(record);
        var to = new PayloadWriter(payload);
        to.Id(record.Id);
        to.Number(record.At.ToUnixTimeMilliseconds());
        to.Number((long)has);
        to.Id(record.OrganizationId.Value);
        if (record.TeamId is { } team)
            to.Id(team.Value);
        if (record.UserId is { } user)
            to.Id(user.Value);
        to.Id(record.KeyId.Value);
        to.Text(record.Api);
        to.Text(record.RequestedModel);
        to.OptionalText(record.Provider);
        to.OptionalText(record.Model);
        to.OptionalText(record.Deployment);
        to.Number(record.Status);
        to.Number((long)record.Outcome);
        to.OptionalText(record.FailureCause);
        to.OptionalText(record.FinishReason);
        Write(ref to, record.Usage);
        if (record.Cost is { } cost)
            to.Number(cost.NanoDollars);
        to.Number((long)record.CostSource);
        to.Number(record.Duration.Ticks);
        if (record.TimeToFirstToken is { } first)
            to.Number(first.Ticks);
        to.Number(record.Attempts);
        Write(ref to, record.AbandonedAttempts);
        to.Text(record.Cache);
        to.OptionalText(record.Session);
        to.OptionalText(record.Task);
        Write(ref to, record.Tags);
        to.OptionalText(record.EndUser);
        to.OptionalText(record.ClientAddress);
        to.OptionalText(record.Route);
        Write(ref to, record.Decisions);
        if (record.Saved is { } saved)
            to.Number(saved.NanoDollars);
        if (record.SavedTime is { } savedTime)
            to.Number(savedTime.Ticks);
        to.OptionalText(record.Region);
        return to.Length;
    }

    /// <summary>The request's id, which every version starts with.</summary>
    public static Guid ReadId(ReadOnlySpan<byte> payload) => new PayloadReader(payload).Id();

    /// <summary>Reads a record of any version up to <see cref="Version"/>.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version, or no record at all.</exception>
    public static UsageRecord Read(byte version, ReadOnlySpan<byte> payload)
    {
        if (version is not (>= 1 and <= Version))
            throw new InvalidDataException($"The journal frame is of version {version}, which a newer release wrote.");
        var from = new PayloadReader(payload);
        var id = from.Id();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(from.Number());
        var has = (Has)from.Number();
        // The order of the assignments is the order of the bytes.
        return new UsageRecord
        {
            Id = id,
            At = at,
            Streamed = has.HasFlag(Has.Streamed),
            Simulated = has.HasFlag(Has.Simulated),
            Estimated = has.HasFlag(Has.Estimated),
            OrganizationId = new OrganizationId(from.Id()),
            TeamId = has.HasFlag(Has.Team) ? new TeamId(from.Id()) : null,
            UserId = has.HasFlag(Has.User) ? new UserId(from.Id()) : null,
            KeyId = new KeyId(from.Id()),
            Api = from.Text(),
            RequestedModel = from.Text(),
            Provider = has.HasFlag(Has.Provider) ? from.Text() : null,
            Model = has.HasFlag(Has.Model) ? from.Text() : null,
            Deployment = has.HasFlag(Has.Deployment) ? from.Text() : null,
            Status = (int)from.Number(),
            Outcome = (UsageOutcome)from.Number(UsageOutcomes),
            FailureCause = has.HasFlag(Has.FailureCause) ? from.Text() : null,
            FinishReason = has.HasFlag(Has.FinishReason) ? from.Text() : null,
            Usage = ReadTokens(ref from),
            Cost = has.HasFlag(Has.Cost) ? new Cost(from.Number()) : null,
            CostSource = (CostSource)from.Number(CostSources),
            Duration = new TimeSpan(from.Number()),
            TimeToFirstToken = has.HasFlag(Has.FirstToken) ? new TimeSpan(from.Number()) : null,
            Attempts = (int)from.Number(),
            AbandonedAttempts = has.HasFlag(Has.Abandoned) ? ReadAttempts(ref from) : null,
            Cache = from.Text(),
            Session = has.HasFlag(Has.Session) ? from.Text() : null,
            Task = has.HasFlag(Has.Task) ? from.Text() : null,
            Tags = has.HasFlag(Has.Tags) ? ReadTags(ref from) : null,
            EndUser = has.HasFlag(Has.EndUser) ? from.Text() : null,
            ClientAddress = has.HasFlag(Has.ClientAddress) ? from.Text() : null,
            Route = has.HasFlag(Has.Route) ? from.Text() : null,
            Decisions = has.HasFlag(Has.Decisions) ? ReadDecisions(ref from) : null,
            Saved = has.HasFlag(Has.Saved) ? new Cost(from.Number()) : null,
            SavedTime = has.HasFlag(Has.SavedTime) ? new TimeSpan(from.Number()) : null,
            Region = has.HasFlag(Has.Region) ? from.Text() : null,
        };
    }

    private static Has Flags(UsageRecord record) =>
        When(record.TeamId is not null, Has.Team) | When(record.UserId is not null, Has.User) | When(record.Provider is not null, Has.Provider)
        | When(record.Model is not null, Has.Model) | When(record.Deployment is not null, Has.Deployment)
        | When(record.FailureCause is not null, Has.FailureCause) | When(record.FinishReason is not null, Has.FinishReason)
        | When(record.Cost is not null, Has.Cost) | When(record.TimeToFirstToken is not null, Has.FirstToken)
        | When(record.AbandonedAttempts is not null, Has.Abandoned) | When(record.Session is not null, Has.Session)
        | When(record.Task is not null, Has.Task) | When(record.Tags is not null, Has.Tags) | When(record.EndUser is not null, Has.EndUser)
        | When(record.ClientAddress is not null, Has.ClientAddress) | When(record.Route is not null, Has.Route)
        | When(record.Decisions is not null, Has.Decisions) | When(record.Saved is not null, Has.Saved) | When(record.SavedTime is not null, Has.SavedTime)
        | When(record.Region is not null, Has.Region) | When(record.Streamed, Has.Streamed)
        | When(record.Simulated, Has.Simulated) | When(record.Estimated, Has.Estimated);

    private static Has When(bool condition, Has flag) => condition ? flag : 0;

    private static void Write(ref PayloadWriter to, in TokenUsage usage)
    {
        to.Number(usage.Input);
        to.Number(usage.CachedInput);
        to.Number(usage.CacheWrite);
        to.Number(usage.CacheWrite1h);
        to.Number(usage.AudioInput);
        to.Number(usage.ImageInput);
        to.Number(usage.Output);
        to.Number(usage.Reasoning);
        to.Number(usage.AudioOutput);
        to.Number(usage.ImageOutput);
    }

    private static TokenUsage ReadTokens(ref PayloadReader from) => new()
    {
        Input = from.Number(),
        CachedInput = from.Number(),
        CacheWrite = from.Number(),
        CacheWrite1h = from.Number(),
        AudioInput = from.Number(),
        ImageInput = from.Number(),
        Output = from.Number(),
        Reasoning = from.Number(),
        AudioOutput = from.Number(),
        ImageOutput = from.Number(),
    };

    private static void Write(ref PayloadWriter to, IReadOnlyList<AbandonedAttempt>? attempts)
    {
        if (attempts is null)
            return;
        to.Number(Count(attempts));
        for (var i = 0; i < Count(attempts); i++)
        {
            var attempt = attempts[i];
            to.Text(attempt.Provider);
            to.Text(attempt.Model);
            to.Text(attempt.Deployment);
            to.Number(attempt.Status);
            to.Text(attempt.FailureCause);
            to.Number(attempt.Duration.Ticks);
            Write(ref to, attempt.Usage);
            to.Number(attempt.Cost is null ? 0 : 1);
            if (attempt.Cost is { } cost)
                to.Number(cost.NanoDollars);
        }
    }

    private static AbandonedAttempt[] ReadAttempts(ref PayloadReader from)
    {
        var attempts = new AbandonedAttempt[from.Number(MaxItems + 1)];
        for (var i = 0; i < attempts.Length; i++)
        {
            attempts[i] = new AbandonedAttempt(
                from.Text(), from.Text(), from.Text(), (int)from.Number(), from.Text(), new TimeSpan(from.Number()), ReadTokens(ref from),
                from.Number() == 0 ? null : new Cost(from.Number()));
        }
        return attempts;
    }

    private static void Write(ref PayloadWriter to, IReadOnlyList<string>? tags)
    {
        if (tags is null)
            return;
        to.Number(Count(tags));
        for (var i = 0; i < Count(tags); i++)
            to.Text(tags[i]);
    }

    private static string[] ReadTags(ref PayloadReader from)
    {
        var tags = new string[from.Number(MaxItems + 1)];
        for (var i = 0; i < tags.Length; i++)
            tags[i] = from.Text();
        return tags;
    }

    private static void Write(ref PayloadWriter to, IReadOnlyList<Decision>? decisions)
    {
        if (decisions is null)
            return;
        to.Number(Count(decisions));
        for (var i = 0; i < Count(decisions); i++)
        {
            to.Text(decisions[i].Step);
            to.Text(decisions[i].Text);
        }
    }

    private static Decision[] ReadDecisions(ref PayloadReader from)
    {
        var decisions = new Decision[from.Number(MaxItems + 1)];
        for (var i = 0; i < decisions.Length; i++)
            decisions[i] = new Decision(from.Text(), from.Text());
        return decisions;
    }

    private static int Count<T>(IReadOnlyList<T>? items) => items is null ? 0 : Math.Min(items.Count, MaxItems);

    private static int TextSize(string? text) => text is null ? 0 : 5 + (3 * Math.Min(text.Length, MaxText));
}
