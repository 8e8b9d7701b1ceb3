using HybridAi.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
var secrets = new Secrets(builder);
var isRun = builder.ExecutionContext.IsRunMode;

// Aspire gives each reference's parts as variables of its name, such as DATABASE_HOST, so none is called hybridai: HYBRIDAI_ is the product's own.
var database = builder.AddPostgres("postgres").WithDataVolume().WithEnvironment("POSTGRES_DB", "hybridai").AddDatabase("database", "hybridai");
var cache = builder.AddRedis("cache").WithDataVolume();

var gateway = AsNode(builder.AddProject<Projects.HybridAi_Gateway>("gateway").WithReplicas(2).WithHttpEndpoint());
AsNode(builder.AddProject<Projects.HybridAi_Worker>("worker").WithReplicas(2).WithHttpEndpoint());

if (isRun && !secrets.HasProviderKey)
{
    var simulator = builder.AddProject<Projects.HybridAi_Simulator>("simulator").WithHttpEndpoint();
    var address = simulator.GetEndpoint("http");
    simulator.WithHttpHealthCheck("/_sim").WithEnvironment("Simulator__Urls", ReferenceExpression.Create($"http://127.0.0.1:{address.Property(EndpointProperty.TargetPort)}"));
    foreach (var node in builder.Resources.OfType<ProjectResource>().Where(project => project.Name is "gateway" or "worker").ToList())
        builder.CreateResourceBuilder(node).WithEnvironment("Simulator__Address", address).WaitFor(simulator);
}

builder.AddProject<Projects.HybridAi_Web>("web").WithHttpEndpoint().WithExternalHttpEndpoints().WithHttpHealthCheck("/health")
    .WithEnvironment("HYBRIDAI_SITE_KEY", secrets.SiteKey)
    .WithReference(gateway).WaitFor(gateway);

builder.Build().Run();

// Gateways and workers: the same database, cache and secrets, and a directory for the journal. Replicas share the directory's path and take a part of it each.
IResourceBuilder<ProjectResource> AsNode(IResourceBuilder<ProjectResource> node)
{
    node.WithHttpHealthCheck("/health")
        .WithReference(database).WaitFor(database)
        .WithReference(cache).WaitFor(cache)
        .WithEnvironment("HYBRIDAI_ADMIN_KEY", secrets.AdministratorKey)
        .WithEnvironment("HYBRIDAI_MASTER_KEY", secrets.MasterKey)
        .WithEnvironment("HYBRIDAI_DATA", isRun ? Path.Combine(builder.AppHostDirectory, ".hybridai", node.Resource.Name) : "/home/app/hybridai");
    foreach (var (variable, key) in secrets.ProviderKeys)
        node.WithEnvironment(variable, key);
    // What balances the load needs a moment to see that a replica goes.
    return isRun ? node : node.WithEnvironment("Drain__Notice", "5s");
}
