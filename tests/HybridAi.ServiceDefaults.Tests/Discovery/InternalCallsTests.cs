using System.Net;
using System.Net.Sockets;
using HybridAi.ServiceDefaults.Discovery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridAi.ServiceDefaults.Tests.Discovery;

/// <summary>A call by name finds an instance that works; only one that changes nothing is made again.</summary>
public sealed class InternalCallsTests : IAsyncLifetime
{
    private int _calls;
    private Func<int, int> _status = _ => 200;
    private WebApplication _living = null!;
    private ServiceProvider? _services;

    private HttpClient Client => _services!.GetRequiredService<IHttpClientFactory>().CreateClient("gateway");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _living = builder.Build();
        _living.Run(http =>
        {
            http.Response.StatusCode = _status(Interlocked.Increment(ref _calls));
            return Task.CompletedTask;
        });
        await _living.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _services?.Dispose();
        await _living.DisposeAsync();
    }

    [Fact]
    public async Task An_instance_that_is_gone_is_passed_over()
    {
        Register(Gone(), _living.Urls.First());
        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync("http://gateway/x")).StatusCode);
        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task A_draining_instance_is_asked_again()
    {
        _status = call => call == 1 ? 503 : 200;
        Register(_living.Urls.First());
        Assert.Equal(HttpStatusCode.OK, (await Client.GetAsync("http://gateway/x")).StatusCode);
        Assert.Equal(2, _calls);
    }

    [Theory]
    [InlineData("POST", 503, 1)]
    [InlineData("GET", 500, 1)]
    [InlineData("GET", 404, 1)]
    [InlineData("GET", 503, 1 + InternalCalls.MoreTries)]
    public async Task Neither_a_change_nor_a_plain_answer_is_tried_again(string method, int status, int calls)
    {
        _status = _ => status;
        Register(_living.Urls.First());
        using var request = new HttpRequestMessage(new HttpMethod(method), "http://gateway/x");
        Assert.Equal(status, (int)(await Client.SendAsync(request)).StatusCode);
        Assert.Equal(calls, _calls);
    }

    [Fact]
    public async Task What_takes_as_long_as_it_takes_is_read_at_the_next_instance_and_changed_once()
    {
        using var models = Register(Gone(), _living.Urls.First()).CreateClient("models");
        for (var i = 0; i < 4; i++)
            Assert.Equal(HttpStatusCode.OK, (await models.GetAsync("http://gateway/x")).StatusCode);
        _status = _ => 503;
        using var alone = Register(_living.Urls.First()).CreateClient("models");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await alone.PostAsync("http://gateway/x", null)).StatusCode);
        Assert.Equal(5, _calls);
    }

    private IHttpClientFactory Register(params string[] instances)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(instances.Select((instance, i) => KeyValuePair.Create($"services:gateway:http:{i}", (string?)instance))).Build());
        services.AddHttpClient("gateway").AddInternalCalls();
        services.AddHttpClient("models").AddInternalWaits();
        _services?.Dispose();
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<IHttpClientFactory>();
    }

    private static string Gone()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
