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
    public static Launch Gateway(string published, Uri upstream, string data)
    {
        var port = Launch.FreePort();
        return new(SubjectNames.Gateway, Path.Combine(published, "HybridAi.Standalone"), [], port, GatewayEnvironment(port, upstream, data));
    }

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

    private static Dictionary<string, string> GatewayEnvironment(int port, Uri upstream, string data) => new()
    {
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        ["HYBRIDAI_ADMIN_KEY"] = AdminKey,
        ["HYBRIDAI_DATA"] = data,
        ["Providers__bench__Profile"] = "openai-compatible",
        ["Providers__bench__BaseUrl"] = new Uri(upstream, "/v1").ToString(),
        ["Providers__bench__ApiKey"] = "test",
        ["Providers__bench__AllowPrivateNetwork"] = "true",
        ["Providers__bench__Models__0__Id"] = "bench-model",
        ["Providers__bench__Models__0__InputPerMillion"] = "1",
        ["Providers__bench__Models__0__OutputPerMillion"] = "2",
    };

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
