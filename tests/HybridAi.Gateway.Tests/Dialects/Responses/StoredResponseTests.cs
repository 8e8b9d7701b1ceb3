using System.Text.Json;
using HybridAi.Core.Responses;
using HybridAi.Core.Tenancy;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Dialects.Responses;

/// <summary>Conversations that the gateway keeps.</summary>
public sealed class StoredResponseTests
{
    private const string Thoughtful = """[{"think":"hm","seal":"sig"},{"text":"Hello"},{"finish":"stop"}]""";

    [Fact]
    public async Task A_request_goes_on_from_a_stored_response()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script(Thoughtful);
        var first = await gateway.PostAsync("""{"model":"both","instructions":"One","input":"Hi"}""").JsonAsync();
        Assert.True(first.GetProperty("store").GetBoolean());
        var bodies = gateway.One.Script();
        var second = await gateway.PostAsync($$"""{"model":"both","instructions":"Two","input":[{"role":"user","content":"More"}],"previous_response_id":"{{ResponsesGateway.IdOf(first)}}"}""").JsonAsync();
        // Instructions are each request's own; the seal came back though the caller never saw it.
        Assert.Equal(["system: two", "user: hi", "assistant: (hm#one#sig) | hello", "user: more"], ResponsesEndpointTests.Lines(bodies[0]));
        Assert.Equal(ResponsesGateway.IdOf(first), second.GetProperty("previous_response_id").GetString());

