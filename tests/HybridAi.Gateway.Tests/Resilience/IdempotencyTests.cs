using System.Text.Json;
using HybridAi.Core.Idempotency;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Resilience;

public sealed class IdempotencyTests
{
    private const string Question = """{"model":"one/m","messages":[{"role":"user","content":"Hello there"}]}""";

    [Fact]
    public async Task The_same_request_is_carried_out_once_and_answered_twice()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var first = await SendAsync(gateway, "k1");
        using var second = await SendAsync(gateway, "k1");
        Assert.Equal((200, 200, 1), ((int)first.StatusCode, (int)second.StatusCode, gateway.One.Count));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal(first.Content.Headers.ContentType, second.Content.Headers.ContentType);
        Assert.False(first.Headers.Contains("x-hybridai-idempotent-replay"));
        Assert.Equal(
            ("true", "one", "m", "0", Header(first, "x-hybridai-request-id")),
            (Header(second, "x-hybridai-idempotent-replay"), Header(second, "x-hybridai-provider"), Header(second, "x-hybridai-model"), Header(second, "x-hybridai-cost"), Header(second, "x-hybridai-original-request-id")));
        var records = gateway.Journal.Completed;
        Assert.Equal([Wire.AnswerNanoDollars, 0], records.Select(record => record.Cost!.Value.NanoDollars));
        Assert.Equal((UsageOutcome.Succeeded, 200, 0, "idempotency"), (records[1].Outcome, records[1].Status, records[1].Attempts, records[1].Decisions!.Single().Step));

