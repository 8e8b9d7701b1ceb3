using System.Globalization;

namespace HybridAi.Benchmarks.Subjects;

/// <summary>How each kind of process is started.</summary>
internal static class Launches
{
    public const string AdminKey = "hai-bench-administrator-0123456789abcdef";

    public static Launch Upstream()
    {
        var port = Launch.FreePort();
        return Launch.Own(SubjectNames.Upstream, port, "upstream", "--port", Text(port));
    }

    public static Launch Raw(Uri upstream, string name = SubjectNames.Raw)
    {
        var port = Launch.FreePort();
        return Launch.Own(name, port, "raw", "--port", Text(port), "--upstream", upstream.ToString());
    }

    /// <param name="published">Directory of the published standalone host.</param>
    /// <param name="upstream">Its one provider.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="more">More settings, as the environment has them.</param>
    /// <param name="name">What the tables call it.</param>
    public static Launch Gateway(string published, Uri upstream, string data, IReadOnlyDictionary<string, string>? more = null, string name = SubjectNames.Gateway)
    {
        var port = Launch.FreePort();
        var environment = GatewayEnvironment(port, upstream, data);
        foreach (var (setting, value) in more ?? new Dictionary<string, string>())
            environment[setting] = value;
        return new(name, Path.Combine(published, "HybridAi.Standalone"), [], port, environment);
    }

    /// <summary>The gateway with what an organization would switch on: six limits, three budgets, a choice of two deployments by what was measured.</summary>
    /// <param name="published">Directory of the published standalone host.</param>
    /// <param name="upstream">Both of its providers.</param>
    /// <param name="data">Its data directory.</param>
    public static Launch Controlled(string published, Uri upstream, string data)
    {
        var settings = new Dictionary<string, string> { ["Routing__Strategy"] = "performance" };
        AddProvider(settings, "other", new Uri(upstream, "/v1"));
        foreach (var (name, scope, measure, limit) in new[]
        {
            ("key-requests", "key", "requests", 1_000_000_000L), ("key-tokens", "key", "tokens", 1_000_000_000_000), ("organization-requests", "organization", "requests", 1_000_000_000),
            ("organization-tokens", "organization", "tokens", 1_000_000_000_000), ("address", "ip", "requests", 1_000_000_000), ("all", "global", "concurrent", 100_000),
        })
        {
            settings[$"RateLimits__{name}__Scope"] = scope;
            settings[$"RateLimits__{name}__Measure"] = measure;
            settings[$"RateLimits__{name}__Limit"] = limit.ToString(CultureInfo.InvariantCulture);
            if (measure != "concurrent")
                settings[$"RateLimits__{name}__Window"] = "1m";
        }

        foreach (var scope in new[] { "key", "organization", "provider" })
        {
            settings[$"Budgets__each-{scope}__Scope"] = scope;
            settings[$"Budgets__each-{scope}__Target"] = "each";
            settings[$"Budgets__each-{scope}__MonthlyLimit"] = "1000000";
        }

        return Gateway(published, upstream, data, settings, SubjectNames.Controlled);
    }

    /// <summary>The gateway with the answer cache on, as it is by default.</summary>
    /// <param name="published">Directory of the published standalone host.</param>
    /// <param name="upstream">Its one provider.</param>
    /// <param name="data">Its data directory.</param>
    public static Launch Cached(string published, Uri upstream, string data) =>
        Gateway(published, upstream, data, new Dictionary<string, string> { ["Cache__Enabled"] = "true" }, SubjectNames.Cached);

    /// <summary>The gateway as a service of its own, with what Aspire would put into its environment.</summary>
    /// <param name="published">Directory of the published gateway.</param>
    /// <param name="upstream">Its one provider.</param>
    /// <param name="data">Its data directory.</param>
    /// <param name="servers">Its Postgres and its Redis.</param>
    public static Launch Distributed(string published, Uri upstream, string data, GatewayServers servers)
    {
        var port = Launch.FreePort();
        var environment = GatewayEnvironment(port, upstream, data);
        environment["ConnectionStrings__database"] = servers.Database;
        environment["ConnectionStrings__cache"] = servers.Cache;
        environment["HYBRIDAI_MASTER_KEY"] = new string('a', 64);
        return new(SubjectNames.Distributed, Path.Combine(published, "HybridAi.Gateway"), [], port, environment, servers.Processes);
    }

    private static Dictionary<string, string> GatewayEnvironment(int port, Uri upstream, string data)
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
            ["HYBRIDAI_ADMIN_KEY"] = AdminKey,
            ["HYBRIDAI_DATA"] = data,
            // What is measured is the way to the provider.
            ["Cache__Enabled"] = "false",
        };
        AddProvider(environment, "bench", new Uri(upstream, "/v1"));
        return environment;
    }

    /// <summary>Configures a provider of <c>bench-model</c>.</summary>
    public static void AddProvider(Dictionary<string, string> environment, string name, Uri baseUrl)
    {
        environment[$"Providers__{name}__Profile"] = "openai-compatible";
        environment[$"Providers__{name}__BaseUrl"] = baseUrl.ToString();
        environment[$"Providers__{name}__ApiKey"] = "test";
        environment[$"Providers__{name}__AllowPrivateNetwork"] = "true";
        environment[$"Providers__{name}__Models__0__Id"] = "bench-model";
        environment[$"Providers__{name}__Models__0__InputPerMillion"] = "1";
        environment[$"Providers__{name}__Models__0__OutputPerMillion"] = "2";
    }

    /// <summary>nginx as one would put it in front of streams: kept-alive upstream connections, no buffering, no log.</summary>
    /// <param name="program">The nginx binary.</param>
    /// <param name="upstream">What it forwards to.</param>
    /// <param name="prefix">A directory for its configuration and temporary files.</param>
    public static Launch Nginx(string program, Uri upstream, string prefix)
    {
        var port = Launch.FreePort();
        Directory.CreateDirectory(prefix);
        var configuration = Path.Combine(prefix, "nginx.conf");
        File.WriteAllText(configuration, $$"""
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log stderr warn;
            events { worker_connections 8192; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              keepalive_requests 1000000000;
              upstream model {
                server {{upstream.Authority}};
                keepalive 1024;
                keepalive_requests 1000000000;
              }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://model;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_buffering off;
                  proxy_read_timeout 300s;
                }
              }
            }
            """);
        return new(SubjectNames.Nginx, program, ["-p", prefix, "-c", configuration, "-e", "stderr"], port);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
