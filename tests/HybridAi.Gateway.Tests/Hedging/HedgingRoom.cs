using System.Net.Http.Headers;
using HybridAi.Core.Resilience.Hedging;
using HybridAi.Core.Routing;
using HybridAi.Core.Routing.Live;
using HybridAi.Core.Usage;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Hedging;

/// <summary>A gateway that hedges after one second, and providers that the test plays.</summary>
internal sealed class HedgingRoom : IAsyncDisposable
{
    public const string Chat = """{"model":"both","messages":[{"role":"user","content":"Hello there"}]}""";

    /// <summary>So many answers are measured before anything is late.</summary>
    public const int Measured = 10;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    private HedgingRoom(TestGateway gateway) => Gateway = gateway;

    public TestGateway Gateway { get; }

    public FakeUpstream One => Gateway.One;

    public FakeUpstream Two => Gateway.Two;

    /// <summary>Starts one whose first provider has been measured for streams and whole answers: it always answers at once.</summary>
    public static async Task<HedgingRoom> StartAsync(Dictionary<string, string?>? more = null, bool measured = true)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Hedging:Enabled"] = "true", ["Hedging:LeastCalls"] = $"{Measured}", ["Hedging:MinDelay"] = "1s", ["Hedging:MaxExtraShare"] = "1", ["Cache:Enabled"] = "false",
        };
        foreach (var (key, value) in more ?? [])
            settings[key] = value;
        var room = new HedgingRoom(await TestGateway.StartAsync(settings));
        if (measured)
            await room.MeasureAsync();
        return room;
    }

    public async Task MeasureAsync(int times = Measured)
    {
        for (var i = 0; i < times; i++)
        {
            One.Answer = call => call.AnswerAsync(200, Wire.Answer);
            (await Gateway.ChatAsync(Chat, request => request.Headers.Add("x-hybridai-cache", "off"))).Dispose();
            One.Answer = call => call.StreamAllAsync(Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
            using var stream = await Gateway.StreamAsync(""","hybridai":{"cache":"off"}""");
            await stream.Content.ReadAsStringAsync();
        }

        One.Answer = null;
        for (var i = 0; i < 2 * times; i++)
            await Gateway.Journal.NextAsync();
    }

    /// <summary>Sends a request to the first provider and lets it be late, until the second one is asked.</summary>
    public async Task<(Task<HttpResponseMessage> Answering, UpstreamCall First, UpstreamCall Second)> RaceAsync(bool streamed, CancellationToken cancellationToken = default)
    {
        var answering = streamed ? Gateway.StreamAsync(cancellationToken: cancellationToken) : Gateway.ChatAsync(Chat, null, cancellationToken);
        var first = await One.NextAsync();
        return (answering, first, await Gateway.PassTimeUntilAsync(Step, Two.NextAsync()));
    }

    /// <summary>Sends a request that is late and for which nobody else is asked; the first provider then answers it.</summary>
    public async Task<HttpResponseMessage> LateAsync(string body = Chat, string path = "/v1/chat/completions", Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
        change?.Invoke(request);
        var answering = Gateway.Http.SendAsync(request);
        var first = await One.NextAsync();
        for (var i = 0; i < 8; i++)
        {
            Gateway.Time.Advance(Step);
            await Gateway.SettleAsync();
        }

        await first.AnswerAsync(200, Wire.Answer);
        var answer = await answering;
        Assert.Equal(("one", "1"), (Header(answer, "x-hybridai-provider"), Header(answer, "x-hybridai-attempts")));
        Assert.Equal(0, Two.Count);
        return answer;
    }

    public Task<UsageRecord> RecordAsync() => Gateway.Journal.NextAsync();

    /// <summary>Waits until the gateway has noticed that the attempt at a provider has ended.</summary>
    public async Task UntilEndedAsync(string provider)
    {
        do
            await Gateway.SettleAsync();
        while (InFlight(provider) > 0);
    }

    public static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;

    /// <summary>Waits until nothing is under way any more: neither attempts nor what hedging has granted. An attempt that was let go ends after the answer, a moment later.</summary>
    public async Task BeQuietAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((Gateway.App.Services.GetRequiredService<HedgeSpending>().UnderWay, InFlight("one"), InFlight("two")) is not (0, 0, 0) and var left)
        {
            Assert.False(limit.IsCancellationRequested, $"Still under way: {left}");
            await Gateway.SettleAsync();
        }
    }

    private int InFlight(string provider) => Gateway.App.Services.GetRequiredService<DeploymentStates>().Describe(new Deployment { Provider = provider, Model = "m" }).InFlight;

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
