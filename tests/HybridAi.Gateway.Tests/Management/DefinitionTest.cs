using HybridAi.Client.Providers;
using HybridAi.Gateway.Tests.Hosting;

namespace HybridAi.Gateway.Tests.Management;

/// <summary>A management server, and a provider on a real socket to define.</summary>
public abstract class DefinitionTest : IAsyncLifetime
{
    internal const string Answer = """{"id":"c1","object":"chat.completion","created":1,"model":"m1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":2000000,"completion_tokens":1000000,"total_tokens":3000000}}""";

    protected ManagementServer Server { get; } = new();

    private protected FakeUpstream Upstream { get; } = new();

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected SaveProviderRequest Definition() => new()
    {
        Name = "mine", BaseUrl = Upstream.Address.ToString(), Key = "secret", AuthHeader = "x-key", AllowPrivateNetwork = true,
        Headers = new Dictionary<string, string> { ["X-Extra"] = "1" }, Rename = new Dictionary<string, string> { ["seed"] = "random_seed" }, Drop = ["user"],
        Models = [new ModelDefinitionDocument { Id = "m1", ContextWindow = 1000, Tools = true, InputPerMillion = 0.5m, OutputPerMillion = 2 }],
    };
}
