using System.Text.Json;
using HybridAi.Core.Caching;
using HybridAi.Core.Events;
using HybridAi.Gateway.Caching.Semantic;
using HybridAi.Gateway.Tests.Hosting;
using HybridAi.Node.Caching;
using Microsoft.Extensions.DependencyInjection;
using static HybridAi.Gateway.Tests.Caching.CachedGateway;

namespace HybridAi.Gateway.Tests.Caching.Semantic;

/// <summary>Precision that is measured before anything is answered. Half of the answers have to be right here, which 24 comparisons can show: the looks at them are at 1, 2, 3, 4, 5, 7, 9, 12, 15, 19, 24 …</summary>
public sealed class ShadowTests
{
    private const int Enough = 25;

    [Fact]
    public async Task Without_evidence_nothing_is_answered_and_with_it_what_is_similar_enough()
    {
        await using var gateway = await StartAsync(("Cache:Semantic:Mode", "on"), ("Cache:Semantic:MinPrecision", "0.5"), ("Cache:Semantic:Recheck", "0"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < Enough; i++)
            Assert.Equal("miss", (await AskAsync(gateway, i, compared: i)).Cache);
        var model = await ModelAsync(gateway, compared: Enough - 1);
        Assert.Equal(("shown", 0.99, 24), (model.GetProperty("state").GetString(), model.GetProperty("threshold").GetDouble(), model.GetProperty("agreed").GetInt32()));
        Assert.Equal("semantic", (await AskAsync(gateway, Enough, compared: 24)).Cache);
        Assert.Equal(Enough, gateway.One.Count);
    }

    [Fact]
    public async Task In_shadow_mode_nothing_is_answered_whatever_is_shown()
    {
        await using var gateway = await StartAsync(("Cache:Semantic:Mode", "shadow"), ("Cache:Semantic:MinPrecision", "0.5"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i <= Enough; i++)
            Assert.Equal("miss", (await AskAsync(gateway, i, compared: i)).Cache);
        Assert.Equal("shown", (await ModelAsync(gateway, compared: Enough)).GetProperty("state").GetString());
        Assert.Equal(Enough + 1, gateway.One.Count);
    }

    [Fact]
    public async Task Where_answers_differ_it_stays_off_and_an_event_says_so()
    {
        await using var gateway = await StartAsync(("Cache:Semantic:Mode", "on"), ("Cache:Semantic:MinPrecision", "0.5"));
        var calls = 0;
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer.Replace("Hi", $"Answer {Interlocked.Increment(ref calls)}"));
        for (var i = 0; i <= Enough; i++)
            Assert.Equal("miss", (await AskAsync(gateway, i, compared: i)).Cache);
        var model = await ModelAsync(gateway, compared: Enough);
        Assert.Equal(("refuted", JsonValueKind.Null), (model.GetProperty("state").GetString(), model.GetProperty("threshold").ValueKind));
        await gateway.App.Services.GetRequiredService<SemanticKeeper>().KeepOnceAsync(default);
        var told = (await gateway.App.Services.GetRequiredService<IEventStore>().ReadAsync(0, EventTopics.SemanticCache, null, 10, default)).Select(one => one.Data);
        await gateway.App.Services.GetRequiredService<CacheRecorder>().WriteAsync(default);
        var events = await gateway.App.Services.GetRequiredService<ICacheStore>().EventsAsync(new CacheEventQuery { Limit = 10 }, default);
        Assert.Contains(events.Items, one => one.Kind == CacheEventKinds.ThresholdChanged && one.Detail!.StartsWith("one/m: off: wrong too often; 0 of ", StringComparison.Ordinal));
        Assert.Contains(told, data => data.Contains("\"state\":\"refuted\"", StringComparison.Ordinal) && data.Contains("one/m", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_share_of_the_hits_goes_to_the_provider_so_that_measuring_goes_on()
    {
        await using var gateway = await StartAsync(("Cache:Semantic:Mode", "on"), ("Cache:Semantic:MinPrecision", "0.5"), ("Cache:Semantic:Recheck", "1"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i <= Enough; i++)
            Assert.Equal("miss", (await AskAsync(gateway, i, compared: i)).Cache);
        Assert.Equal(("shown", Enough), ((await ModelAsync(gateway, Enough)).GetProperty("state").GetString(), Compared(await ModelAsync(gateway, Enough))));
    }

    [Fact]
    public async Task What_was_measured_outlives_the_process()
    {
        await using var gateway = await StartAsync(("Cache:Semantic:Mode", "shadow"), ("Cache:Semantic:MinPrecision", "0.5"));
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i <= Enough; i++)
            await AskAsync(gateway, i, compared: i);
        await ModelAsync(gateway, compared: Enough);
        var services = gateway.App.Services;
        await services.GetRequiredService<SemanticKeeper>().KeepOnceAsync(default);

        var next = new ShadowBook(services.GetRequiredService<ShadowBook>().Method, 0.5);
        var keeper = ActivatorUtilities.CreateInstance<SemanticKeeper>(services, next);
        await keeper.KeepOnceAsync(default);
        Assert.Equal(0.99, next.ThresholdOf(Core.Tenancy.OrganizationId.Default, "one/m"));
        // Evidence of another embedder or guard says nothing.
        var other = new ShadowBook("another", 0.5);
        await ActivatorUtilities.CreateInstance<SemanticKeeper>(services, other).KeepOnceAsync(default);
        Assert.Empty(other.Read());
    }

    // The same question each time, written a little differently; asked when all comparisons before are done.
    private static async Task<(int Status, string? Cache, string Body)> AskAsync(TestGateway gateway, int number, int compared)
    {
        if (compared > 1)
            await ModelAsync(gateway, compared - 1);
        return await gateway.AskAsync(Question(text: "What is the capital of Australia" + new string('?', number)));
    }

    private static async Task<JsonElement> ModelAsync(TestGateway gateway, int compared)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            var models = JsonElement.Parse(await gateway.Http.GetStringAsync("/api/cache/semantic", patience.Token)).GetProperty("models");
            if (models.GetArrayLength() > 0 && Compared(models[0]) >= compared)
                return models[0];
        }
    }

    private static int Compared(JsonElement model) => model.GetProperty("bins").EnumerateArray().Sum(bin => bin.GetProperty("compared").GetInt32());
}
