using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace HybridAi.AppHost.Tests.Distributed;

/// <summary>What the AppHost composes, read from its model. Nothing is started.</summary>
public sealed class CompositionTests
{
    private static readonly string[] ProviderKeys =
    [
        "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GROQ_API_KEY", "COHERE_API_KEY", "MISTRAL_API_KEY", "CEREBRAS_API_KEY", "OPENROUTER_API_KEY",
    ];

    [Fact]
    public async Task A_run_without_provider_keys_has_every_service_and_the_Simulator()
    {
        await using var builder = await BuildAsync();
        Assert.Equal(["cache", "database", "gateway", "postgres", "simulator", "web", "worker"], Names(builder));
    }

    [Fact]
    public async Task A_provider_key_leaves_the_Simulator_out()
    {
        await using var builder = await BuildAsync("--GROQ_API_KEY=gsk-1");
        Assert.DoesNotContain("simulator", Names(builder));
        Assert.DoesNotContain("Simulator__Address", await EnvironmentAsync(builder, "gateway"));
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("worker")]
    public async Task A_node_has_the_connections_and_the_secrets(string name)
    {
        await using var builder = await BuildAsync("--publisher", "manifest", "--OPENAI_API_KEY=sk-1");
        var environment = await EnvironmentAsync(builder, name);
        Assert.Equal("{database.connectionString}", environment["ConnectionStrings__database"]);
        Assert.Equal("{cache.connectionString}", environment["ConnectionStrings__cache"]);
        Assert.Equal("{administrator-key.value}", environment["HYBRIDAI_ADMIN_KEY"]);
        Assert.Equal("{master-key.value}", environment["HYBRIDAI_MASTER_KEY"]);
        Assert.NotEmpty(environment["HYBRIDAI_DATA"]);
        foreach (var variable in ProviderKeys)
            Assert.Equal($"{{{variable.ToLowerInvariant().Replace('_', '-')}.value}}", environment[variable]);
    }

    [Fact]
    public async Task No_value_of_a_secret_is_in_the_environment_of_the_manifest()
    {
        await using var builder = await BuildAsync("--publisher", "manifest", "--OPENAI_API_KEY=sk-very-secret");
        foreach (var project in builder.Resources.OfType<ProjectResource>())
            Assert.DoesNotContain("sk-very-secret", (await EnvironmentAsync(builder, project.Name)).Values);
        Assert.All(builder.Resources.OfType<ParameterResource>(), parameter => Assert.True(parameter.Secret));
    }

    [Fact]
    public async Task The_site_finds_the_gateway_and_is_the_only_one_reached_from_outside()
    {
        await using var builder = await BuildAsync("--publisher", "manifest", "--OPENAI_API_KEY=sk-1");
        var environment = await EnvironmentAsync(builder, "web");
        Assert.Equal("{gateway.bindings.http.url}", environment["services__gateway__http__0"]);
        Assert.Equal("{site-key.value}", environment["HYBRIDAI_SITE_KEY"]);
        Assert.DoesNotContain("HYBRIDAI_MASTER_KEY", environment);
        var external = builder.Resources.Where(resource => resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal));
        Assert.Equal(["web"], external.Select(resource => resource.Name));
    }

    [Fact]
    public async Task Services_start_behind_what_they_need_and_keep_what_they_store()
    {
        await using var builder = await BuildAsync();
        foreach (var name in new[] { "gateway", "worker" })
            Assert.Equal(2, Find(builder, name).Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
        Assert.Equal(["cache", "database", "postgres", "simulator"], WaitedFor(builder, "gateway"));
        Assert.Equal(["cache", "database", "postgres", "simulator"], WaitedFor(builder, "worker"));
        Assert.Equal(["gateway"], WaitedFor(builder, "web"));
        foreach (var name in new[] { "gateway", "worker", "web", "simulator" })
            Assert.NotEmpty(Find(builder, name).Annotations.OfType<HealthCheckAnnotation>());
        foreach (var name in new[] { "postgres", "cache" })
            Assert.Contains(Find(builder, name).Annotations.OfType<ContainerMountAnnotation>(), mount => mount.Type == ContainerMountType.Volume);
    }

    internal static Task<IDistributedApplicationTestingBuilder> BuildAsync(params string[] arguments) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.HybridAi_AppHost>(
            // Whatever keys the machine has.
            [.. ProviderKeys.Where(variable => !arguments.Any(argument => argument.StartsWith($"--{variable}=", StringComparison.Ordinal))).Select(variable => $"--{variable}="), .. arguments]);

    private static IResource Find(IDistributedApplicationTestingBuilder builder, string name) => builder.Resources.Single(resource => resource.Name == name);

    private static IEnumerable<string> Names(IDistributedApplicationTestingBuilder builder) =>
        builder.Resources.Where(resource => resource is not ParameterResource).Select(resource => resource.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<string> WaitedFor(IDistributedApplicationTestingBuilder builder, string name) =>
        Find(builder, name).Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource.Name).Distinct().Order(StringComparer.Ordinal);

    private static async Task<Dictionary<string, string>> EnvironmentAsync(IDistributedApplicationTestingBuilder builder, string name)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(Find(builder, name)).WithEnvironmentVariablesConfig()
            .BuildAsync(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Publish));
        return configuration.EnvironmentVariables.ToDictionary(pair => pair.Key, pair => pair.Value);
    }
}