        gateway.Time.Advance(TimeSpan.FromHours(24));
        using var later = await SendAsync(gateway, "k1");
        Assert.Equal((200, 2), ((int)later.StatusCode, gateway.One.Count));
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        (await SendAsync(gateway, "k1")).Dispose();
        using var other = await SendAsync(gateway, "k1", Question.Replace("Hello", "Bye", StringComparison.Ordinal));
        Assert.Equal((422, "idempotency_key_reused"), await ErrorAsync(other));
        using var options = await SendAsync(gateway, "k1", change: request => request.Headers.Add("x-hybridai-task", "t"));
        Assert.Equal((422, "idempotency_key_reused"), await ErrorAsync(options));
        Assert.Equal(1, gateway.One.Count);
    }

    [Fact]
    public async Task While_the_first_runs_the_second_is_told_to_wait()
    {
        await using var gateway = await TestGateway.StartAsync();
        var running = SendAsync(gateway, "k1");
        var call = await gateway.One.NextAsync();
        using (var second = await SendAsync(gateway, "k1"))
        {
            Assert.Equal("1", second.Headers.GetValues("Retry-After").Single());
            Assert.Equal((409, "idempotency_request_running"), await ErrorAsync(second));
        }

        await call.AnswerAsync(200, Wire.Answer);
        using var first = await running;
        using var third = await SendAsync(gateway, "k1");
        Assert.Equal((200, "true", 1), ((int)third.StatusCode, Header(third, "x-hybridai-idempotent-replay"), gateway.One.Count));
    }

    [Fact]
    public async Task A_key_is_private_to_its_api_key()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        (await SendAsync(gateway, "k1")).Dispose();
        var (_, secret) = await gateway.CreateKeyAsync();
        using var other = await SendAsync(gateway, "k1", change: request => request.Headers.Authorization = new("Bearer", secret));
        Assert.Equal((200, 2), ((int)other.StatusCode, gateway.One.Count));
        Assert.False(other.Headers.Contains("x-hybridai-idempotent-replay"));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(429)]
    [InlineData(400)]
    public async Task What_failed_may_be_sent_again(int status)
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.AnswerAsync(status, Wire.Error("no"));
        using (var failed = await SendAsync(gateway, "k1"))
            Assert.Equal(status, (int)failed.StatusCode);
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var again = await SendAsync(gateway, "k1");
        Assert.Equal((200, 2), ((int)again.StatusCode, gateway.One.Count));
    }

    [Fact]
    public async Task A_stream_is_answered_again_byte_by_byte()
    {
        await using var gateway = await TestGateway.StartAsync();
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Role, Wire.Text("Hel"), Wire.Text("lo"), Wire.Finish, Wire.Usage, Wire.Done);
        var question = """{"model":"one/m","stream":true,"messages":[]}""";
        using var first = await SendAsync(gateway, "k1", question);
        var text = await first.Content.ReadAsStringAsync();
        using var second = await SendAsync(gateway, "k1", question);
        Assert.Equal(text, await second.Content.ReadAsStringAsync());
        Assert.Contains("[DONE]", text);
        Assert.Equal(("text/event-stream", "true", 1), (second.Content.Headers.ContentType!.MediaType, Header(second, "x-hybridai-idempotent-replay"), gateway.One.Count));
    }

    [Fact]
    public async Task A_stream_that_breaks_may_be_sent_again()
    {
        await using var gateway = await TestGateway.StartAsync();
        var question = """{"model":"one/m","stream":true,"messages":[]}""";
        var answering = SendAsync(gateway, "k1", question);
        var call = await gateway.One.NextAsync();
        await call.StreamAsync();
        await call.EventAsync(Wire.Text("Hello"));
        using (var first = await answering)
        {
            call.Cut();
            Assert.Contains("error", await first.Content.ReadAsStringAsync());
        }

        await gateway.SettleAsync();
        gateway.One.Answer = next => next.StreamAllAsync(Wire.Role, Wire.Text("Hi"), Wire.Finish, Wire.Done);
        using var second = await SendAsync(gateway, "k1", question);
        Assert.Contains("Hi", await second.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_that_is_too_large_is_given_once_and_not_paid_twice(bool stream)
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Idempotency:MaxAnswerSize"] = "100" });
        gateway.One.Answer = call => stream ? call.StreamAllAsync(Wire.Role, Wire.Text("Hello"), Wire.Finish, Wire.Done) : call.AnswerAsync(200, Wire.Answer);
        var question = stream ? """{"model":"one/m","stream":true,"messages":[]}""" : Question;
        using (var first = await SendAsync(gateway, "k1", question))
        {
            Assert.Equal(200, (int)first.StatusCode);
            await first.Content.ReadAsStringAsync();
        }

        using var second = await SendAsync(gateway, "k1", question);
        Assert.Equal((409, "idempotency_answer_not_kept"), await ErrorAsync(second));
        Assert.Equal(1, gateway.One.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("long")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var gateway = await TestGateway.StartAsync();
        using var answer = await SendAsync(gateway, key == "long" ? new string('k', 256) : key);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("Idempotency-Key", await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, gateway.One.Count);
    }

    [Fact]
    public async Task Without_the_database_requests_with_a_key_are_refused_and_others_are_not()
    {
        await using var gateway = await TestGateway.StartAsync(services: services => services.AddSingleton<IIdempotencyStore>(new LostStore()));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using (var answer = await SendAsync(gateway, "k1"))
        {
            Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
            Assert.Equal((503, "storage_unavailable"), await ErrorAsync(answer));
        }

        Assert.Equal(0, gateway.One.Count);
        using var other = await gateway.ChatAsync(Question);
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task A_database_lost_meanwhile_keeps_no_answer_from_its_caller()
    {
        await using var gateway = await TestGateway.StartAsync(services: services => services.AddSingleton<IIdempotencyStore>(new LostStore { Claims = true }));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        using var answer = await SendAsync(gateway, "k1");
        Assert.Equal(Wire.Answer, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Idempotency:Enabled"] = "false" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        (await SendAsync(gateway, "k1")).Dispose();
        (await SendAsync(gateway, "k1")).Dispose();
        Assert.Equal(2, gateway.One.Count);
    }

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, string key, string question = Question, Action<HttpRequestMessage>? change = null) =>
        gateway.ChatAsync(question, request =>
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            change?.Invoke(request);
        });

    private static async Task<(int, string?)> ErrorAsync(HttpResponseMessage answer) =>
        ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("error").GetProperty("code").GetString());

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    private sealed class LostStore : IIdempotencyStore
    {
        public bool Claims { get; init; }

        public Task<ClaimResult> ClaimAsync(IdempotencyClaim claim, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken) =>
            Claims ? Task.FromResult(new ClaimResult(ClaimState.Won, claim.RequestId)) : Lost<ClaimResult>();

        public Task<bool> KeepAsync(IdempotencyClaim claim, KeptAnswer? answer, DateTimeOffset expiresAt, CancellationToken cancellationToken) => Lost<bool>();

        public Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken) => Lost<bool>();

        public Task RenewAsync(Guid owner, DateTimeOffset until, CancellationToken cancellationToken) => Lost<bool>();

        public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => Lost<int>();

        private static Task<T> Lost<T>() => Task.FromException<T>(new StorageUnavailableException("The database is away."));
    }
}
