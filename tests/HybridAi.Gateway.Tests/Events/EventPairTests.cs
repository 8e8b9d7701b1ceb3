using HybridAi.Client;
using HybridAi.Client.Events;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Events;

/// <summary>Two gateways on one Postgres: whoever reads at either, or goes from one to the other, gets what happens at both.</summary>
public sealed class EventPairTests : IAsyncLifetime
{
    private const int Writers = 4;
    private const int Each = 40;

    private GatewayPair _pair = null!;

    public async ValueTask InitializeAsync() => _pair = await GatewayPair.StartAsync();

    public ValueTask DisposeAsync() => _pair.DisposeAsync();

    [Fact]
    public async Task All_events_of_both_come_once_and_in_order_also_to_those_who_change_over()
    {
        var gateways = new[] { _pair.A, _pair.B };
        var readers = new[] { ReadAsync([_pair.A], 0), ReadAsync([_pair.B], 0), ReadAsync(gateways, 7), ReadAsync(gateways, 13) };
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
                await gateways[writer % 2].BreakAsync($"{writer}-{i}");
        })));
        var expected = Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, Each).Select(i => $"{writer}-{i}")).Order(StringComparer.Ordinal).ToList();
        foreach (var seen in await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(60)))
        {
            Assert.Equal(expected, seen.Select(one => one.Deployment).Order(StringComparer.Ordinal));
            Assert.Equal(seen.Select(one => one.Id).Order(), seen.Select(one => one.Id));
        }
    }

    // Goes to the next gateway after so many events.
    private static async Task<List<(long Id, string Deployment)>> ReadAsync(TestGateway[] gateways, int changing)
    {
        var seen = new List<(long, string)>();
        var last = 0L;
        for (var turn = 0; seen.Count < Writers * Each; turn++)
        {
            var client = new HybridAiClient(gateways[turn % gateways.Length].Http, TestGateway.AdministratorKey);
            await using var stream = await client.EventsAsync(new EventStreamFilter { Topics = EventTopicNames.ProviderStatus, After = last });
            await foreach (var one in stream)
            {
                Assert.Equal(EventTopicNames.ProviderStatus, one.Topic);
                seen.Add((one.Id!.Value, one.Data.GetProperty("deployment").GetString()!));
                if (seen.Count == Writers * Each || (changing > 0 && seen.Count % changing == 0))
                    break;
            }

            last = stream.LastId!.Value;
        }

        return seen;
    }
}
