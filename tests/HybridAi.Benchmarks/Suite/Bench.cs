using System.Diagnostics;
using HybridAi.Benchmarks.Load;
using HybridAi.Benchmarks.Subjects;
using HybridAi.Benchmarks.Upstream;

namespace HybridAi.Benchmarks.Suite;

/// <summary>The running upstream and the subjects in front of it.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly List<Subject> _subjects = [];
    private readonly HttpClient _control = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Workplace _workplace;
    private readonly RequestSets _anybody = new([Launches.AdminKey]);
    private readonly Dictionary<string, RequestSets> _requests = [];

    private Bench(Workplace workplace) => _workplace = workplace;

    /// <summary>The upstream first: calling it directly is what the others are compared with.</summary>
    public IReadOnlyList<Subject> Subjects => _subjects;

    public Subject Upstream => _subjects[0];

    public static async Task<Bench> StartUpstreamAsync(Workplace workplace, CancellationToken stop)
    {
        var bench = new Bench(workplace);
        await bench.StartAsync(Launches.Upstream(), stop);
        return bench;
    }

    /// <summary>Starts a subject and waits for its first good answer.</summary>
    public async Task<Subject> StartAsync(Launch launch, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var subject = Subject.Start(launch, _workplace);
        _subjects.Add(subject);
        await Readiness.WaitAsync(subject, _anybody.Own(stream: false), start, stop);
        return subject;
    }

    public async Task StopAsync(Subject subject)
    {
        _subjects.Remove(subject);
        await subject.DisposeAsync();
    }

    /// <summary>Requests with the keys of a subject, or of the gateway for those that know no keys.</summary>
    public RequestSets RequestsTo(Subject subject) => _requests.GetValueOrDefault(subject.Name) ?? _requests.GetValueOrDefault(SubjectNames.Gateway) ?? _anybody;

    public static bool CanTranslate(Subject subject) => SubjectNames.IsGateway(subject.Name) && !subject.Launch.IsStandIn;

    /// <summary>From now on requests to a subject carry these keys in turn.</summary>
    public void UseKeys(Subject subject, IReadOnlyList<string> keys) => _requests[subject.Name] = new(keys);

    public async Task SetScriptAsync(StreamScript script, CancellationToken stop)
    {
        var address = new Uri(Upstream.Launch.Address, "/_bench/script?" + script.ToQuery());
        using var answer = await _control.PutAsync(address, content: null, stop);
        answer.EnsureSuccessStatusCode();
    }

    public async Task<ExpectedAnswer> LearnExpectedAsync(Subject subject, RequestSet requests, CancellationToken stop)
    {
        using var connection = new HttpConnection(subject.Launch.EndPoint, seeksStamp: false);
        await connection.OpenAsync(stop);
        var answer = await connection.ExchangeAsync(requests.Next());
        await Task.Yield();
        return ExpectedAnswer.From(answer, requests.Stream);
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        foreach (var subject in Enumerable.Reverse(_subjects))
            await subject.DisposeAsync();
    }
}
