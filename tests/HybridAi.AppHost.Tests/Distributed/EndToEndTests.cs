using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace HybridAi.AppHost.Tests.Distributed;

/// <summary>One request through everything that the AppHost starts. Needs what runs containers.</summary>
public sealed class EndToEndTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    [Trait("Needs", "containers")]
    public async Task A_request_is_answered_and_the_site_is_there()
    {
        Assert.SkipUnless(HasContainerEngine(), "Neither docker nor podman is here.");
        await using var builder = await CompositionTests.BuildAsync();
        await using var app = await builder.BuildAsync().WaitAsync(Patience);
        await app.StartAsync().WaitAsync(Patience);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(Patience);

        using var gateway = app.CreateHttpClient("gateway");
        var key = await builder.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == "administrator-key").GetValueAsync(CancellationToken.None);
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await gateway.PostAsync("/v1/chat/completions", new StringContent(
            """{"model":"openai/gpt-4.1-mini","messages":[{"role":"user","content":"Say hello."}]}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("true", answer.Headers.GetValues("x-hybridai-simulated").Single());

        using var web = app.CreateHttpClient("web");
        Assert.Equal(HttpStatusCode.OK, (await web.GetAsync("/signin")).StatusCode);
    }

    private static bool HasContainerEngine() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(directory => File.Exists(Path.Combine(directory, "docker")) || File.Exists(Path.Combine(directory, "podman")));
}
