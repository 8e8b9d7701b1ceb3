using System.Globalization;
using HybridAi.Client;
using HybridAi.Client.RateLimits;
using HybridAi.Client.Tenancy;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.RateLimiting;

/// <summary>A gateway whose providers answer at once, and what tests of limits do with it.</summary>
public abstract class LimitTest : IAsyncLifetime
{
    internal TestGateway Gateway { get; private set; } = null!;

    internal HybridAiClient Api => new(Gateway.Http, TestGateway.AdministratorKey);

    protected virtual Dictionary<string, string?> Settings => [];

    public async ValueTask InitializeAsync()
    {
        Gateway = await TestGateway.StartAsync(Settings);
        Gateway.One.Answer = Gateway.Two.Answer = static call => call.AnswerAsync(200, Wire.Answer);
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    protected Task<RateLimitDocument> LimitAsync(
        string name, string scope, long limit, string? window = "1m", string measure = "requests", string? target = null, string? maxWait = null, long? maxWaiting = null) =>
        Api.CreateAsync(new SaveRateLimitRequest
        {
            Name = name, Scope = scope, Limit = limit, Window = window, Measure = measure, Target = target, MaxWait = maxWait, MaxWaiting = maxWaiting,
        });

    protected async Task<string> KeyAsync(string name) => (await Api.CreateAsync(new CreateKeyRequest { Name = name, Role = Roles.Inference })).Secret;

    /// <summary>Asks once.</summary>
    internal async Task<Told> AskAsync(string? key = null, string model = "one/m", string more = "", string path = "/v1/chat/completions", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent($$"""{"model":"{{model}}"{{more}},"messages":[{"role":"user","content":"Hello there"}]}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        };
        request.Headers.Authorization = new("Bearer", key ?? TestGateway.AdministratorKey);
        change?.Invoke(request);
        using var answer = await Gateway.Http.SendAsync(request);
        return new Told(
            (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Asks so many times; the statuses.</summary>
    protected async Task<string> AskAsync(int times, string? key = null, string model = "one/m", string more = "", Action<HttpRequestMessage>? change = null)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
            statuses.Add((await AskAsync(key, model, more, change: change)).Status);
        return string.Join(' ', statuses.Select(status => status.ToString(CultureInfo.InvariantCulture)));
    }

    internal sealed record Told(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
    {
        public string? Header(string name) => Headers.GetValueOrDefault(name);
    }
}
