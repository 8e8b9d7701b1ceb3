using System.Text.Json;
using System.Text.RegularExpressions;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Recording;

/// <summary>What a Prometheus learns of requests. Meters are the process's, so that other tests' requests may be among them.</summary>
public sealed partial class MetersTests
{
    [Fact]
    public async Task Every_name_of_the_dashboard_is_told()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Cache:Enabled"] = "true", ["Providers:one:Models:0:InputPerMillion"] = "1", ["Providers:one:Models:0:OutputPerMillion"] = "2" });
        await gateway.Http.GetStringAsync("/metrics");
        gateway.One.Answer = call => call.StreamAllAsync(Wire.Text("Hi"), Wire.Finish, Wire.Usage, Wire.Done);
        using (var answer = await gateway.ChatAsync("""{"model":"one/m","stream":true,"messages":[{"role":"user","content":"a"}]}"""))
            await answer.Content.ReadAsStringAsync();
        gateway.One.Answer = call => call.AnswerAsync(500, Wire.Error("no"));
        (await gateway.ChatAsync("""{"model":"one/m","messages":[{"role":"user","content":"b"}]}""")).Dispose();
        // A meter of another process's part: this one has no journal of its own.
        var told = await gateway.Http.GetStringAsync("/metrics");
        var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Root(), "deploy", "grafana", "hybridai.json"))).RootElement;
        var used = dashboard.GetProperty("panels").EnumerateArray().SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
            .SelectMany(target => Names().Matches(target.GetProperty("expr").GetString()!).Select(match => match.Value)).Distinct().ToList();
        Assert.True(used.Count > 12, string.Join(' ', used));
        string[] elsewhere = ["hybridai_journal_backlog_bytes", "hybridai_journal_drain_lag_seconds", "hybridai_requests_unknown_cost_total"];
        Assert.All(used.Except(elsewhere), name => Assert.Matches($"(?m)^{name}[ {{]", told));

        Assert.Matches("""(?m)^hybridai_requests_total\{cache="miss",outcome="succeeded",provider="one"\} [1-9]""", told);
        Assert.Matches("""(?m)^gen_ai_client_token_usage_sum\{gen_ai_operation_name="chat",gen_ai_provider_name="one",gen_ai_request_model="m",gen_ai_token_type="output"\} [1-9]""", told);
        Assert.Matches("""(?m)^gen_ai_client_operation_duration_seconds_count\{error_type="[A-Za-z]+",gen_ai_operation_name="chat",gen_ai_provider_name="one",gen_ai_request_model="m"\} [1-9]""", told);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HybridAi.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("(hybridai|gen_ai_client|dotnet|http_server)_[a-z_]+")]
    private static partial Regex Names();
}
