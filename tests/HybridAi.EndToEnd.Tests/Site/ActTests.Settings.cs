using Microsoft.Playwright;

namespace HybridAi.EndToEnd.Tests.Site;

/// <summary>What is done on the pages of jobs and settings.</summary>
public sealed partial class ActTests
{
    [Fact]
    public async Task Jobs_are_paused_resumed_and_run()
    {
        await _reader.GoAsync("/jobs");
        await _reader.ActAsync("/jobs/configuration-backup/pause");
        Assert.True((await Api.JobAsync("configuration-backup")).Paused);
        await _reader.ActAsync("/jobs/configuration-backup/resume");
        Assert.False((await Api.JobAsync("configuration-backup")).Paused);
        await _reader.GoAsync("/jobs/configuration-backup");
        var before = await ManualRunsAsync();
        await _reader.ActAsync("/jobs/configuration-backup/run");
        Assert.Single((await ManualRunsAsync()).Except(before));
        // By itself, as the worker gets on.
        await Assertions.Expect(Page.Locator("tbody tr").First).ToContainTextAsync("succeeded", new LocatorAssertionsToContainTextOptions { Timeout = 60_000 });
        await _reader.FollowAsync("Failed");
        await Assertions.Expect(Page.GetByText("There are none.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Settings_are_searched()
    {
        await _reader.GoAsync("/settings");
        await _reader.SearchAsync("/settings#configuration", ("q", "breaker"));
        var found = (await Api.SettingsAsync()).Settings.Where(setting => $"{setting.Key}\n{setting.Value}".Contains("breaker", StringComparison.OrdinalIgnoreCase)).ToList();
        Assert.NotEmpty(found);
        Assert.Equal(found.Select(setting => setting.Key).Order(StringComparer.Ordinal), (await SettingKeys().AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await _reader.FollowAsync("Set");
        Assert.Equal(found.Where(setting => setting.Source is not null).Select(setting => setting.Key).Order(StringComparer.Ordinal), (await SettingKeys().AllTextContentsAsync()).Order(StringComparer.Ordinal));
        await _reader.FollowAsync("Clear");
        Assert.Equal("/settings?show=set", new Uri(Page.Url).PathAndQuery);
    }

    [Fact]
    public async Task Metrics_are_defined_changed_deleted_and_come_back_with_a_backup()
    {
        const string Path = "/settings/metrics";
        await _reader.GoAsync("/settings");
        await _reader.ActAsync(Path, ("name", "walked"), ("metric", "latency_p95"), ("filter", "provider=openai"), ("unit", "ms of walks"), ("description", "For those who walk"));
        var metric = await Api.CustomMetricAsync("walked");
        Assert.Equal(("latency_p95", "openai", "ms of walks", "For those who walk"), (metric.Metric, metric.Filter["provider"], metric.Unit, metric.Description));

        // A second of the name is refused, and what was written is there still.
        await _reader.ActAsync(Path, 422, ("name", "walked"), ("metric", "errors"));
        Assert.Contains("walked", await _reader.NoticeAsync(), StringComparison.Ordinal);
        await Assertions.Expect(Page.Locator("#metric-form [name=metric]")).ToHaveValueAsync("errors");

        await _reader.GoAsync("/settings");
        await _reader.FollowAsync("Change walked");
        await _reader.FollowAsync("Leave it");
        await _reader.FollowAsync("Change walked");
        await _reader.ActAsync(Path, ("metric", "errors"), ("filter", ""), ("unit", ""));
        metric = await Api.CustomMetricAsync("walked");
        Assert.Equal(("errors", 0, "requests"), (metric.Metric, metric.Filter.Count, metric.Unit));
        await SaveOverAsync(
            "walked", Path, async () => await Api.ReplaceCustomMetricAsync("walked", new() { Revision = (await Api.CustomMetricAsync("walked")).Revision, Metric = "requests", Description = "Somebody else's" }), async () => (await Api.CustomMetricAsync("walked")).Metric, "requests", "errors", ("metric", "errors"));

        // What is deleted comes back with the backup.
        var backup = await Page.RunAndWaitForDownloadAsync(() => Page.Locator("a[href='/settings/backup']").ClickAsync());
        Assert.Matches("^hybridai-[0-9-]{15}\\.json$", backup.SuggestedFilename);
        await _reader.ActAsync(Path + "/walked/delete");
        await GoneAsync(() => Api.CustomMetricAsync("walked"));
        Assert.Equal("The metric walked is deleted.", await _reader.NoticeAsync());
        await _reader.ActAsync("/settings/restore", ("file", await backup.PathAsync()), ("sure", "true"));
        Assert.StartsWith("The backup is restored: ", await _reader.NoticeAsync(), StringComparison.Ordinal);
        Assert.Equal("errors", (await Api.CustomMetricAsync("walked")).Metric);
        Assert.Single((await Api.AuditAsync(new() { Action = "configuration.restore" })).Data);
        await Api.DeleteCustomMetricAsync("walked");
    }

    private async Task<IReadOnlyList<Guid>> ManualRunsAsync() => [.. (await Api.JobRunsAsync("configuration-backup", new() { Limit = 1000 })).Data.Where(run => run.Manual).Select(run => run.Id)];

    private ILocator SettingKeys() => Page.Locator("#configuration tbody code");
}
