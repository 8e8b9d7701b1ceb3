using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HybridAi.Client.Configuration;
using HybridAi.Client.Health;
using HybridAi.Client.Metrics;
using HybridAi.Client.Settings;
using HybridAi.Client.Tenancy;
using HybridAi.Web.Pages.Settings;
using HybridAi.Web.Tests.Fakes;

namespace HybridAi.Web.Tests.Pages;

public sealed class SettingsTests : IAsyncLifetime
{
    private static readonly string OwnKey = $"GET /api/keys/{Guid.Empty}";

    private static readonly SettingDocument[] Settings =
    [
        new("Cache:Levels", "memory, redis", "memory", "appsettings.json", false), new("Cache:Ttl", "1h", "1h", null, false), new("HYBRIDAI_MASTER_KEY", "***", null, "environment", true),
        new("OPENAI_API_KEY", null, null, null, true), new("Routing:Region", null, null, null, false),
    ];

    private readonly Site _site = new();

    public async ValueTask InitializeAsync()
    {
        await _site.InitializeAsync();
        _site.Gateway.Answer(OwnKey, new KeyDocument
        {
            Id = Guid.Empty, Name = "Ada's <key>", Prefix = "hai-ad12", Role = "viewer", Status = "active", OrganizationId = Guid.Empty, CreatedAt = Sample.Start - TimeSpan.FromDays(3),
            ExpiresAt = Sample.Start + TimeSpan.FromDays(30), AllowedModels = ["openai/*"], Revision = 1,
        });
        _site.Gateway.Answer("GET /api/settings", new SettingsDocument
        {
            Node = "node-a", Version = "1.2.3", UpSince = Sample.Start - TimeSpan.FromHours(5), Environment = "Production", Profile = "staging", DataDirectory = "/var/lib/hybridai", Database = "postgres",
            SharedState = "redis", Snapshot = 1234, Warnings = ["The alias fast names a model that nobody has."], Settings = Settings,
        });
        _site.Gateway.Answer("GET /api/ai/health", Sample.Health() with
        {
            Resources = [new ResourceHealthDocument("memory", "warning", "nearly full", 512 * 1024 * 1024, 1024L * 1024 * 1024, "bytes"), new ResourceHealthDocument("redis", "healthy", null, null, null, null)],
        });
        _site.Gateway.AnswerList<CustomMetricDocument>("GET /api/metrics/custom",
        [
            new() { Name = "checkout_p95", Revision = 3, UpdatedAt = Sample.Start, Metric = "latency_p95", Filter = new Dictionary<string, string> { ["task"] = "checkout", ["provider"] = "openai" }, Unit = "ms", Description = "For <us>" },
        ]);
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task An_administrator_sees_the_gateway_and_every_setting()
    {
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/settings");
        string[] shown =
        [
            "Ada&#x27;s &lt;key&gt;", "hai-ad12…", "in 30 d", "openai/*", "node-a", "1.2.3", "5 h ago", "staging", "Postgres", "by Redis", "/var/lib/hybridai", "version 1,234",
            "The alias fast names a model that nobody has.", "512 MB", "1.00 GB", "nearly full", "memory, redis", "appsettings.json", "2 settings, 1 set", "set, not shown", "not set",
            "checkout_p95", "task=checkout, provider=openai", "For &lt;us&gt;", "href=\"/settings/backup\"",
        ];
        Assert.All(shown, text => Assert.Contains(text, page));
        Assert.DoesNotContain("***", page);
    }

    [Fact]
    public async Task Settings_are_found_by_key_or_value_or_by_being_set()
    {
        await _site.SignInAsync("hai-admin");
        var byValue = await _site.PageAsync("/settings?q=REDIS");
        Assert.Contains("Cache:Levels", byValue);
        Assert.DoesNotContain("Cache:Ttl", byValue);
        var set = await _site.PageAsync("/settings?show=set");
        Assert.Contains("HYBRIDAI_MASTER_KEY", set);
        Assert.DoesNotContain("OPENAI_API_KEY", set);
        Assert.Contains("No setting is like this.", await _site.PageAsync("/settings?q=nothing-of-the-kind"));
    }

    [Fact]
    public void Groups_hold_each_setting_once()
    {
        var groups = SettingGroup.Of(Settings, null, onlySet: false);
        Assert.Equal([null, "Cache", "Routing"], groups.Select(group => group.Name));
        Assert.Equal([1, 1, 0], groups.Select(group => group.SetCount));
        Assert.Equal(Settings.Length, groups.Sum(group => group.Settings.Count));
    }

    [Theory]
    [InlineData("hai-viewer")]
    [InlineData("hai-operator")]
    public async Task Others_see_their_own_key_and_what_they_may(string key)
    {
        await _site.SignInAsync(key);
        var page = await _site.PageAsync("/settings");
        Assert.Contains("hai-ad12…", page);
        Assert.Contains("checkout_p95", page);
        Assert.DoesNotContain("Configuration in effect", page);
        Assert.DoesNotContain("Backing up", page);
        Assert.DoesNotContain(_site.Gateway.Calls, call => call.StartsWith("/api/settings", StringComparison.Ordinal));
        Assert.Equal(key == "hai-operator", page.Contains("action=\"/settings/metrics\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_not_see_metrics_of_the_installation_is_shown_none()
    {
        _site.Gateway.Refuse("GET /api/metrics/custom", 403, "This needs a key with the role viewer in the default organization.");
        await _site.SignInAsync("hai-viewer");
        var page = await _site.PageAsync("/settings");
        Assert.Contains("hai-ad12…", page);
        Assert.DoesNotContain("Metrics of your own", page);
    }

    [Fact]
    public async Task A_part_that_fails_says_so_and_leaves_the_others()
    {
        _site.Gateway.Refuse("GET /api/settings", 500, "It is broken");
        _site.Gateway.AnswerList<CustomMetricDocument>("GET /api/metrics/custom", []);
        await _site.SignInAsync("hai-admin");
        var page = await _site.PageAsync("/settings");
        Assert.Contains("This part could not be read: It is broken", page);
        Assert.Contains("None is defined.", page);
        Assert.Contains("nearly full", page);
    }

    [Fact]
    public async Task An_operator_defines_changes_and_deletes_metrics()
    {
        var saved = new CustomMetricDocument { Name = "n", Revision = 1, UpdatedAt = Sample.Start, Metric = "errors", Filter = new Dictionary<string, string>(), Unit = "" };
        _site.Gateway.Answer("POST /api/metrics/custom", saved);
        _site.Gateway.Answer("PUT /api/metrics/custom/checkout_p95", saved);
        await _site.SignInAsync("hai-operator");
        var defined = await _site.SendFormAsync(
            "/settings?q=redis", "/settings/metrics", ("name", "n"), ("metric", "errors"), ("filter", "provider = openai, model=gpt-6"), ("unit", ""), ("description", "d"));
        Assert.Equal("/settings?q=redis#metrics", defined.Headers.Location?.ToString());
        Assert.Contains("The metric n is defined.", await _site.PageAsync("/settings"));
        Assert.Contains("name=\"metric\" value=\"latency_p95\"", (await _site.PageAsync("/settings?edit=checkout_p95")).Replace("value=\"latency_p95\" required", "value=\"latency_p95\"", StringComparison.Ordinal));
        var changed = await _site.SendFormAsync("/settings?q=redis&edit=checkout_p95", "/settings/metrics", ("name", "checkout_p95"), ("revision", "3"), ("metric", "latency_p99"), ("filter", ""));
        Assert.Equal("/settings?q=redis#metrics", changed.Headers.Location?.ToString());
        Assert.Contains("href=\"/settings?q=redis\">Leave it", await _site.PageAsync("/settings?q=redis&edit=checkout_p95"));
        var deleted = await _site.SendFormAsync("/settings?q=redis&edit=checkout_p95", "/settings/metrics/checkout_p95/delete", ("revision", "3"));
        Assert.Equal("/settings?q=redis#metrics", deleted.Headers.Location?.ToString());
        Assert.Equal("DELETE /api/metrics/custom/checkout_p95?revision=3", _site.Gateway.Changes[2]);
        string[][] wanted =
        [
            ["POST /api/metrics/custom {", "\"name\":\"n\"", "\"metric\":\"errors\"", "\"filter\":{\"provider\":\"openai\",\"model\":\"gpt-6\"}", "\"description\":\"d\""],
            ["PUT /api/metrics/custom/checkout_p95 {", "\"revision\":3", "\"metric\":\"latency_p99\""],
        ];
        for (var i = 0; i < wanted.Length; i++)
            Assert.All(wanted[i], part => Assert.Contains(part, _site.Gateway.Changes[i]));
        Assert.DoesNotContain("filter", _site.Gateway.Changes[1]);
    }

    [Fact]
    public async Task A_unit_that_is_the_built_in_metrics_is_not_written_back_as_its_own()
    {
        var one = new CustomMetricDocument { Name = "inherits", Revision = 1, UpdatedAt = Sample.Start, Metric = "latency_p95", Filter = new Dictionary<string, string>(), Unit = "ms" };
        _site.Gateway.AnswerList<CustomMetricDocument>("GET /api/metrics/custom", [one, one with { Name = "own", Unit = "turns", OwnUnit = "turns" }]);
        await _site.SignInAsync("hai-operator");
        var inherits = await _site.PageAsync("/settings?edit=inherits");
        Assert.Contains("<input name=\"unit\"", inherits);
        Assert.DoesNotContain("value=\"ms\"", inherits);
        Assert.Contains("<input name=\"unit\" value=\"turns\"", await _site.PageAsync("/settings?edit=own"));
    }

    [Fact]
    public async Task A_filter_whose_values_have_commas_comes_back_whole()
    {
        var metric = new CustomMetricDocument { Name = "n", Revision = 1, UpdatedAt = Sample.Start, Metric = "errors", Filter = new Dictionary<string, string> { ["task"] = "plan, then write", ["provider"] = "openai" }, Unit = "" };
        _site.Gateway.AnswerList<CustomMetricDocument>("GET /api/metrics/custom", [metric]);
        _site.Gateway.Answer("PUT /api/metrics/custom/n", metric);
        await _site.SignInAsync("hai-operator");
        const string Written = "\"task=plan, then write\", provider=openai";
        Assert.Contains($"value=\"{Written}\"", WebUtility.HtmlDecode(await _site.PageAsync("/settings?edit=n")));
        await _site.SendFormAsync("/settings?edit=n", "/settings/metrics", ("name", "n"), ("revision", "1"), ("metric", "errors"), ("filter", Written));
        Assert.Contains("\"filter\":{\"task\":\"plan, then write\",\"provider\":\"openai\"}", Assert.Single(_site.Gateway.Changes));
    }

    [Theory]
    [InlineData("provider", "has to be a dimension and its value")]
    [InlineData("provider=a, provider=b", "is there twice")]
    public async Task A_filter_that_is_none_stays_in_the_form(string filter, string problem)
    {
        await _site.SignInAsync("hai-operator");
        var answer = await _site.SendFormAsync("/settings", "/settings/metrics", ("name", "n"), ("metric", "errors"), ("filter", filter));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(problem, page);
        Assert.Contains($"value=\"{filter}\"", page);
        Assert.Empty(_site.Gateway.Changes);
    }

    [Fact]
    public async Task A_backup_is_a_file_as_the_gateway_has_it()
    {
        _site.Gateway.Answer("GET /api/configuration/backup", JsonElement.Parse("""{"keys":[{"id":1}],"format":1}"""));
        await _site.SignInAsync("hai-admin");
        var answer = await _site.Browser.GetAsync("/settings/backup");
        Assert.Equal((HttpStatusCode.OK, "application/json", "hybridai-2026-03-01-1200.json"),
            (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentDisposition!.FileName));
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("""{"keys":[{"id":1}],"format":1}""", await answer.Content.ReadAsStringAsync());
        Assert.Contains("/api/configuration/backup hai-admin", _site.Gateway.Calls);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        // With that attribute a browser would save whatever it is led to, the page that says why there is no backup too.
        Assert.DoesNotMatch("<a [^>]*\\bdownload\\b", await _site.PageAsync("/settings"));
    }

    [Fact]
    public async Task A_backup_that_is_refused_leads_back_and_says_why()
    {
        _site.Gateway.Refuse("GET /api/configuration/backup", 403, "This needs a key with the role administrator in the default organization.");
        await _site.SignInAsync("hai-viewer");
        var answer = await _site.Browser.GetAsync("/settings/backup");
        Assert.Equal("/settings", answer.Headers.Location?.ToString());
        Assert.Contains("This needs a key with the role administrator in the default organization.", await _site.PageAsync("/settings"));
        _site.NewSession();
        Assert.StartsWith("/signin", (await _site.Browser.GetAsync("/settings/backup")).Headers.Location?.ToString());
    }

    [Fact]
    public async Task A_file_that_is_sent_is_restored_whole()
    {
        _site.Gateway.Answer("POST /api/configuration/restore", new RestoredConfigurationDocument(new Dictionary<string, long> { ["keys"] = 4, ["budgets"] = 0, ["teams"] = 1200 }));
        await _site.SignInAsync("hai-admin");
        // More than a form of the site may have otherwise.
        var file = $"{{\"keys\":\"{new string('x', 100_000)}\"}}";
        var answer = await RestoreAsync(file, sure: true);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal($"POST /api/configuration/restore {file}", Assert.Single(_site.Gateway.Changes));
        Assert.Contains("The backup is restored: keys 4, teams 1,200.", await _site.PageAsync("/settings"));
    }

    [Fact]
    public async Task A_file_that_is_larger_than_servers_take_as_they_come_is_restored()
    {
        _site.Gateway.Answer("POST /api/configuration/restore", new RestoredConfigurationDocument(new Dictionary<string, long> { ["keys"] = 4 }));
        await _site.SignInAsync("hai-admin");
        var answer = await RestoreAsync($"{{\"keys\":\"{new string('x', 33 * 1024 * 1024)}\"}}", sure: true);
        Assert.Equal((HttpStatusCode.Found, "/settings"), (answer.StatusCode, answer.Headers.Location?.ToString()));
        Assert.InRange(Assert.Single(_site.Gateway.Changes).Length, 33 * 1024 * 1024, int.MaxValue);
    }

    [Fact]
    public async Task A_file_that_is_larger_than_files_in_forms_usually_may_be_is_read()
    {
        await _site.SignInAsync("hai-admin");
        // Zeros are no JSON: the file is read, and not sent on.
        await RestoreAsync(new byte[129 * 1024 * 1024], sure: true);
        Assert.Contains("The file is no backup: it is not JSON.", await _site.PageAsync("/settings"));
    }

    [Fact]
    public async Task Backups_have_a_time_out_of_their_own()
    {
        _site.Configure = options => (options.GatewayTimeout, options.BackupTimeout) = (Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(200));
        _site.Gateway.Before = http => http.Request.Path.StartsWithSegments("/api/configuration") ? Task.Delay(Timeout.Infinite, http.RequestAborted) : Task.CompletedTask;
        await _site.SignInAsync("hai-admin");
        await _site.Browser.GetAsync("/settings/backup");
        Assert.Contains("The gateway does not answer, so there is no backup.", await _site.PageAsync("/settings"));
        await RestoreAsync("{}", sure: true);
        Assert.Contains("so it is not known whether this was done", await _site.PageAsync("/settings"));
    }

    [Theory]
    [InlineData("{}", false, "Say that everything that is set now is to be replaced.")]
    [InlineData("no JSON", true, "The file is no backup: it is not JSON.")]
    [InlineData("", true, "Choose the file of a backup.")]
    public async Task What_is_no_backup_or_not_meant_is_not_sent(string file, bool sure, string problem)
    {
        await _site.SignInAsync("hai-admin");
        await RestoreAsync(file, sure);
        Assert.Empty(_site.Gateway.Changes);
        Assert.Contains(problem, await _site.PageAsync("/settings"));
    }

    [Theory]
    [InlineData("hai-viewer", "HTTP/1.1 403 Forbidden", "Your key may not do this")]
    [InlineData("hai-operator", "HTTP/1.1 403 Forbidden", "Your key may not do this")]
    [InlineData("hai-tenant", "HTTP/1.1 403 Forbidden", "Your key may not do this")]
    [InlineData("hai-revoked", "HTTP/1.1 302 Found", "Location: /signin?returnUrl=%2Fsettings")]
    [InlineData("hai-admin", "HTTP/1.1 503 Service Unavailable", "href=\"/settings\">Try again</a>")]
    public async Task A_file_is_not_even_read_from_who_may_not_restore_it_or_cannot_be_asked_for(string key, string answer, string told)
    {
        _site.Gateway.Roles["hai-revoked"] = "administrator";
        using var signedIn = await _site.SignInAsync(key);
        _site.Gateway.Roles.Remove("hai-revoked");
        if (key == "hai-admin")
            _site.Gateway.Before = http => { http.Abort(); return Task.CompletedTask; };
        var cookies = string.Join("; ", signedIn.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
        var address = _site.Browser.BaseAddress!;
        using var sender = new TcpClient();
        await sender.ConnectAsync(address.Host, address.Port);
        await using var stream = sender.GetStream();
        // The file never comes: who waits for it does not answer.
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /settings/restore HTTP/1.1\r\nHost: {address.Authority}\r\nCookie: {cookies}\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 200000000\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        Assert.Equal(answer, await reader.ReadLineAsync());
        var lines = new List<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (line.Contains(told, StringComparison.Ordinal))
                break;
        }

        Assert.Contains(lines, line => line.Contains(told, StringComparison.Ordinal));
        Assert.Empty(_site.Gateway.Changes);
    }

    private Task<HttpResponseMessage> RestoreAsync(string file, bool sure) => RestoreAsync(Encoding.UTF8.GetBytes(file), sure);

    private async Task<HttpResponseMessage> RestoreAsync(byte[] file, bool sure)
    {
        var page = await _site.PageAsync("/settings");
        Assert.Contains("enctype=\"multipart/form-data\"", page);
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var form = new MultipartFormDataContent { { new StringContent(Site.Token(page)), "form-token" }, { new StringContent("/settings"), "back" }, { content, "file", "backup.json" } };
        if (sure)
            form.Add(new StringContent("true"), "sure");
        return await _site.Browser.PostAsync("/settings/restore", form);
    }
}
