using System.Text;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Tenancy;
using HybridAi.Storage.Tests.Testing;

namespace HybridAi.Storage.Tests.Idempotency;

public sealed class SqliteIdempotencyStoreTests() : IdempotencyStoreTests(null);

public sealed class PostgresIdempotencyStoreTests(MigratedPostgres postgres) : IdempotencyStoreTests(postgres);

public abstract class IdempotencyStoreTests(MigratedPostgres? postgres) : StorageTests(postgres)
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly KeptAnswer Answer = new("application/json", new Dictionary<string, string> { ["x-hybridai-model"] = "m" }, Encoding.UTF8.GetBytes("{\"a\":\"geheim\"}"));

    private IIdempotencyStore Store => Storage.Idempotency;

    [Fact]
    public async Task A_request_is_carried_out_once_and_its_answer_given_again()
    {
        var claim = Claim();
        Assert.Equal(ClaimState.Won, (await ClaimAsync(claim)).State);
        Assert.Equal((ClaimState.Running, claim.RequestId), await StateAsync(Again(claim)));
        Assert.True(await Store.KeepAsync(claim, Answer, Now.AddHours(24), default));
        var found = await ClaimAsync(Again(claim), Now.AddHours(23));
        Assert.Equal((ClaimState.Done, claim.RequestId), (found.State, found.RequestId));
        Assert.Equal((Answer.ContentType, "m"), (found.Answer!.ContentType, found.Answer.Headers["x-hybridai-model"]));
        Assert.Equal(Answer.Body.ToArray(), found.Answer.Body.ToArray());
        Assert.Equal((ClaimState.Won, Again(claim).KeyId), ((await ClaimAsync(Again(claim), Now.AddHours(24))).State, claim.KeyId));
    }

    [Fact]
    public async Task A_key_stands_for_one_request_of_one_api_key()
    {
        var claim = Claim();
        await ClaimAsync(claim);
        Assert.Equal((ClaimState.OtherRequest, claim.RequestId), await StateAsync(Again(claim) with { RequestHash = "other" }));
        Assert.Equal(ClaimState.Won, (await ClaimAsync(Again(claim) with { KeyId = new KeyId(Guid.NewGuid()) })).State);
        Assert.Equal(ClaimState.Won, (await ClaimAsync(Again(claim) with { KeyHash = "second" })).State);
    }

    [Fact]
    public async Task What_was_given_up_may_be_sent_again()
    {
        var claim = Claim();
        await ClaimAsync(claim);
        await Store.ReleaseAsync(Again(claim), default);
        Assert.Equal(ClaimState.Running, (await ClaimAsync(Again(claim))).State);
        await Store.ReleaseAsync(claim, default);
        Assert.Equal(ClaimState.Won, (await ClaimAsync(Again(claim) with { RequestHash = "another" })).State);
    }

    [Fact]
    public async Task A_claim_holds_as_long_as_its_process_renews_it()
    {
        var claim = Claim();
        await ClaimAsync(claim);
        await Store.RenewAsync(claim.Owner, Now.AddSeconds(50), default);
        await Store.RenewAsync(Guid.NewGuid(), Now.AddSeconds(500), default);
        Assert.Equal(ClaimState.Running, (await ClaimAsync(Again(claim), Now.AddSeconds(49))).State);
        var heir = Again(claim);
        Assert.Equal(ClaimState.Won, (await ClaimAsync(heir, Now.AddSeconds(50))).State);
        Assert.False(await Store.KeepAsync(claim, Answer, Now.AddHours(24), default));
        Assert.True(await Store.KeepAsync(heir, null, Now.AddHours(24), default));
        var found = await ClaimAsync(Again(claim), Now.AddSeconds(60));
        Assert.Equal((ClaimState.Done, null), (found.State, found.Answer));
        // What is done is not renewed.
        await Store.RenewAsync(heir.Owner, Now.AddSeconds(61), default);
        Assert.Equal(ClaimState.Done, (await ClaimAsync(Again(claim), Now.AddHours(23))).State);
    }

    [Fact]
    public async Task Of_many_at_once_one_wins()
    {
        var claim = Claim();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => ClaimAsync(Again(claim))));
        Assert.Equal(ClaimState.Won, Assert.Single(results, result => result.State == ClaimState.Won).State);
        Assert.Equal(11, results.Count(result => result.State == ClaimState.Running));
    }

    [Fact]
    public async Task Answers_are_sealed_and_expire()
    {
        var claim = Claim();
        await ClaimAsync(claim);
        await Store.KeepAsync(claim, Answer, Now.AddHours(24), default);
        var stored = await Database.ScalarAsync<byte[]>("SELECT answer FROM idempotency_keys");
        Assert.DoesNotContain("geheim", Encoding.Latin1.GetString(stored!));
        Assert.Equal(0, await Store.PruneAsync(Now.AddHours(24).AddMilliseconds(-1), 10, default));
        Assert.Equal(1, await Store.PruneAsync(Now.AddHours(24), 10, default));
    }

    private static IdempotencyClaim Claim() => new(Records.Key, "key", "request", Guid.CreateVersion7(), Guid.NewGuid());

    private static IdempotencyClaim Again(IdempotencyClaim claim) => claim with { RequestId = Guid.CreateVersion7(), Owner = Guid.NewGuid() };

    private Task<ClaimResult> ClaimAsync(IdempotencyClaim claim, DateTimeOffset? at = null) => Store.ClaimAsync(claim, at ?? Now, Lease, default);

    private async Task<(ClaimState, Guid)> StateAsync(IdempotencyClaim claim)
    {
        var result = await ClaimAsync(claim);
        return (result.State, result.RequestId);
    }
}
