using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text.Json;
using HybridAi.Core.Caching;
using HybridAi.Core.Health;
using HybridAi.Core.Health.Resources;
using HybridAi.Gateway.Health;
using HybridAi.Gateway.Tests.Caching;
using HybridAi.Gateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.Gateway.Tests.Health;

/// <summary>The gateway's own memory, threads and connections: how they are told, and what is done as memory runs short.</summary>
public sealed class OwnResourceTests
{
    private const long Mebi = 1024 * 1024;

    private readonly FakeMemory _memory = new();

    [Fact]
    public async Task At_the_mark_caches_shrink_then_memory_is_compacted_then_new_requests_get_503_until_there_is_memory_again()
    {
        await using var gateway = await StartAsync(new() { ["Cache:Enabled"] = "true", ["Health:Memory:RetryAfter"] = "7s" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(200, (await gateway.AskAsync(CachedGateway.Question(text: $"question {i}"))).Status);
            gateway.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        var cache = gateway.App.Services.GetRequiredService<LayeredCache>().Memory!;
        var full = cache.Bytes;
        Assert.True(full > 0);
        _memory.Used = 85 * Mebi;
        // A look may have been under way: at the second both steps are taken at the latest.
        while (_memory.Collections == 0)
            await gateway.LookAtHealthAsync();
        Assert.InRange(cache.Bytes, 1, full / 2);
        var asked = gateway.One.Count;
        while ((await gateway.LookAtHealthAsync()).Own.Level != HealthLevel.Critical)
            ;

        // Not one of them is sent on, whatever the dialect, nor what the cache has.
        using (var chat = await gateway.ChatAsync(CachedGateway.Question(text: "question 7")))
        {
            Assert.Equal((503, "7"), ((int)chat.StatusCode, chat.Header("Retry-After")));
            var error = (await chat.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
            Assert.Equal(("memory_exhausted", "service_unavailable_error"), (error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
        }

        using (var message = await gateway.Http.PostAsJsonAsync("/v1/messages", new { model = "one/m", max_tokens = 5, messages = Array.Empty<object>() }))
        {
            Assert.Equal((503, "7"), ((int)message.StatusCode, message.Header("Retry-After")));
            Assert.Equal("overloaded_error", (await message.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("type").GetString());
        }

        using (var file = await gateway.Http.PostAsync("/v1/files", new StringContent("")))
            Assert.Contains("memory_exhausted", await file.Content.ReadAsStringAsync());
        using (var batch = await gateway.Http.PostAsync("/v1/batches", new StringContent("{}")))
            Assert.Equal(503, (int)batch.StatusCode);
        Assert.Equal(asked, gateway.One.Count);
        Assert.Equal("MemoryExhausted", gateway.Journal.Completed.Last().FailureCause);

        // Everything else goes on, and says why.
        foreach (var path in new[] { "/v1/models", "/api/keys", "/api/me", "/alive" })
            Assert.Equal(200, (int)(await gateway.Http.GetAsync(path)).StatusCode);
        using (var health = await gateway.Http.GetAsync("/health"))
        {
            Assert.Equal(503, (int)health.StatusCode);
            Assert.Equal("exhausted", (await health.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("memory").GetString());
        }

        var (memory, status) = await ReadAsync(gateway, "memory");
        Assert.Equal(("critical", 85 * Mebi, 100 * Mebi, "bytes"), (status, memory.GetProperty("used").GetInt64(), memory.GetProperty("limit").GetInt64(), memory.GetProperty("unit").GetString()));
        Assert.Contains("no new requests are taken", memory.GetProperty("reason").GetString());

        _memory.Used = 71 * Mebi;
        await gateway.LookAtHealthAsync();
        await gateway.LookAtHealthAsync();
        Assert.Equal(503, (await gateway.AskAsync(CachedGateway.Question())).Status);
        _memory.Used = 69 * Mebi;
        while ((await gateway.LookAtHealthAsync()).Own.Level != HealthLevel.Healthy)
            ;
        Assert.Equal(200, (await gateway.AskAsync(CachedGateway.Question())).Status);
        Assert.Equal(200, (int)(await gateway.Http.GetAsync("/health")).StatusCode);
    }

    [Fact]
    public async Task Switched_off_it_is_told_but_nothing_is_refused()
    {
        await using var gateway = await StartAsync(new() { ["Health:Memory:Guard"] = "false" });
        gateway.One.Answer = call => call.AnswerAsync(200, Wire.Answer);
        _memory.Used = 99 * Mebi;
        while ((await gateway.LookAtHealthAsync()).Own.Level != HealthLevel.Critical)
            ;
        Assert.Equal(200, (await gateway.AskAsync(CachedGateway.Question())).Status);
        Assert.Equal(0, _memory.Collections);
    }

    [Fact]
    public async Task Threads_handles_requests_and_connections_are_told_with_their_limits()
    {
        await using var gateway = await StartAsync(new() { ["Health:Resources:Requests"] = "4", ["Health:Resources:UpstreamConnections"] = "3", ["Health:Resources:Handles"] = "1000000" });
        var (arrived, answer) = (new SemaphoreSlim(0), new TaskCompletionSource());
        gateway.One.Answer = async call =>
        {
            arrived.Release();
            await answer.Task;
            await call.AnswerAsync(200, Wire.Answer);
        };
        var calls = Enumerable.Range(0, 3).Select(i => gateway.AskAsync(CachedGateway.Question(text: $"{i}"))).ToArray();
        for (var i = 0; i < calls.Length; i++)
            Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(60)));
        await gateway.LookAtHealthAsync();
        var report = await gateway.LookAtHealthAsync();
        var states = report.Resources.ToDictionary(state => state.Use.Name);
        Assert.Equal((3L, 3L, HealthLevel.Critical), (states["upstream one"].Use.Used, states["upstream one"].Use.Limit, states["upstream one"].Verdict.Level));
        Assert.Equal((3L, 4L, HealthLevel.Healthy), (states["requests"].Use.Used, states["requests"].Use.Limit, states["requests"].Verdict.Level));
        Assert.Contains("upstream one: 3 of 3 connections (100%)", report.Own.Reason);
        Assert.InRange(states["threads"].Use.Used!.Value, 1, 1_000);
        Assert.Equal(1_000, states["threads"].Use.Limit);
        Assert.NotNull(states["queued-work"].Use.Used);
        if (OperatingSystem.IsLinux())
            Assert.InRange(states["handles"].Use.Used!.Value, 10, 100_000);
        Assert.Equal((null, HealthLevel.Healthy), (states["journal"].Use.Used, states["journal"].Verdict.Level));
        Assert.Equal(HealthLevel.Healthy, states["configuration"].Verdict.Level);

        // The meters tell the same.
        var measured = Measure(gateway);
        Assert.Equal((3L, 3L, 2L), (measured["hybridai.resource.used upstream one"], measured["hybridai.resource.limit upstream one"], measured["hybridai.resource.status upstream one"]));
        Assert.Equal(0, measured["hybridai.memory.exhausted "]);

        answer.SetResult();
        await Task.WhenAll(calls);
        await gateway.LookAtHealthAsync();
        Assert.DoesNotContain((await gateway.LookAtHealthAsync()).Resources, state => state.Use.Name == "upstream one");
    }

    [Fact]
    public async Task The_page_shows_them()
    {
        await using var gateway = await StartAsync([]);
        _memory.Used = 82 * Mebi + (Mebi / 2);
        await gateway.LookAtHealthAsync();
        await gateway.LookAtHealthAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/ai/health");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await gateway.Http.SendAsync(request);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("<td>82.5 MiB</td><td>100 MiB</td>", page);
        Assert.Contains("<td>threads</td>", page);
    }

    [Fact]
    public void The_process_s_own_memory_is_what_the_system_says()
    {
        var memory = new HybridAi.Gateway.Health.Resources.ProcessMemory(new MemoryOptions { Limit = new(512 * Mebi) });
        var reading = memory.Read();
        Assert.Equal((512 * Mebi, 512 * Mebi), (reading.Limit, reading.HeapLimit));
        if (OperatingSystem.IsLinux())
        {
            var status = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
            var resident = long.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024;
            Assert.InRange(reading.WorkingSet, resident * 0.7, resident * 1.3);
        }

        Assert.True(reading.Heap <= reading.WorkingSet * 20 && reading.Heap >= 0);
        // A limit beyond what there is bounds nothing.
        Assert.True(new HybridAi.Gateway.Health.Resources.ProcessMemory(new MemoryOptions { Limit = new(long.MaxValue / 2) }).Read().Limit <= GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * 4);
    }

    private Task<TestGateway> StartAsync(Dictionary<string, string?> settings) => TestGateway.StartAsync(settings, services => services.AddSingleton<IProcessMemory>(_memory));

    private static async Task<(JsonElement Resource, string? Status)> ReadAsync(TestGateway gateway, string name)
    {
        var all = (await gateway.Http.GetFromJsonAsync<JsonElement>("/api/ai/health")).GetProperty("resources");
        var one = all.EnumerateArray().Single(resource => resource.GetProperty("name").GetString() == name);
        return (one, one.GetProperty("status").GetString());
    }

    private static Dictionary<string, long> Measure(TestGateway gateway)
    {
        // Other gateways of the same process have meters of the same name.
        var own = gateway.App.Services.GetRequiredService<IMeterFactory>();
        var measured = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "HybridAi.Gateway" && instrument.Meter.Scope == own)
                self.EnableMeasurementEvents(instrument);
        };
        void Keep(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            measured.Add($"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}", value);
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    private sealed class FakeMemory : IProcessMemory
    {
        private long _used = 10 * Mebi;
        private int _collections;

        public long Used
        {
            get => Interlocked.Read(ref _used);
            set => Interlocked.Exchange(ref _used, value);
        }

        public int Collections => Volatile.Read(ref _collections);

        public MemoryReading Read() => new(Used, 100 * Mebi, 0, 100 * Mebi);

        public void Collect() => Interlocked.Increment(ref _collections);
    }
}