        // A third turn has the whole conversation, even when what it came from is gone.
        await gateway.SendAsync(HttpMethod.Delete, $"/v1/responses/{ResponsesGateway.IdOf(first)}").JsonAsync();
        await gateway.PostAsync($$"""{"model":"both","input":"End","previous_response_id":"{{ResponsesGateway.IdOf(second)}}"}""").JsonAsync();
        Assert.Equal(["user: hi", "assistant: (hm#one#sig) | hello", "user: more", "assistant: hello", "user: end"], ResponsesEndpointTests.Lines(bodies[1]));
    }

    [Fact]
    public async Task A_request_may_go_on_without_an_input_of_its_own()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        var bodies = gateway.One.Script();
        var first = await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync();
        await gateway.PostAsync($$"""{"model":"both","previous_response_id":"{{ResponsesGateway.IdOf(first)}}"}""").JsonAsync();
        Assert.Equal(["user: hi", "assistant: hello"], ResponsesEndpointTests.Lines(bodies[1]));
    }

    [Fact]
    public async Task A_stream_is_stored_before_its_end_is_sent()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Answer = call => call.StreamAllAsync("data: {\"think\":\"hm\",\"seal\":\"sig\"}\n\ndata: {\"text\":\"Hello\"}\n\n", "data: {\"finish\":\"stop\"}\n\n");
        using var answer = await gateway.PostAsync("""{"model":"both","input":"Hi","stream":true}""");
        var stream = ResponseStreamGrammar.Read(await answer.Content.ReadAsByteArrayAsync());
        Assert.Empty(stream.Faults);
        var streamed = stream.Response!.Value;
        Assert.False(streamed.GetProperty("output")[0].TryGetProperty("encrypted_content", out _));
        var stored = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{ResponsesGateway.IdOf(streamed)}").JsonAsync();
        Assert.True(JsonElement.DeepEquals(streamed, stored));
        stored = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{ResponsesGateway.IdOf(streamed)}?include[]=reasoning.encrypted_content").JsonAsync();
        Assert.Equal("hai1.~one.sig", stored.GetProperty("output")[0].GetProperty("encrypted_content").GetString());
    }

    [Fact]
    public async Task Seals_are_shown_to_who_asks_or_does_not_store()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script(Thoughtful);
        foreach (var more in new[] { "\"store\":false", "\"include\":[\"reasoning.encrypted_content\"]" })
        {
            var response = await gateway.PostAsync($$"""{"model":"both","input":"Hi",{{more}}}""").JsonAsync();
            Assert.Equal("hai1.~one.sig", response.GetProperty("output")[0].GetProperty("encrypted_content").GetString());
        }
    }

    [Fact]
    public async Task What_is_not_to_be_stored_is_not()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script();
        var response = await gateway.PostAsync("""{"model":"both","input":"Hi","store":false}""").JsonAsync();
        Assert.False(response.GetProperty("store").GetBoolean());
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{ResponsesGateway.IdOf(response)}").JsonAsync(404);
    }

    [Fact]
    public async Task A_provider_with_this_api_is_translated_for_while_storing_and_passed_to_else()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true, more: new() { ["Providers:one:Profile"] = "openai" });
        var bodies = gateway.One.Script();
        await gateway.PostAsync("""{"model":"one/m","input":"Hi"}""").JsonAsync();
        Assert.Equal(["user: hi"], ResponsesEndpointTests.Lines(bodies[0]));
        gateway.One.Script("""{"output":[]}""");
        Assert.Equal("""{"output":[]}""", (await gateway.PostAsync("""{"model":"one/m","input":"Hi","store":false}""").JsonAsync()).GetRawText());
    }

    [Fact]
    public async Task Items_may_be_referred_to()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script("""[{"think":"hm","seal":"sig"},{"call":"f","input":"{}"},{"finish":"stop"}]""");
        var first = await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync();
        var ids = first.GetProperty("output").EnumerateArray().Select(ResponsesGateway.IdOf).ToList();
        var bodies = gateway.One.Script();
        var second = await gateway.PostAsync(
            $$"""
            {"model":"both","input":[{"role":"user","content":"Hi"},{"type":"item_reference","id":"{{ids[0]}}"},{"type":"item_reference","id":"{{ids[1]}}"},
            {"type":"function_call_output","call_id":"call_1","output":"2"}]}
            """).JsonAsync();
        Assert.Equal(["user: hi", "assistant: (hm#one#sig) | call_1=f({})", "tool: call_1:2"], ResponsesEndpointTests.Lines(bodies[0]));
        var items = await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{ResponsesGateway.IdOf(second)}/input_items?order=asc").JsonAsync();
        Assert.Equal(["message", "reasoning", "function_call", "function_call_output"], items.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("type").GetString()));

        var error = await gateway.PostAsync($$"""{"model":"both","input":[{"type":"item_reference","id":"msg_{{new string('0', 32)}}0000"}]}""").JsonAsync(400);
        Assert.Equal("input[0].id", error.GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task Input_items_are_listed_by_pages()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script(Thoughtful);
        var first = await gateway.PostAsync("""{"model":"both","input":"Hi \"you\""}""").JsonAsync();
        var second = await gateway.PostAsync(
            $$"""{"model":"both","input":[{"role":"user","content":"More","id":null},{"id":"msg_mine","type":"message","role":"assistant","content":"said"}],"previous_response_id":"{{ResponsesGateway.IdOf(first)}}"}""").JsonAsync();
        var path = $"/v1/responses/{ResponsesGateway.IdOf(second)}/input_items";
        var all = await gateway.SendAsync(HttpMethod.Get, $"{path}?order=asc").JsonAsync();
        var (one, two) = (ResponsesGateway.IdOf(first)[5..], ResponsesGateway.IdOf(second)[5..]);
        Assert.Equal(
            $$"""
            {"object":"list","data":[{"id":"msg_{{one}}i0000","type":"message","status":"completed","role":"user","content":[{"type":"input_text","text":"Hi \"you\""}]},{"id":"rs_{{one}}0000","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]},{"id":"msg_{{one}}0001","type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hello"}],"role":"assistant"},{"id":"msg_{{two}}i0000","type":"message","role":"user","content":[{"type":"input_text","text":"More"}]},{"id":"msg_mine","type":"message","role":"assistant","content":[{"type":"output_text","annotations":[],"text":"said"}]}],"first_id":"msg_{{one}}i0000","last_id":"msg_mine","has_more":false}
            """.Trim(),
            all.GetRawText());
        var page = await gateway.SendAsync(HttpMethod.Get, $"{path}?limit=2").JsonAsync();
        Assert.Equal(("msg_mine", true), (page.GetProperty("first_id").GetString(), page.GetProperty("has_more").GetBoolean()));
        page = await gateway.SendAsync(HttpMethod.Get, $"{path}?limit=3&after={page.GetProperty("last_id").GetString()}").JsonAsync();
        Assert.Equal((3, false, $"msg_{one}i0000"), (page.GetProperty("data").GetArrayLength(), page.GetProperty("has_more").GetBoolean(), page.GetProperty("last_id").GetString()));
        Assert.Equal("limit", (await gateway.SendAsync(HttpMethod.Get, $"{path}?limit=101").JsonAsync(400)).GetProperty("error").GetProperty("param").GetString());
        Assert.Equal("order", (await gateway.SendAsync(HttpMethod.Get, $"{path}?order=up").JsonAsync(400)).GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task Another_organizations_responses_are_not_found()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script();
        var other = await gateway.OtherOrganizationAsync();
        var id = ResponsesGateway.IdOf(await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync());
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}", key: other).JsonAsync(404);
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}/input_items", key: other).JsonAsync(404);
        await gateway.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}", key: other).JsonAsync(404);
        var error = (await gateway.PostAsync($$"""{"model":"both","input":"Hi","previous_response_id":"{{id}}"}""", other).JsonAsync(400)).GetProperty("error");
        Assert.Equal(("previous_response_not_found", "previous_response_id"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        error = (await gateway.PostAsync($$"""{"model":"both","input":[{"type":"item_reference","id":"msg_{{id[5..]}}0000"}]}""", other).JsonAsync(400)).GetProperty("error");
        Assert.Equal("input[0].id", error.GetProperty("param").GetString());
        // Nor may the installation's own administrators go on from, or read, what another organization was told.
        var theirs = ResponsesGateway.IdOf(await gateway.PostAsync("""{"model":"both","input":"Hi"}""", other).JsonAsync());
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{theirs}").JsonAsync(404);
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{theirs}", key: other).JsonAsync();
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}").JsonAsync();
    }

    [Fact]
    public async Task A_deleted_response_is_gone()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        gateway.One.Script();
        var id = ResponsesGateway.IdOf(await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync());
        Assert.Equal($$"""{"id":"{{id}}","object":"response","deleted":true}""", (await gateway.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}").JsonAsync()).GetRawText());
        await gateway.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}").JsonAsync(404);
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}").JsonAsync(404);
        await gateway.PostAsync($$"""{"model":"both","input":"Hi","previous_response_id":"{{id}}"}""").JsonAsync(400);
    }

    [Fact]
    public async Task An_expired_response_is_gone_before_it_is_removed()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true, more: new() { ["Responses:Storage:Retention"] = "10m" });
        gateway.One.Script();
        var id = ResponsesGateway.IdOf(await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync());
        var store = gateway.App.Services.GetRequiredService<IResponseStore>();
        var request = Guid.ParseExact(id[5..], "N");
        gateway.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}").JsonAsync();
        gateway.Time.Advance(TimeSpan.FromMilliseconds(1));
        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}").JsonAsync(404);
        await gateway.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}").JsonAsync(404);
        Assert.NotNull(await store.FindAsync(request, OrganizationId.Default, DateTimeOffset.UnixEpoch, default));
    }

    [Fact]
    public async Task With_storage_off_nothing_is_there_and_it_says_how_to_switch_it_on()
    {
        await using var gateway = await ResponsesGateway.StartAsync();
        gateway.One.Script();
        var id = ResponsesGateway.IdOf(await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync());
        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Get, "/input_items") })
        {
            var error = (await gateway.SendAsync(method, $"/v1/responses/{id}{path}").JsonAsync(404)).GetProperty("error");
            Assert.Contains("Responses:Storage:Enabled", error.GetProperty("message").GetString());
        }

        await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}", key: "nobody's").JsonAsync(401);
        await gateway.SendAsync(HttpMethod.Put, $"/v1/responses/{id}").JsonAsync(405);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_stored_is_given_all_the_same()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Responses:Storage:Enabled"] = "true" }, services =>
        {
            services.AddSingleton<IResponseStore, BrokenStore>();
            Microsoft.Extensions.DependencyInjection.Extensions.ServiceCollectionDescriptorExtensions.RemoveAll<HybridAi.Providers.Wire.IWireFormat>(services);
            services.AddSingleton<HybridAi.Providers.Wire.IWireFormat, ScriptedFormat>();
        });
        gateway.One.Script();
        await gateway.PostAsync("""{"model":"both","input":"Hi"}""").JsonAsync();
    }

    [Fact]
    public async Task What_is_stored_in_a_database_that_does_not_answer_is_503_and_other_requests_go_on()
    {
        var away = new BrokenStore { Away = new StorageUnavailableException("The database cannot be reached.") };
        await using var gateway = await TestGateway.StartAsync(new() { ["Responses:Storage:Enabled"] = "true" }, services => services.AddSingleton<IResponseStore>(away));
        var id = $"resp_{Guid.CreateVersion7():N}";
        foreach (var (method, path) in new[] { (HttpMethod.Get, ""), (HttpMethod.Delete, ""), (HttpMethod.Get, "/input_items") })
            Assert.Equal("storage_unavailable", CodeOf(await gateway.SendAsync(method, $"/v1/responses/{id}{path}").JsonAsync(503)));
        Assert.Equal("storage_unavailable", CodeOf(await gateway.PostAsync($$"""{"model":"both","input":"Hi","previous_response_id":"{{id}}"}""").JsonAsync(503)));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        Assert.Equal(200, (int)(await gateway.ChatAsync()).StatusCode);

        static string? CodeOf(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetString();
    }

    [Fact]
    public async Task Hostile_ids_find_nothing()
    {
        await using var gateway = await ResponsesGateway.StartAsync(storing: true);
        foreach (var id in new[] { "resp_", "resp_x", "resp_" + new string('0', 33), "%2e%2e", new string('a', 2000), "resp_{}" })
            await gateway.SendAsync(HttpMethod.Get, $"/v1/responses/{id}").JsonAsync(404);
        foreach (var id in new[] { "", "\\ud800", "resp_", new string('a', 2000) })
            await gateway.PostAsync($$"""{"model":"both","input":"Hi","previous_response_id":"{{id}}"}""").JsonAsync(400);
    }

    private sealed class BrokenStore : IResponseStore
    {
        public Exception? Away { get; init; }

        public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken) => throw new IOException("The disk is full.");

        public Task<StoredResponse?> FindAsync(Guid id, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken) =>
            Away is null ? Task.FromResult<StoredResponse?>(null) : Task.FromException<StoredResponse?>(Away);

        public Task<bool> DeleteAsync(Guid id, OrganizationId organization, DateTimeOffset now, CancellationToken cancellationToken) =>
            Away is null ? Task.FromResult(false) : Task.FromException<bool>(Away);

        public Task<int> PruneAsync(DateTimeOffset now, int most, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
